import type { Role } from '../../../promise/domain/ladder/rules';
import { CircleError, Network } from './network';
import { scheduled } from './schedule';
import { isLive, type PlanTask, subtasks } from './task';

/** What planners do to a plan. Days are places in its working days. */
export type PlanChange =
  | { kind: 'added'; task: NewPlanTask }
  /** `first` and `last`: the one that is left out follows from how long the task takes. */
  | { kind: 'moved'; id: string; first?: number; last?: number }
  | { kind: 'dropped'; id: string }
  | { kind: 'reassigned'; id: string; personId: string }
  /** A check did not pass: what answers for these points is to be done again, from this day on. */
  | { kind: 'reopened'; points: readonly string[]; from: number }
  /** The whole plan stood still for so many working days. */
  | { kind: 'shifted'; days: number };

export interface NewPlanTask {
  id: string;
  owner: Role;
  personId: string | null;
  days: number;
  effortHours: number;
  after: readonly string[];
  parent: string | null;
  notBefore: number;
}

/** The plan after a change, or why it cannot be. */
export type Changed = { tasks: PlanTask[] } | { refused: string };

/**
 * A plan after a change. Whatever depends on what was moved moves with it, later and sooner, as far as its own first day
 * allows; what is done stays. Pure: a preview and the workflow itself come to the same.
 */
export function changePlan(tasks: readonly PlanTask[], change: PlanChange): Changed {
  try {
    const next = attempted(tasks, change);
    return 'refused' in next ? next : { tasks: scheduled(next.tasks) };
  } catch (error) {
    if (error instanceof CircleError) return { refused: error.message };
    throw error;
  }
}

function attempted(tasks: readonly PlanTask[], change: PlanChange): Changed {
  switch (change.kind) {
    case 'added':
      return added(tasks, change.task);
    case 'moved':
      return moved(tasks, change);
    case 'dropped':
      return dropped(tasks, change.id);
    case 'reassigned': {
      const { id, personId } = change;
      return ofOpen(tasks, id, (task) => replaced(tasks, { ...task, personId }));
    }
    case 'reopened':
      return { tasks: reopened(tasks, change) };
    case 'shifted': {
      const shift = (task: PlanTask) =>
        task.state === 'open' ? { ...task, notBefore: task.first + change.days } : task;
      return { tasks: tasks.map(shift) };
    }
  }
}

function added(tasks: readonly PlanTask[], task: NewPlanTask): Changed {
  const known = new Set(tasks.filter(isLive).map(({ id }) => id));
  if (tasks.some(({ id }) => id === task.id)) return { refused: `there is a task ${task.id} already` };
  const unknown = [...task.after, ...(task.parent === null ? [] : [task.parent])].find(
    (id) => !known.has(id),
  );
  if (unknown !== undefined) return { refused: `there is no task ${unknown}` };
  const parent = tasks.find(({ id }) => id === task.parent);
  if (parent?.state === 'done') return { refused: `the task ${parent.id} is done already` };
  const fresh = { first: task.notBefore, last: task.notBefore, state: 'open', checks: [], round: 1 } as const;
  return { tasks: [...tasks, { ...task, ...fresh }] };
}

function moved(
  tasks: readonly PlanTask[],
  { id, first, last }: Extract<PlanChange, { kind: 'moved' }>,
): Changed {
  return ofOpen(tasks, id, (task) => {
    const network = new Network(tasks);
    if (network.isSummary(id)) return movedWhole(tasks, network, task, first ?? startFor(task, last));
    const begins = first ?? startFor(task, last);
    const ends = last ?? begins + task.days - 1;
    if (begins < 0) return { refused: 'a task cannot begin before the plan does' };
    if (ends < begins) return { refused: 'a task cannot end before it begins' };
    const blocking = network.predecessors(task).find((before) => before.last >= begins);
    if (blocking) {
      return { refused: `the task ${blocking.id} comes before it and is not over then: move that one first` };
    }
    return replaced(tasks, { ...task, notBefore: begins, days: ends - begins + 1 });
  });
}

function startFor(task: PlanTask, last: number | undefined): number {
  return last === undefined ? task.first : last - (task.last - task.first);
}

/** All that stands under a task moves by as many days as it does. */
function movedWhole(
  tasks: readonly PlanTask[],
  network: Network<PlanTask>,
  summary: PlanTask,
  begins: number,
): Changed {
  const by = begins - summary.first;
  const parts = new Set(network.leavesOf(summary.id).map(({ id }) => id));
  const open = tasks.filter(({ id, state }) => parts.has(id) && state === 'open');
  if (open.some(({ first }) => first + by < 0))
    return { refused: 'a task cannot begin before the plan does' };
  const shift = (task: PlanTask) =>
    open.includes(task) ? { ...task, notBefore: Math.max(0, task.first + by) } : task;
  return { tasks: tasks.map(shift) };
}

/** What waited for a task that is dropped keeps its days, and waits for what that one waited for. */
function dropped(tasks: readonly PlanTask[], id: string): Changed {
  return ofOpen(tasks, id, (gone) => {
    const parts = subtasks(tasks, id);
    if (parts.length > 0) {
      return {
        refused: `the tasks ${parts.map((part) => part.id).join(', ')} are a part of it: drop them first`,
      };
    }
    const inherited = (task: PlanTask): PlanTask => {
      if (task.id === id) return { ...task, state: 'dropped' };
      if (!task.after.includes(id)) return task;
      const after = [...new Set([...task.after.filter((one) => one !== id), ...gone.after])];
      return { ...task, after, notBefore: Math.max(task.notBefore, task.first) };
    };
    return { tasks: tasks.map(inherited) };
  });
}

/** Where no task answers for what failed, the ones for which nothing waits are done again. */
function reopened(
  tasks: readonly PlanTask[],
  { points, from }: Extract<PlanChange, { kind: 'reopened' }>,
): PlanTask[] {
  const { leaves } = new Network(tasks);
  const answering = leaves.filter(({ checks }) => checks.some((point) => points.includes(point)));
  const waitedFor = new Set(tasks.filter(isLive).flatMap(({ after }) => after));
  const again = answering.length > 0 ? answering : leaves.filter(({ id }) => !waitedFor.has(id));
  return tasks.map((task) =>
    again.includes(task) && task.state === 'done'
      ? { ...task, state: 'open', round: task.round + 1, notBefore: from }
      : task,
  );
}

function ofOpen(tasks: readonly PlanTask[], id: string, change: (task: PlanTask) => Changed): Changed {
  const task = tasks.find((one) => one.id === id);
  if (!task) return { refused: `there is no task ${id}` };
  return task.state === 'open' ? change(task) : { refused: `the task ${id} is ${task.state} already` };
}

function replaced(tasks: readonly PlanTask[], changed: PlanTask): Changed {
  return { tasks: tasks.map((task) => (task.id === changed.id ? changed : task)) };
}

/** The tasks of a plan that are not as they were before. */
export function changedTasks(before: readonly PlanTask[], after: readonly PlanTask[]): PlanTask[] {
  const known = new Map(before.map((task) => [task.id, task]));
  return after.filter((task) => !isSame(known.get(task.id), task));
}

function isSame(one: PlanTask | undefined, other: PlanTask): boolean {
  return one === other || JSON.stringify(one) === JSON.stringify(other);
}
