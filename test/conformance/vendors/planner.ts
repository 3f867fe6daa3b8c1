import type { PlannerPort } from '../../../src/capability/offered/planner';
import { isMarked } from '../../../src/vendors/planner/mark';
import type { AskVendor, Connector } from '../connector';
import { personal } from '../marks';
import { everyOne, MICROSOFT } from './microsoft';

const GROUP = 'the-group';
const PLANNER = '/v1.0/planner';
const BUCKET = 'To do';

interface Titled {
  id: string;
  title: string;
}

async function plansOf(ask: AskVendor, key: string): Promise<Titled[]> {
  const plans = await everyOne<Titled>(ask, `/groups/${GROUP}/planner/plans`);
  return plans.filter(({ title }) => isMarked(title, `${key}/plan`));
}

/** What is in the plans of a key. */
async function within<T>(ask: AskVendor, key: string, kind: 'tasks' | 'buckets'): Promise<T[]> {
  const plans = await plansOf(ask, key);
  const lists = await Promise.all(plans.map(({ id }) => everyOne<T>(ask, `/planner/plans/${id}/${kind}`)));
  return lists.flat();
}

async function tasksOf(ask: AskVendor, key: string): Promise<Titled[]> {
  const tasks = await within<Titled>(ask, key, 'tasks');
  return tasks.filter(({ title }) => isMarked(title, key));
}

async function bucketsOf(ask: AskVendor, key: string): Promise<number> {
  const buckets = await within<{ name: string }>(ask, key, 'buckets');
  return buckets.filter(({ name }) => name === BUCKET).length;
}

async function checklistItems(ask: AskVendor, key: string): Promise<number> {
  let items = 0;
  for (const { id } of await tasksOf(ask, key)) {
    const { checklist }: { checklist: object } = await ask('GET', `${PLANNER}/tasks/${id}/details`);
    items += Object.keys(checklist).length;
  }
  return items;
}

const planOf = (planner: PlannerPort, key: string) =>
  planner.ensurePlan(`${key}/plan`, personal(key).company);

async function ensureTask(planner: PlannerPort, key: string) {
  const { company, email, text } = personal(key);
  return planner.ensureTask(key, await planOf(planner, key), {
    title: company,
    bucket: BUCKET,
    dueAt: '2026-12-01T10:00:00.000Z',
    assignees: [email],
    description: text,
    checklist: [company],
    references: [{ url: 'https://documents.example/a?b=c#d', title: company }],
  });
}

export const planner: Connector = {
  ...MICROSOFT,
  values: { ...MICROSOFT.values, groupId: GROUP },
  operations: {
    planner: {
      ensurePlan: {
        run: planOf,
        makes: [
          {
            call: { method: 'POST', path: `${PLANNER}/plans` },
            count: async (ask, key) => (await plansOf(ask, key)).length,
          },
        ],
      },
      ensureTask: {
        run: ensureTask,
        makes: [
          { call: { method: 'POST', path: `${PLANNER}/buckets` }, count: bucketsOf },
          {
            call: { method: 'POST', path: `${PLANNER}/tasks` },
            count: async (ask, key) => (await tasksOf(ask, key)).length,
          },
          { call: { method: 'PATCH', path: `${PLANNER}/tasks/` }, count: checklistItems },
        ],
      },
      findTask: {
        run: async (port, key) => {
          await ensureTask(port, key);
          return port.findTask(key, await planOf(port, key));
        },
      },
      readTasks: {
        run: async (port, key) => {
          await ensureTask(port, key);
          return port.readTasks(await planOf(port, key));
        },
      },
      changeTask: {
        run: async (port, key) => {
          const { email } = personal(key);
          const change = { dueAt: '2026-12-02T10:00:00Z', assignees: [email], isDone: true };
          return port.changeTask((await ensureTask(port, key)).id, change);
        },
      },
      completeTask: { run: async (port, key) => port.completeTask((await ensureTask(port, key)).id) },
      deleteTask: { run: async (port, key) => port.deleteTask((await ensureTask(port, key)).id) },
    },
  },
};
