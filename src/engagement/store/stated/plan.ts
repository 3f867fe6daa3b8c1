import type { Connection } from '../../../database/database';
import type { PlanTask as PlanTaskRow } from '../../../database/generated/client';
import type { BodyOf } from '../../../fact/domain/body';
import type { Fault } from '../../../fact/domain/fault';
import { normalRole } from '../../../people/domain/roles';
import { actingPerson } from '../../../people/store/acting-person';
import type { Playbook } from '../../../playbook/domain/playbook';
import type { Role } from '../../../promise/domain/ladder/rules';
import { daysOfAdded } from '../../../track/domain/plan/added-days';
import { instantOfDay } from '../../../track/domain/plan/day';
import type { PlanRules } from '../../../track/domain/plan/rules';
import { listPlans, trackIdOf } from '../../../track/store/plans';
import type { planBodies } from '../../domain/facts/plan/bodies';
import type { SignalFields } from '../../domain/facts/registry';
import { calendarOfPlan, tracksWithPlans } from '../../domain/plan/of-playbook';
import type { About } from './about';
import { FOR_PEOPLE } from './completed-step';
import { type Taking, takingWork } from './hours';

type Bodies = typeof planBodies;
type Wrong = { faults: readonly Fault[] };

/** The promise of a task that a fact names by its id in the plan: the newest, where a later delivery calls one alike. */
export async function promiseOfTask(
  db: Connection,
  engagementId: string,
  task: string,
): Promise<{ promiseId: string } | Wrong> {
  const rows = await db.planTask.findMany({
    where: { engagementId },
    orderBy: { startAt: 'desc' },
    select: { promiseId: true, task: true, state: true },
  });
  const named = rows.filter((row) => row.task === task);
  const found = named.find(({ state }) => state === 'open') ?? named[0];
  if (found) return { promiseId: found.promiseId };
  const known = [...new Set(rows.filter(({ state }) => state === 'open').map((row) => row.task))];
  const open =
    known.length > 0 ? `the open ones are: ${known.slice(0, 50).join(', ')}` : 'it has no open ones';
  return { faults: [{ pointer: '/task', message: `no plan of this engagement has such a task; ${open}` }] };
}

/** A new task: to which plan it goes, who does it, and when it may begin. */
export async function taskAdded(
  about: About,
  body: BodyOf<Bodies, 'taskAdded'>,
): Promise<({ fields: SignalFields['taskAdded']; workflowId: string } & Taking) | Wrong> {
  const { db, playbook, engagement, nowMs, byPerson } = about;
  const faults: Fault[] = [];
  const owner = normalRole(body.owner);
  if (!Object.hasOwn(playbook.roles, owner)) {
    const known = Object.keys(playbook.roles).join(', ');
    faults.push({ pointer: '/owner', message: `the playbook has no such role; it has: ${known}` });
  }
  const place = await openTrack(db, engagement.id, playbook, body.track);
  if ('fault' in place) faults.push({ pointer: '/track', message: place.fault });
  const person = await whoDoes(db, body.personId, nowMs, byPerson);
  if ('fault' in person) faults.push({ pointer: '/personId', message: person.fault });
  if ('fault' in place || 'fault' in person || faults.length > 0) return { faults };
  const { task, days, effortHours = 0, after = [], parent = null, startAt } = body;
  const calendar = calendarOfPlan(rulesInOrder(about), place.plan, engagement.calendar);
  const startMs = startAt === undefined ? null : instantOfDay(startAt, calendar);
  const own = { owner, personId: person.personId, days, effortHours, after, parent };
  const fields = { ...(task === undefined ? {} : { task }), ...own, startMs };
  const doer = person.personId ?? teamOf(about)[owner];
  if (doer === undefined || effortHours === 0) return { workflowId: place.workflowId, fields };
  const plan = (await listPlans(db, engagement.id)).find(
    ({ track }) => track.workflowId === place.workflowId,
  );
  const added = { ...own, id: task ?? 'added' };
  const when = daysOfAdded(plan?.tasks ?? [], calendar, added, Math.max(startMs ?? 0, nowMs));
  if (!when) return { workflowId: place.workflowId, fields };
  const work = { personId: doer, owner, effortHours, ...when };
  return { workflowId: place.workflowId, fields, ...takingWork(about, work, body.overrideReason) };
}

/** Other days for a task. */
export async function taskMoved(
  about: About,
  { startAt, dueAt }: BodyOf<Bodies, 'taskMoved'>,
): Promise<{ fields: SignalFields['taskMoved'] } | Wrong> {
  const found = await taskOf(about);
  if ('faults' in found) return found;
  if (startAt === undefined && dueAt === undefined) {
    return { faults: [{ pointer: '/startAt', message: 'say when it begins, or when it is due' }] };
  }
  const { playbook, engagement, promise } = about;
  const plan = tracksWithPlans(playbook).find(({ id }) => id === promise?.track)?.plan;
  const calendar = calendarOfPlan(rulesInOrder(about), plan, engagement.calendar);
  const startMs = startAt === undefined ? null : instantOfDay(startAt, calendar);
  const dueMs = dueAt === undefined ? null : instantOfDay(dueAt, calendar);
  if (startMs !== null && dueMs !== null && dueMs < startMs) {
    return { faults: [{ pointer: '/dueAt', message: 'lies before the beginning' }] };
  }
  return { fields: { task: found.task, startMs, dueMs } };
}

/** A task that is not needed any more. */
export async function taskDropped(about: About): Promise<{ fields: SignalFields['taskDropped'] } | Wrong> {
  const found = await taskOf(about);
  return 'faults' in found ? found : { fields: { task: found.task } };
}

/** A task for another person. */
export async function taskReassigned(
  about: About,
  { personId, overrideReason }: BodyOf<Bodies, 'taskReassigned'>,
): Promise<({ fields: SignalFields['taskReassigned'] } & Taking) | Wrong> {
  const found = await taskOf(about);
  if ('faults' in found) return found;
  const person = await whoDoes(about.db, personId, about.nowMs, about.byPerson);
  if ('fault' in person || person.personId === null) {
    return {
      faults: [{ pointer: '/personId', message: 'fault' in person ? person.fault : 'name a person' }],
    };
  }
  const fields = { task: found.task, personId: person.personId };
  const { owner, effortHours, startAt, dueAt, promiseId } = found;
  const isTheirs = (found.personId ?? teamOf(about)[owner]) === person.personId;
  if (isTheirs || effortHours === 0) return { fields };
  const days = { startMs: startAt.getTime(), dueMs: dueAt.getTime() };
  const work = { personId: person.personId, owner, effortHours, promiseId, ...days };
  return { fields, ...takingWork(about, work, overrideReason) };
}

function teamOf({ engagement }: About): Record<Role, string> {
  return engagement.team as Record<Role, string>;
}

async function taskOf({ db, promise }: About): Promise<PlanTaskRow | Wrong> {
  const row = promise && (await db.planTask.findUnique({ where: { promiseId: promise.id } }));
  return row ?? { faults: [{ pointer: '/task', message: 'name a task of a plan' }] };
}

async function whoDoes(
  db: Connection,
  personId: string | undefined,
  nowMs: number,
  byPerson: boolean,
): Promise<{ personId: string | null } | { fault: string }> {
  if (personId === undefined) return { personId: null };
  return byPerson ? await actingPerson(db, personId, nowMs) : { fault: FOR_PEOPLE };
}

async function openTrack(
  db: Connection,
  engagementId: string,
  playbook: Playbook,
  named: string | undefined,
): Promise<{ workflowId: string; plan: PlanRules } | { fault: string }> {
  const plans = tracksWithPlans(playbook);
  const ids = plans.map(({ id }) => id);
  const wanted = named === undefined && plans.length === 1 ? plans[0] : plans.find(({ id }) => id === named);
  if (!wanted) {
    const known = ids.length > 0 ? `name one of: ${ids.join(', ')}` : 'this engagement has none';
    return { fault: `no delivery with a plan is meant; ${known}` };
  }
  const open = await db.track.findMany({ where: { engagementId, state: 'open' } });
  const track = open.find((one) => trackIdOf(one) === wanted.id);
  return track
    ? { workflowId: track.workflowId, plan: wanted.plan }
    : { fault: `the delivery ${wanted.id} has no plan at present: it has not begun, or is over` };
}

function rulesInOrder({ playbook, earlier }: About): Playbook[] {
  return [...earlier, playbook];
}
