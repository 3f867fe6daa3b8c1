import { zoneOf } from '../../promise/domain/calendar/zone';
import type { Role } from '../../promise/domain/ladder/rules';
import { sharesStoodIn } from './stand-in';
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
  /** Who stands in for the person, one after the other; left out: nobody. */
  readonly standIns?: readonly WorkingPerson[];
}

/** What is a person's own to do. */
export type Owned = RoleHours | PlannedTask;

/** What falls to a person while somebody is away for whom they stand in. */
export interface StandIn {
  readonly takes: 'standIn';
  readonly personId: string;
  readonly engagementId: string;
  readonly insteadOf: WorkingPerson;
  /** Who stands in for that one, one after the other. */
  readonly standIns: readonly WorkingPerson[];
  readonly of: Owned;
}

/** What takes a person's time. */
export type Allocation = Owned | StandIn;

/** What it is that takes their time, whoever's it is. */
export function ownedOf(allocation: Allocation): Owned {
  return allocation.takes === 'standIn' ? allocation.of : allocation;
}

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
    case 'standIn':
      return stoodInByDay(allocation, within);
  }
}

/** A role takes its share of each day on which the person is here: while they are away it is their deputy's. */
function roleByDay(person: WorkingPerson, role: RoleHours, within: DaySpan): Map<number, number> {
  const shares = daysOfRole(person, role, within).map((day): [number, number] => [
    day,
    (role.hoursPerWeek / WORKING_DAYS_A_WEEK) * shareHere(person, day),
  ]);
  return new Map(shares.filter(([, hours]) => hours > 0));
}

function daysOfRole(person: WorkingPerson, { fromMs, untilMs }: RoleHours, within: DaySpan): number[] {
  const { dayOf } = daysIn(person);
  const first = Math.max(within.fromDay, dayOf(fromMs));
  return daysFrom(first, untilMs === null ? within.toDay : Math.min(within.toDay, dayOf(untilMs - 1)));
}

/** The days of whoever is away, by whose wall clock it is told which part of them goes to whom. */
function stoodInByDay({ personId, insteadOf, standIns, of }: StandIn, within: DaySpan): Map<number, number> {
  const share = (day: number) => sharesStoodIn(insteadOf, standIns, day).get(personId) ?? 0;
  const whole = of.takes === 'role' ? wholeRole(insteadOf, of, within) : leftBehind(insteadOf, of, within);
  return new Map(
    [...whole]
      .map(([day, hours]): [number, number] => [day, hours * share(day)])
      .filter(([, hours]) => hours > 0),
  );
}

function wholeRole(person: WorkingPerson, role: RoleHours, within: DaySpan): Map<number, number> {
  return new Map(
    daysOfRole(person, role, within).map((day) => [day, role.hoursPerWeek / WORKING_DAYS_A_WEEK]),
  );
}

/** Of a task that somebody can do nothing of, because they are away on all its working days: what lies on each of them. */
function leftBehind(
  person: WorkingPerson,
  { effortHours, startMs, dueMs }: PlannedTask,
  within: DaySpan,
): Map<number, number> {
  const working = daysOfTask(person, { startMs, dueMs }).filter(isWorkingDay);
  if (working.some((day) => shareHere(person, day) > 0)) return new Map();
  return new Map(
    working
      .filter((day) => day >= within.fromDay && day <= within.toDay)
      .map((day) => [day, effortHours / working.length]),
  );
}

function daysOfTask(
  person: WorkingPerson,
  { startMs, dueMs }: Pick<PlannedTask, 'startMs' | 'dueMs'>,
): number[] {
  const { dayOf } = daysIn(person);
  const first = dayOf(startMs);
  // What is due at midnight is done the day before.
  return daysFrom(first, Math.max(first, dayOf(dueMs - 1)));
}

/**
 * The hours of a task, spread evenly over the working days from its start to its deadline on which the person is here. The
 * work does not go away with them: where they are away all the time it lies on all working days as far as nobody stands
 * in, and where none of the days is one, on each day.
 */
export function spreadTask(person: WorkingPerson, task: PlannedTask, within: DaySpan): Map<number, number> {
  const { effortHours, standIns = [] } = task;
  const days = daysOfTask(person, task);
  const working = days.filter(isWorkingDay);
  const here = working.map((day): [number, number] => [day, shareHere(person, day)]);
  const total = here.reduce((sum, [, share]) => sum + share, 0);
  if (total === 0 && working.length > 0) {
    const left = [...leftBehind(person, task, within)].map(([day, hours]): [number, number] => {
      const stoodIn = [...sharesStoodIn(person, standIns, day).values()].reduce((sum, one) => sum + one, 0);
      return [day, hours * (1 - stoodIn)];
    });
    return new Map(left.filter(([, hours]) => hours > 0));
  }
  const weighed = total > 0 ? here : days.map((day): [number, number] => [day, 1]);
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
