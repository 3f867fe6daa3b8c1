import { dayMs } from '../../../promise/domain/clock/time-text';
import type { Calendar } from '../../../promise/domain/clock/types';
import { slackOf } from './schedule';
import type { PlanTask, TaskState } from './task';
import { Workdays } from './workdays';
import { workdaysOf } from './workdays-of';

/** A task as the read model has it. Dates are local ones of the plan's calendar. */
export interface StoredTask {
  task: string;
  title: string;
  parent: string | null;
  owner: string;
  personId: string | null;
  days: number;
  effortHours: number;
  after: readonly string[];
  links: readonly { title: string; url: string }[];
  notBeforeOn: string;
  startOn: string;
  dueOn: string;
  startAt: Date;
  dueAt: Date;
  state: TaskState;
  promiseId: string;
}

/** A task with what follows from the plan as a whole. */
export interface PlannedTask extends StoredTask {
  /** How many working days it may be late before the plan ends later; null: it is over. */
  slackDays: number | null;
  /** It is on the critical path. */
  isCritical: boolean;
  /** It is open past its last day. */
  isLate: boolean;
  /** How deep it stands under others. */
  depth: number;
}

/** A stored plan that can be reckoned with: its tasks by places in its working days. */
export interface Reckoned {
  tasks: PlanTask[];
  workdays: Workdays;
}

/** So many working days are known beyond the last one of a plan. */
const SPARE_WORKDAYS = 260;

/** Makes a stored plan one that can be reckoned with. @throws ClockError when the calendar never opens */
export function reckoned(stored: readonly StoredTask[], calendar: Calendar): Reckoned {
  const dates = stored.flatMap(({ notBeforeOn, startOn }) => [notBeforeOn, startOn]);
  const first = dates.sort()[0] ?? '1970-01-01';
  const last = Math.max(...stored.map(({ dueAt }) => dueAt.getTime()));
  // A day early, in whatever zone: days before the first task harm nothing.
  const fromMs = Date.parse(first) - dayMs;
  const between = Math.max(0, Math.ceil((last - fromMs) / dayMs));
  const workdays = new Workdays(workdaysOf(calendar, fromMs, between + SPARE_WORKDAYS));
  const places = new Map(workdays.list.map((_day, place) => [workdays.dateOf(place), place]));
  const placeOf = (date: string) => places.get(date) ?? workdays.from(Date.parse(date));
  const tasks = stored.map(({ task: id, notBeforeOn, startOn, dueOn, ...same }): PlanTask => {
    const { owner, personId, days, effortHours, after, parent, state } = same;
    const own = { id, owner, personId, days, effortHours, after, parent, state, checks: [], round: 1 };
    return { ...own, notBefore: placeOf(notBeforeOn), first: placeOf(startOn), last: placeOf(dueOn) };
  });
  return { tasks, workdays };
}

/** The tasks of one plan in the order in which they are read: by their beginning, parts under what they are a part of. */
export function plannedTasks(stored: readonly StoredTask[], calendar: Calendar, now: Date): PlannedTask[] {
  if (stored.length === 0) return [];
  const { tasks } = reckoned(stored, calendar);
  const isOpen = tasks.some(({ state }) => state === 'open');
  const slack = isOpen ? slackOf(tasks) : new Map<string, number>();
  return inReadingOrder(stored).map(({ task, depth }) => {
    const slackDays = task.state === 'open' ? (slack.get(task.task) ?? null) : null;
    const isLate = task.state === 'open' && task.dueAt < now;
    return { ...task, slackDays, isCritical: slackDays !== null && slackDays <= 0, isLate, depth };
  });
}

function inReadingOrder(stored: readonly StoredTask[]): { task: StoredTask; depth: number }[] {
  const known = new Set(stored.map(({ task }) => task));
  const under = (parent: string | null, depth: number): { task: StoredTask; depth: number }[] =>
    stored
      .filter((one) => (one.parent !== null && known.has(one.parent) ? one.parent : null) === parent)
      .toSorted((a, b) => a.startAt.getTime() - b.startAt.getTime() || a.task.localeCompare(b.task))
      .flatMap((task) => [{ task, depth }, ...under(task.task, depth + 1)]);
  return under(null, 0);
}
