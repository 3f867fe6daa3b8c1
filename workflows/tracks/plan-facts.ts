import { workflowInfo } from '@temporalio/workflow';
import { deadlineExtended } from '../../src/engagement/domain/facts/course';
import { qualityChecked } from '../../src/engagement/domain/facts/result';
import {
  taskAdded,
  taskDropped,
  taskMoved,
  taskReassigned,
} from '../../src/engagement/domain/facts/plan/facts';
import type { PlanChangeKind } from '../../src/engagement/domain/plan/state';
import type { HeardFact } from '../../src/fact/domain/heard-fact';
import { changedTasks, changePlan, type PlanChange } from '../../src/track/domain/plan/change';
import type { PlanTask } from '../../src/track/domain/plan/task';
import { BeyondWorkdaysError } from '../../src/track/domain/plan/workdays';
import type { Hearer, Verdict } from '../promise/hearing';
import type { Source } from '../promise/journal';
import type { Lifecycle } from '../stages/lifecycle';
import { standingFacts } from '../stages/standing-facts';
import type { Board } from './board';
import { dated, keyOfTask, openParts, planOf, promise, taskNamed, taskOf, workdays } from './plan';

/** What is stated about the tasks of a plan, and what moves all of them. The workflow is the judge, as of everything. */
export function planHearers(life: Lifecycle, board: Board): Record<string, Hearer> {
  const hearers = hearersOf(life);
  const heardOn =
    (signal: 'taskMoved' | 'taskDone'): Hearer =>
    (fact) => {
      board.hears(fact);
      return hearers[signal]?.(fact) ?? 'forPromises';
    };
  return { ...hearers, taskMoved: heardOn('taskMoved'), taskDone: heardOn('taskDone') };
}

function hearersOf(life: Lifecycle): Record<string, Hearer> {
  const standing = standingFacts(life);
  return {
    taskAdded: whenLaid(life, (fact) => add(life, fact)),
    taskMoved: whenLaid(life, (fact) => {
      const { task, startMs, dueMs } = taskMoved.read(fact);
      return change(life, moved(life, task, startMs, dueMs), fact);
    }),
    taskDropped: whenLaid(life, (fact) =>
      change(life, { kind: 'dropped', id: taskDropped.read(fact).task }, fact),
    ),
    taskReassigned: whenLaid(life, (fact) => {
      const { task, personId } = taskReassigned.read(fact);
      return change(life, { kind: 'reassigned', id: task, personId }, fact);
    }),
    taskDone: (fact) => {
      const task = taskOf(life, fact.promiseId);
      const parts = task ? openParts(life, task.id) : [];
      if (parts.length === 0) return 'forPromises';
      return { ignored: `parts of it are still open: ${parts.map(({ id }) => id).join(', ')}` };
    },
    qualityChecked: (fact) => {
      const { passed, failed = [] } = qualityChecked.read(fact);
      const { plan } = life.state;
      if (plan && !passed) life.state.plan = { ...plan, failed };
      return 'forPromises';
    },
    // A later deadline of a task moves what depends on it.
    deadlineExtended: (fact) => {
      const task = taskOf(life, fact.promiseId);
      if (!task) return standing['deadlineExtended']?.(fact) ?? 'forPromises';
      return change(life, moved(life, task.id, null, deadlineExtended.read(fact).dueAtMs), fact);
    },
    held: (fact) => {
      const verdict = standing['held']?.(fact) ?? 'forPromises';
      const { plan } = life.state;
      if (verdict === 'applied' && plan) {
        life.state.plan = { ...plan, heldAt: workdays(life).from(life.desk.nowMs()) };
      }
      return verdict;
    },
    resumed: (fact) => {
      const verdict = standing['resumed']?.(fact) ?? 'forPromises';
      if (verdict === 'applied' && life.state.plan) shift(life, fact);
      return verdict;
    },
  };
}

/** What answers for the points that failed last is to be done again, from today on. */
export function reopen(life: Lifecycle): void {
  const from = workdays(life).from(life.desk.nowMs());
  change(life, { kind: 'reopened', points: planOf(life).failed, from }, {});
}

function whenLaid(life: Lifecycle, hearer: Hearer): Hearer {
  return (fact) => (life.state.plan ? hearer(fact) : { ignored: 'the plan is not laid yet' });
}

function add(life: Lifecycle, fact: HeardFact): Verdict {
  const { task: named, startMs, ...task } = taskAdded.read(fact);
  const { tasks } = planOf(life);
  const id = named ?? `added-${tasks.filter((one) => one.id.startsWith('added-')).length + 1}`;
  // Nothing begins in the past.
  const notBefore = workdays(life).from(Math.max(startMs ?? 0, life.desk.nowMs()));
  return change(life, { kind: 'added', task: { ...task, id, notBefore } }, fact);
}

function moved(life: Lifecycle, id: string, startMs: number | null, dueMs: number | null): PlanChange {
  const days = workdays(life);
  return {
    ...{ kind: 'moved', id },
    ...(startMs === null ? {} : { first: days.from(startMs) }),
    ...(dueMs === null ? {} : { last: days.until(dueMs) }),
  };
}

/** The days for which the plan stood still are added to all that is open. */
function shift(life: Lifecycle, fact: HeardFact): void {
  const plan = planOf(life);
  const days = plan.heldAt === null ? 0 : workdays(life).from(life.desk.nowMs()) - plan.heldAt;
  life.state.plan = { ...plan, heldAt: null };
  if (days > 0) change(life, { kind: 'shifted', days }, fact);
}

function change(life: Lifecycle, wanted: PlanChange, source: Source): Verdict {
  const before = planOf(life);
  try {
    const after = changePlan(before.tasks, wanted);
    if ('refused' in after) return { ignored: after.refused };
    const changed = changedTasks(before.tasks, after.tasks);
    // Before anything is changed: a day that nobody knows changes nothing.
    for (const { last } of changed) workdays(life).at(last);
    life.state.plan = { ...before, tasks: after.tasks };
    apply(life, wanted, before.tasks, changed, source);
    return 'applied';
  } catch (error) {
    if (!(error instanceof BeyondWorkdaysError)) throw error;
    return { ignored: 'the plan does not reach so far: its working days are not known' };
  }
}

function apply(
  life: Lifecycle,
  wanted: PlanChange,
  before: readonly PlanTask[],
  changed: readonly PlanTask[],
  source: Source,
): void {
  const known = new Map(before.map((task) => [task.id, task]));
  if (wanted.kind === 'reassigned') assign(life, wanted.id, wanted.personId);
  const tasks = changed.map((task) => dated(life, task));
  life.desk.note(
    {
      kind: 'planChanged',
      trackId: workflowInfo().workflowId,
      how: wanted.kind satisfies PlanChangeKind,
      task: idIn(wanted),
      tasks,
      promiseIds: changed.flatMap((task) => roundsOf(life, task)),
      ...(wanted.kind === 'reassigned' ? { personId: wanted.personId } : {}),
    },
    source,
  );
  for (const task of changed) {
    const key = keyOfTask(life, task);
    const open = life.desk.promises.get(key);
    if (!open) promise(life, task);
    else if (task.state === 'dropped') life.promises.settle(key, 'cancelled', 'the task was dropped', source);
    else if (task.state === 'open' && known.get(task.id)?.last !== task.last) {
      life.promises.reschedule(open, workdays(life).closesMs(task.last));
    }
  }
}

/** The promises of a task: of what is done again, that of the round before as well, which knows its title. */
function roundsOf(life: Lifecycle, { id, round }: PlanTask): string[] {
  const rounds = round === 1 ? [1] : [round - 1, round];
  return rounds.map((one) => life.desk.promiseId(keyOfTask(life, { id, round: one })));
}

function idIn(change: PlanChange): string | null {
  switch (change.kind) {
    case 'added':
      return change.task.id;
    case 'moved':
    case 'dropped':
    case 'reassigned':
      return change.id;
    case 'reopened':
    case 'shifted':
      return null;
  }
}

function assign(life: Lifecycle, id: string, assignee: string): void {
  const task = taskNamed(life, id);
  const open = task && life.desk.promises.get(keyOfTask(life, task));
  if (open) life.desk.put({ ...open, assignee });
}
