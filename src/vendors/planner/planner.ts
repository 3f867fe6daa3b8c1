import type { NewTask, PlannerPort, TaskReference, TaskState } from '../../capability/offered/planner';
import { cutText } from '../../text/domain/cut';
import { guidOf } from '../microsoft/guid';
import type { PlannerClient, PlannerTask } from './client';
import { isMarked, isOurs, marked } from './mark';

const LONGEST_ITEM = 100;
const LAST_PLACE = ' !';

export function plannerPort(client: PlannerClient): PlannerPort {
  return {
    async ensurePlan(key, title) {
      const oldest = async () => (await client.listPlans()).find((plan) => isMarked(plan.title, key))?.id;
      const found = await oldest();
      if (found !== undefined) return found;
      const made = await client.createPlan(marked(title, key));
      // Of two that were made at once, both makers take the older one.
      return (await oldest()) ?? made;
    },

    async ensureTask(key, planId, task) {
      const users = await Promise.all(task.assignees.map((email) => client.findUser(email)));
      const known = users.filter((user) => user !== undefined);
      const own = (await client.listTasks(planId)).find(({ title }) => isMarked(title, key));
      const id = own?.id ?? (await client.createTask(await asAsked(client, key, planId, task, known)));
      await client.changeDetails(id, (details) => missingOf(details, key, task));
      return { id, unassigned: users.length - known.length };
    },

    async findTask(key, planId) {
      const own = (await client.listTasks(planId)).find(({ title }) => isMarked(title, key));
      return own && stateOf(own);
    },

    async readTasks(planId) {
      return (await client.listTasks(planId)).filter(({ title }) => isOurs(title)).map(stateOf);
    },

    async changeTask(id, { dueAt, assignees, isDone }) {
      const users = await Promise.all((assignees ?? []).map((email) => client.findUser(email)));
      const known = users.filter((user) => user !== undefined);
      const isThere = await client.changeTask(id, (task) => ({
        ...(dueAt === undefined ? {} : { dueDateTime: dueAt }),
        ...(isDone === undefined ? {} : percentOf(task, isDone)),
        ...(assignees === undefined ? {} : { assignments: { ...nobodyOf(task), ...assignedTo(known) } }),
      }));
      return isThere ? { unassigned: users.length - known.length } : undefined;
    },

    completeTask: (id) => completeTask(client, id),

    deleteTask: (id) => client.deleteTask(id),
  };
}

/** Repeatable. @returns false when there is no such task any more */
export function completeTask(client: PlannerClient, id: string): Promise<boolean> {
  return client.changeTask(id, ({ percentComplete }) =>
    percentComplete === 100 ? undefined : { percentComplete: 100 },
  );
}

export function stateOf({ id, percentComplete, dueDateTime }: PlannerTask): TaskState {
  return { id, isDone: percentComplete === 100, dueMs: dueDateTime ? Date.parse(dueDateTime) : undefined };
}

async function asAsked(
  client: PlannerClient,
  key: string,
  planId: string,
  { title, bucket, dueAt }: NewTask,
  users: readonly string[],
): Promise<object> {
  return {
    planId,
    title: marked(title, key),
    ...(bucket === undefined ? {} : { bucketId: await client.ensureBucket(planId, bucket) }),
    ...(dueAt === undefined ? {} : { dueDateTime: dueAt }),
    assignments: assignedTo(users),
  };
}

function assignedTo(users: readonly string[]): object {
  const assignment = { '@odata.type': '#microsoft.graph.plannerAssignment', orderHint: LAST_PLACE };
  return Object.fromEntries(users.map((user) => [user, assignment]));
}

/** Takes everybody off a task: an assignment that is null is taken away. */
function nobodyOf({ assignments }: Record<string, unknown>): object {
  const assigned = typeof assignments === 'object' && assignments !== null ? Object.keys(assignments) : [];
  return Object.fromEntries(assigned.map((user) => [user, null]));
}

/** What somebody has begun there stays begun. */
function percentOf({ percentComplete }: Record<string, unknown>, isDone: boolean): object {
  if (isDone === (percentComplete === 100)) return {};
  return { percentComplete: isDone ? 100 : 0 };
}

/** What a task's details lack of what was asked for. What people wrote or ticked there stays. */
function missingOf(details: Record<string, unknown>, key: string, task: NewTask): object | undefined {
  const checklist = lacking(details['checklist'], task.checklist.map(itemOf(key)));
  const references = lacking(details['references'], task.references.map(referenceOf));
  const description = details['description'] ? undefined : task.description;
  if (checklist === undefined && references === undefined && !description) return undefined;
  return {
    ...(description ? { description } : {}),
    ...(checklist === undefined ? {} : { checklist }),
    ...(references === undefined ? {} : { references }),
  };
}

function lacking(present: unknown, wanted: readonly (readonly [string, object])[]): object | undefined {
  const there = typeof present === 'object' && present !== null ? present : {};
  const missing = wanted.filter(([name]) => !Object.hasOwn(there, name));
  return missing.length === 0 ? undefined : Object.fromEntries(missing);
}

/** Items have GUIDs that whoever makes them chooses: the same item has the same one each time. */
function itemOf(key: string) {
  return (title: string, place: number): [string, object] => [
    guidOf(`${key}/checklist/${place}`),
    {
      '@odata.type': '#microsoft.graph.plannerChecklistItem',
      title: cutText(title, LONGEST_ITEM),
      isChecked: false,
    },
  ];
}

/** References are known by their address, in which what OData means something by is encoded. */
function referenceOf({ url, title }: TaskReference): [string, object] {
  const name = url.replaceAll(/[%.:@#]/g, (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`);
  return [name, { '@odata.type': '#microsoft.graph.plannerExternalReference', alias: title, type: 'Other' }];
}
