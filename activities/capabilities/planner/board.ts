import type { PlannerPort } from '../../../src/capability/offered/planner';
import type { PlanTask } from '../../../src/database/generated/client';
import { boardTime, type BoardActivities } from '../../../src/engagement/domain/plan/board';
import { addressOf, type Person } from '../../../src/people/store/people';
import { peopleFor } from '../../../src/people/store/team';
import type { ActionDeps, Door } from '../action-deps';
import { type EngagementFile, readEngagementFile } from '../engagement-file';
import { atVendor } from '../vendor-errors';
import { planOf } from './plan-of';

/** So many tasks are changed in one turn: it ends well before it counts as dead, and others come in between. */
const TASKS_PER_TURN = 5;

interface Link {
  readonly title: string;
  readonly url: string;
}

/** Shows plans of tasks where people work on them beside us. Titles and addresses are looked up here, never in a workflow. */
export function createBoardActivities(deps: ActionDeps, door: Door<PlannerPort>): BoardActivities {
  return {
    'board.show': ({ engagementId, trackId, differing }) =>
      atVendor(async () => {
        const tasks = await deps.db.planTask.findMany({
          where: { engagementId, trackId },
          orderBy: [{ startAt: 'asc' }, { task: 'asc' }],
        });
        const file = await readEngagementFile(deps.db, engagementId);
        const shown = await door.effects.findAll(
          'task',
          tasks.map(({ promiseId }) => promiseId),
        );
        const doers = doersIn(deps, file);
        const wanted = await Promise.all(tasks.map(async (task) => asWanted(tasks, task, await doers(task))));
        const changed = wanted.filter(
          (one) => differing.includes(one.promiseId) || shown.get(one.promiseId)?.data['shown'] !== one.sign,
        );
        for (const one of changed.slice(0, TASKS_PER_TURN)) {
          await show(door, file, one, shown.get(one.promiseId)?.vendorId || undefined);
        }
        return { isWhole: changed.length <= TASKS_PER_TURN };
      }),
  };
}

/** A task as it is to be seen there. */
interface Wanted extends PlanTask {
  readonly bucket: string | undefined;
  readonly assignees: readonly string[];
  /** Another one when anything is to be seen otherwise. */
  readonly sign: string;
}

function asWanted(all: readonly PlanTask[], task: PlanTask, doers: readonly Person[]): Wanted {
  const assignees = doers.map(addressOf);
  const bucket = all.find((one) => one.task === task.parent)?.title;
  const sign = [task.state, task.dueOn, ...doers.map(({ id }) => id)].join(' ');
  return { ...task, bucket, assignees, sign };
}

type Doers = (task: PlanTask) => Promise<readonly Person[]>;

/** Who does a task at present: its person, or whoever has its role. Each is looked up once. */
function doersIn({ db, clock }: ActionDeps, { team }: EngagementFile): Doers {
  const found = new Map<string, Promise<readonly Person[]>>();
  const lookUp = async ({ owner, personId }: PlanTask) => {
    const now = new Date(clock.productNow());
    const ids = personId === null ? await peopleFor(db, [owner], { ...team }, now) : [personId];
    return await db.person.findMany({ where: { id: { in: ids } }, orderBy: { id: 'asc' } });
  };
  return (task) => {
    const key = `${task.owner}/${task.personId}`;
    const known = found.get(key) ?? lookUp(task);
    found.set(key, known);
    return known;
  };
}

async function show(
  door: Door<PlannerPort>,
  file: EngagementFile,
  task: Wanted,
  knownId: string | undefined,
): Promise<void> {
  const { effects, port } = door;
  const { promiseId: key, state, dueOn, assignees } = task;
  const remember = (id: string) => effects.replace('task', key, id, { shown: task.sign, dueOn });
  const dueAt = boardTime(dueOn);
  switch (state) {
    case 'dropped':
      if (knownId !== undefined) {
        await effects.changeOurselves('task', knownId, 'deleted');
        await port().deleteTask(knownId);
      }
      await remember(knownId ?? '');
      return;
    case 'done':
      if (knownId !== undefined) await port().changeTask(knownId, { isDone: true });
      await remember(knownId ?? '');
      return;
    default: {
      const isThere =
        knownId !== undefined &&
        (await port().changeTask(knownId, { dueAt, assignees, isDone: false })) !== undefined;
      await remember(isThere ? knownId : await made(door, file, task, dueAt));
    }
  }
}

async function made(
  door: Door<PlannerPort>,
  file: EngagementFile,
  { promiseId, title, bucket, assignees, links }: Wanted,
  dueAt: string,
): Promise<string> {
  const { id } = await door.port().ensureTask(promiseId, await planOf(door, file), {
    ...{ title, bucket, dueAt, assignees },
    description: `${file.reference} ${file.title}`,
    checklist: [],
    references: links as unknown as Link[],
  });
  await door.effects.restOn('task', id, file.id, { place: 'there', isDone: false, dueMs: Date.parse(dueAt) });
  return id;
}
