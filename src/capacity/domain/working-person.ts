import { zoneOf } from '../../promise/domain/calendar/zone';
import { type Interval, subtract } from '../../promise/domain/clock/intervals';
import { weekdayOf } from '../../promise/domain/clock/time-text';

/** A time in which somebody does not work; `untilMs` is the first instant at which they are back, null: nobody knows. */
export interface Absence {
  readonly fromMs: number;
  readonly untilMs: number | null;
}

/** From a day on, by its number in the person's own zone, they work so many hours a week. */
export interface HoursChange {
  readonly fromDay: number;
  readonly hoursPerWeek: number;
}

/** A person as far as their working time goes. */
export interface WorkingPerson {
  readonly id: string;
  readonly name: string;
  readonly timeZone: string;
  /** Until the first change. */
  readonly hoursPerWeek: number;
  readonly changes: readonly HoursChange[];
  readonly absences: readonly Absence[];
}

export const WORKING_DAYS_A_WEEK = 5;
/** Nobody says when on a day somebody works. Of which part of it an absence takes is judged by these hours of their wall clock. */
const OPENS_MS = 9 * 3_600_000;
const CLOSES_MS = 17 * 3_600_000;

export function isWorkingDay(day: number): boolean {
  return weekdayOf(day) < WORKING_DAYS_A_WEEK;
}

/** The hours a week that are in force on a day. */
export function hoursPerWeekOn({ hoursPerWeek, changes }: WorkingPerson, day: number): number {
  const begun = changes.filter(({ fromDay }) => fromDay <= day);
  return begun.toSorted((a, b) => a.fromDay - b.fromDay).at(-1)?.hoursPerWeek ?? hoursPerWeek;
}

/** Which part of a working day a person is here, from 0 to 1; 0 on other days. */
export function shareHere(person: WorkingPerson, day: number): number {
  const office = officeOn(person, day);
  return office ? lengthOf(subtract(office, awayFrom(person))) / lengthOf([office]) : 0;
}

/** When a person works on a day of theirs; null: not at all. */
export function officeOn({ timeZone }: WorkingPerson, day: number): Interval | null {
  return isWorkingDay(day) ? zoneOf(timeZone).spanOf(day, OPENS_MS, CLOSES_MS) : null;
}

/** When a person is away. */
export function awayFrom({ absences }: Pick<WorkingPerson, 'absences'>): Interval[] {
  return absences.map(({ fromMs, untilMs }) => ({ fromMs, toMs: untilMs ?? Infinity }));
}

export function lengthOf(intervals: readonly Interval[]): number {
  return intervals.reduce((sum, { fromMs, toMs }) => sum + toMs - fromMs, 0);
}

/** The hours that a person has for work on a day. */
export function hoursOn(person: WorkingPerson, day: number): number {
  return (hoursPerWeekOn(person, day) / WORKING_DAYS_A_WEEK) * shareHere(person, day);
}

/** The absences that reach into a time; `untilMs` null: without an end. */
export function absencesWithin(
  { absences }: Pick<WorkingPerson, 'absences'>,
  { fromMs, untilMs }: Absence,
): Absence[] {
  return absences
    .filter((one) => one.fromMs < (untilMs ?? Infinity) && (one.untilMs ?? Infinity) > fromMs)
    .toSorted((a, b) => a.fromMs - b.fromMs);
}
