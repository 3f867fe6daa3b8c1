import { condition, proxyActivities, workflowInfo } from '@temporalio/workflow';
import { stepOfTask } from '../../src/engagement/domain/plan/keys';
import type { DatedTask, PlanActivities, PlanState } from '../../src/engagement/domain/plan/state';
import { parseDate } from '../../src/promise/domain/clock/time-text';
import type { Calendar } from '../../src/promise/domain/clock/types';
import { termUntil } from '../../src/promise/domain/ladder/transitions';
import type { PlanRules } from '../../src/track/domain/plan/rules';
import { type PlanTask, subtasks } from '../../src/track/domain/plan/task';
import { Workdays } from '../../src/track/domain/plan/workdays';
import { ATTEMPT } from '../activities';
import type { PromiseSpec } from '../promise/promise-spec';
import { completed, type Lifecycle } from '../stages/lifecycle';

const { 'plan.lay': layPlan } = proxyActivities<PlanActivities>({
  summary: 'Make the plan of its template',
  ...ATTEMPT,
  // As patient as the journal: a delivery must not end because a database is away.
  scheduleToCloseTimeout: '90 days',
  retry: { initialInterval: '1 second', backoffCoefficient: 1.5, maximumInterval: '20 seconds' },
});

/**
 * Keeps the plan of a track: every task is a promise from the moment at which the plan is laid, due at the end of its last
 * day. Returns when nothing of it is open.
 * @param round of a later one, a revision, the plan begins empty: planners add what is to be done again
 */
export async function keepPlan(life: Lifecycle, rules: PlanRules, round: number): Promise<void> {
  await lay(life, rules, round);
  for (const task of openTasks(life)) promise(life, task);
  await condition(() => openTasks(life).length === 0);
}

/** The tasks that are neither done nor dropped. */
export function openTasks({ state: { plan } }: Lifecycle): PlanTask[] {
  return (plan?.tasks ?? []).filter(({ state }) => state === 'open');
}

async function lay(life: Lifecycle, rules: PlanRules, round: number): Promise<void> {
  const { desk, state, input } = life;
  if (state.plan) return;
  await life.whileActive();
  const laid = await desk.whileBusy(() =>
    layPlan({
      playbook: { name: input.plan.name, version: input.plan.version },
      track: life.track ?? '',
      isFromTemplate: round === 1,
      calendar: calendarOf(life, rules),
      beginMs: desk.nowMs(),
      deadlineOn: deadlineOf(life, rules),
      team: state.team,
    }),
  );
  const heldAt = state.held ? new Workdays(laid.workdays).from(desk.nowMs()) : null;
  state.plan = { ...laid, heldAt, failed: [] };
  const tasks = laid.tasks.map((task) => dated(life, task));
  const promiseIds = tasks.map(({ promiseId }) => promiseId);
  desk.note({ kind: 'planLaid', trackId: workflowInfo().workflowId, tasks, promiseIds });
}

function calendarOf({ desk }: Lifecycle, { calendar }: PlanRules): Calendar {
  const { calendars, calendar: ofEngagement } = desk.options.rules;
  const found = calendars[calendar ?? ofEngagement];
  if (!found) throw new Error(`The rules have no calendar ${calendar ?? ofEngagement}`);
  return found;
}

function deadlineOf({ state, input }: Lifecycle, { deadline }: PlanRules): string | null {
  const day = deadline === undefined ? undefined : (state.answers[deadline] ?? input.facts[deadline]);
  return typeof day === 'string' && parseDate(day) !== null ? day : null;
}

/** Opens the promise that a task is; the one that is open goes on. */
export function promise(life: Lifecycle, task: PlanTask): void {
  life.promises.open(specOf(life, task));
}

function specOf(life: Lifecycle, task: PlanTask): PromiseSpec {
  const { target, startMs } = termUntil(workdays(life).closesMs(task.last), life.desk.nowMs());
  return {
    key: keyOfTask(life, task),
    step: stepOfTask(task.id),
    kind: 'task',
    // Its title is in the database alone.
    title: `The task ${task.id}`,
    stage: 'delivery',
    track: life.track,
    owedBy: task.owner,
    ...(task.personId === null ? {} : { assignee: task.personId }),
    target,
    since: { startMs, pauses: [] },
    byTheClock: true,
    awaits: {
      taskDone: (fact) => {
        replace(life, { ...(taskNamed(life, task.id) ?? task), state: 'done' });
        return completed(fact);
      },
    },
  };
}

/** The task whose promise this is. */
export function taskOf(
  { desk, state: { plan } }: Lifecycle,
  promiseId: string | undefined,
): PlanTask | undefined {
  const step = promiseId === undefined ? undefined : desk.byId(promiseId)?.step;
  return plan?.tasks.find(({ id }) => stepOfTask(id) === step);
}

/** The parts of a task that are still open: it is not done before they are. */
export function openParts({ state: { plan } }: Lifecycle, id: string): PlanTask[] {
  return subtasks(plan?.tasks ?? [], id).filter(({ state }) => state === 'open');
}

/** The task as the journal has it, with the person who has its promise now. */
export function dated(life: Lifecycle, task: PlanTask): DatedTask {
  const { notBefore, first, last, checks: _checks, ...same } = task;
  const days = workdays(life);
  const key = keyOfTask(life, task);
  const open = life.desk.promises.get(key);
  return {
    ...same,
    personId: open ? open.assignee : task.personId,
    promiseId: life.desk.promiseId(key),
    notBeforeOn: days.dateOf(notBefore),
    startOn: days.dateOf(first),
    dueOn: days.dateOf(last),
    startMs: days.opensMs(first),
    dueMs: days.closesMs(last),
  };
}

export function keyOfTask(life: Lifecycle, { id, round }: Pick<PlanTask, 'id' | 'round'>): string {
  return life.keyOf({ id: stepOfTask(id) }, round);
}

/** @throws when no plan is laid yet */
export function planOf({ state: { plan } }: Lifecycle): PlanState {
  if (!plan) throw new Error('No plan is laid yet');
  return plan;
}

export function workdays(life: Lifecycle): Workdays {
  return new Workdays(planOf(life).workdays);
}

export function taskNamed(life: Lifecycle, id: string): PlanTask | undefined {
  return planOf(life).tasks.find((task) => task.id === id);
}

function replace(life: Lifecycle, changed: PlanTask): void {
  const plan = planOf(life);
  life.state.plan = { ...plan, tasks: plan.tasks.map((task) => (task.id === changed.id ? changed : task)) };
}
