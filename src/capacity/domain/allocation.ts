import { zoneOf } from '../../promise/domain/calendar/zone';
import type { Role } from '../../promise/domain/ladder/rules';
import { isWorkingDay, shareHere, WORKING_DAYS_A_WEEK, type WorkingPerson } from './working-person';

/** The hours a week that a role takes of whoever has it on an engagement, for as long as that lasts. */
export interface RoleHours {
  readonly takes: 'role';
  readonly personId: string;
  readonly engagementId: string;
  readonly role: Role;
  readonly hoursPerWeek: number;
  readonly fromMs: number;
  /** Null: nobody knows its end. */
  readonly untilMs: number | null;
}

/** A piece of work with a beginning and a deadline that takes so many hours in all. */
export interface PlannedTask {
  readonly takes: 'task';
  readonly personId: string;
  readonly engagementId: string;
  readonly taskKey: string;
  readonly effortHours: number;
  readonly startMs: number;
  readonly dueMs: number;
}

/** What takes a person's time. */
export type Allocation = RoleHours | PlannedTask;

/** Days by their numbers in the person's own zone, both included. */
export interface DaySpan {
  readonly fromDay: number;
  readonly toDay: number;
}

/** The hours that something takes of a person on each day of a span; a day on which it takes none is left out. */
export function hoursByDay(
  person: WorkingPerson,
  allocation: Allocation,
  within: DaySpan,
): Map<number, number> {
  switch (allocation.takes) {
    case 'role':
      return roleByDay(person, allocation, within);
    case 'task':
      return spreadTask(person, allocation, within);
  }
}

/** A role takes its share of each day on which the person is here: while they are away it is their deputy's. */
function roleByDay(
  person: WorkingPerson,
  { hoursPerWeek, fromMs, untilMs }: RoleHours,
  within: DaySpan,
): Map<number, number> {
  const { dayOf } = daysIn(person);
  const first = Math.max(within.fromDay, dayOf(fromMs));
  const last = untilMs === null ? within.toDay : Math.min(within.toDay, dayOf(untilMs - 1));
  const shares = daysFrom(first, last).map((day): [number, number] => [
    day,
    (hoursPerWeek / WORKING_DAYS_A_WEEK) * shareHere(person, day),
  ]);
  return new Map(shares.filter(([, hours]) => hours > 0));
}

/**
 * The hours of a task, spread evenly over the working days from its start to its deadline on which the person is here. The
 * work does not go away with them: where they are away all the time it lies on all working days, and where none of the
 * days is one, on each day.
 */
export function spreadTask(
  person: WorkingPerson,
  { effortHours, startMs, dueMs }: PlannedTask,
  within: DaySpan,
): Map<number, number> {
  const { dayOf } = daysIn(person);
  const first = dayOf(startMs);
  // What is due at midnight is done the day before.
  const days = daysFrom(first, Math.max(first, dayOf(dueMs - 1)));
  const working = days.filter(isWorkingDay);
  const here = working.map((day): [number, number] => [day, shareHere(person, day)]);
  const total = here.reduce((sum, [, share]) => sum + share, 0);
  const weighed =
    total > 0 ? here : (working.length > 0 ? working : days).map((day): [number, number] => [day, 1]);
  const whole = weighed.reduce((sum, [, share]) => sum + share, 0);
  return new Map(
    weighed
      .filter(([day, share]) => share > 0 && day >= within.fromDay && day <= within.toDay)
      .map(([day, share]) => [day, (effortHours * share) / whole]),
  );
}

function daysIn({ timeZone }: WorkingPerson): { dayOf: (ms: number) => number } {
  const zone = zoneOf(timeZone);
  return { dayOf: (ms) => zone.dayOf(ms) };
}

function daysFrom(first: number, last: number): number[] {
  return Array.from({ length: Math.max(0, last - first + 1) }, (_, index) => first + index);
}
