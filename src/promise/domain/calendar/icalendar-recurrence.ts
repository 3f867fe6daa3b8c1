import { icalendarMalformed } from './icalendar';
import type { Effort } from './icalendar-effort';
import { dayMs, weekdayOf } from '../clock/time-text';

/** Rules without an end are followed for this many years, and at least through 2100; no clock looks further ahead. */
const followYears = 100;
const followThrough = 2100;

const dayCodes = ['MO', 'TU', 'WE', 'TH', 'FR', 'SA', 'SU'];
const followed = new Set([
  'freq',
  'interval',
  'count',
  'until',
  'wkst',
  'bymonth',
  'bymonthday',
  'byyearday',
  'byweekno',
  'byday',
  'bysetpos',
]);

type Frequency = 'YEARLY' | 'MONTHLY' | 'WEEKLY' | 'DAILY';

interface WeekdayRule {
  readonly weekday: number;
  /** The n-th of its month or year, from the end when negative; 0 is each one. */
  readonly nth: number;
}

/** A rule of days (RFC 5545, section 3.3.10). A list that is null restricts nothing. */
export interface RecurrenceRule {
  readonly frequency: Frequency;
  readonly interval: number;
  readonly count: number;
  /** As jCal has it; undefined for ever. */
  readonly until: string | undefined;
  /** 0 is Monday. */
  readonly weekStart: number;
  readonly months: readonly number[] | null;
  readonly monthDays: readonly number[] | null;
  readonly yearDays: readonly number[] | null;
  readonly weeks: readonly number[] | null;
  readonly weekdays: readonly WeekdayRule[] | null;
  readonly positions: readonly number[] | null;
}

/**
 * Reads a RRULE as jCal has it.
 * @throws ClockError `ICALENDAR_MALFORMED` for a frequency within the day or a part that is not followed: a closure is
 * never guessed
 */
export function readRule(recur: unknown): RecurrenceRule {
  const parts = recur as Readonly<Record<string, unknown>>;
  const frequency = String(parts['freq']).toUpperCase();
  // A semicolon at the end of a rule leaves a part without a name.
  const strange = Object.keys(parts).find((part) => part !== '' && !followed.has(part));
  if (!isFrequency(frequency) || strange !== undefined) {
    const what = strange === undefined ? `FREQ=${frequency}` : strange.toUpperCase();
    throw icalendarMalformed(
      `an RRULE with ${what} is not a rule of days that can be followed; use FREQ=YEARLY, MONTHLY, WEEKLY or DAILY`,
    );
  }
  const interval = Number(parts['interval'] ?? 1);
  const count = Number(parts['count'] ?? Infinity);
  if (!(interval >= 1) || !(count >= 1)) throw icalendarMalformed('an RRULE has no valid INTERVAL or COUNT');
  const weekdays = listOf(parts['byday'])?.map((code) => weekdayRule(String(code), frequency)) ?? null;
  return {
    frequency,
    interval,
    count,
    until: typeof parts['until'] === 'string' ? parts['until'] : undefined,
    // The library numbers Sunday 1 and Monday 2.
    weekStart: (Number(parts['wkst'] ?? 2) + 5) % 7,
    months: numbersOf(parts['bymonth'], 'BYMONTH', 12),
    monthDays: numbersOf(parts['bymonthday'], 'BYMONTHDAY', 31),
    yearDays: numbersOf(parts['byyearday'], 'BYYEARDAY', 366),
    weeks: numbersOf(parts['byweekno'], 'BYWEEKNO', 53),
    weekdays,
    positions: numbersOf(parts['bysetpos'], 'BYSETPOS', 366),
  };
}

/**
 * Day numbers of the occurrences of a rule that begins on `startDay`, in order, COUNT of them at most; UNTIL is the
 * caller's, for it may be an instant.
 * @param effort is spent for every day that is looked at
 */
export function* recurrenceDays(rule: RecurrenceRule, startDay: number, effort: Effort): Generator<number> {
  const whole = withDefaults(rule, startDay);
  let left = rule.count;
  for (const period of periodsOf(whole, startDay)) {
    effort.spend(period.length);
    const days = period.filter((day) => isMatch(whole, day));
    for (const day of whole.positions === null ? days : atPositions(days, whole.positions)) {
      if (day < startDay) continue;
      if (left === 0) return;
      left -= 1;
      yield day;
    }
    if (left === 0) return;
  }
}

function isFrequency(text: string): text is Frequency {
  return ['YEARLY', 'MONTHLY', 'WEEKLY', 'DAILY'].includes(text);
}

function listOf(value: unknown): readonly unknown[] | null {
  if (value === undefined) return null;
  return Array.isArray(value) ? value : [value];
}

function numbersOf(value: unknown, part: string, max: number): readonly number[] | null {
  const numbers = listOf(value)?.map(Number) ?? null;
  const wrong = numbers?.find((each) => !Number.isInteger(each) || each === 0 || Math.abs(each) > max);
  if (wrong !== undefined) throw icalendarMalformed(`${part} "${wrong}" is not a number that it can have`);
  return numbers && [...new Set(numbers)];
}

function weekdayRule(code: string, frequency: Frequency): WeekdayRule {
  const parts = /^([+-]?\d+)?(MO|TU|WE|TH|FR|SA|SU)$/.exec(code.toUpperCase());
  if (!parts) throw icalendarMalformed(`BYDAY "${code}" is not a weekday`);
  const nth = Number(parts[1] ?? 0);
  if (parts[1] !== undefined && (nth === 0 || frequency === 'WEEKLY' || frequency === 'DAILY')) {
    throw icalendarMalformed(`BYDAY "${code}" is not a weekday of a ${frequency.toLowerCase()} rule`);
  }
  return { weekday: dayCodes.indexOf(parts[2]!), nth };
}

/** What a rule leaves out is said by its beginning. */
function withDefaults(rule: RecurrenceRule, startDay: number): RecurrenceRule {
  const start = new Date(startDay * dayMs);
  const { frequency, monthDays, yearDays, weeks, weekdays } = rule;
  const weekday = [{ weekday: weekdayOf(startDay), nth: 0 }];
  if (frequency === 'WEEKLY') return { ...rule, weekdays: weekdays ?? weekday };
  if (frequency === 'DAILY' || monthDays || yearDays || weekdays) return rule;
  if (frequency === 'YEARLY' && weeks) return { ...rule, weekdays: weekday };
  const months = rule.months ?? (frequency === 'YEARLY' ? [start.getUTCMonth() + 1] : null);
  return { ...rule, months, monthDays: [start.getUTCDate()] };
}

/** The days of each year, month, week or day that the rule is asked about. */
function* periodsOf(rule: RecurrenceRule, startDay: number): Generator<number[]> {
  const start = new Date(startDay * dayMs);
  const year = start.getUTCFullYear();
  const lastYear = Math.max(year + followYears, followThrough);
  const lastDay = dayOf(lastYear + 1, 0) - 1;
  switch (rule.frequency) {
    case 'YEARLY':
      for (let each = year; each <= lastYear; each += rule.interval) {
        yield (rule.months ?? [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12])
          .toSorted((a, b) => a - b)
          .flatMap((month) => daysBetween(dayOf(each, month - 1), dayOf(each, month)));
      }
      return;
    case 'MONTHLY':
      for (let month = start.getUTCMonth(); dayOf(year, month) <= lastDay; month += rule.interval) {
        yield daysBetween(dayOf(year, month), dayOf(year, month + 1));
      }
      return;
    case 'WEEKLY': {
      const first = startDay - ((weekdayOf(startDay) - rule.weekStart + 7) % 7);
      for (let day = first; day <= lastDay; day += 7 * rule.interval) yield daysBetween(day, day + 7);
      return;
    }
    case 'DAILY':
      for (let day = startDay; day <= lastDay; day += rule.interval) yield [day];
  }
}

function isMatch(rule: RecurrenceRule, day: number): boolean {
  const date = new Date(day * dayMs);
  const year = date.getUTCFullYear();
  const month = date.getUTCMonth();
  const inMonth = { at: date.getUTCDate(), of: dayOf(year, month + 1) - dayOf(year, month) };
  const inYear = { at: day - dayOf(year, 0) + 1, of: dayOf(year + 1, 0) - dayOf(year, 0) };
  const ofMonth = rule.frequency === 'MONTHLY' || rule.months !== null;
  return (
    (rule.months === null || rule.months.includes(month + 1)) &&
    isNamed(rule.monthDays, inMonth) &&
    isNamed(rule.yearDays, inYear) &&
    (rule.weeks === null || isNamed(rule.weeks, weekOf(day, rule.weekStart))) &&
    isWeekday(rule.weekdays, weekdayOf(day), ofMonth ? inMonth : inYear)
  );
}

/** A place counted from 1 among so many. */
interface Place {
  readonly at: number;
  readonly of: number;
}

function isNamed(numbers: readonly number[] | null, { at, of }: Place): boolean {
  return numbers === null || numbers.some((number) => number === at || number === at - of - 1);
}

function isWeekday(weekdays: readonly WeekdayRule[] | null, weekday: number, { at, of }: Place): boolean {
  if (weekdays === null) return true;
  const forward = Math.ceil(at / 7);
  const backward = -Math.ceil((of - at + 1) / 7);
  return weekdays.some(
    (rule) => rule.weekday === weekday && (rule.nth === 0 || rule.nth === forward || rule.nth === backward),
  );
}

/** The week with at least four days in a year is its first. */
function weekOf(day: number, weekStart: number): Place {
  const middle = day - ((weekdayOf(day) - weekStart + 7) % 7) + 3;
  const year = new Date(middle * dayMs).getUTCFullYear();
  const last = dayOf(year, 11) + 27;
  const lastMiddle = last - ((weekdayOf(last) - weekStart + 7) % 7) + 3;
  const week = (of: number) => Math.floor((of - dayOf(year, 0)) / 7) + 1;
  return { at: week(middle), of: week(lastMiddle) };
}

function atPositions(days: readonly number[], positions: readonly number[]): number[] {
  return days.filter((_, index) => isNamed(positions, { at: index + 1, of: days.length }));
}

function dayOf(year: number, month: number): number {
  return Date.UTC(year, month, 1) / dayMs;
}

function daysBetween(from: number, to: number): number[] {
  return Array.from({ length: to - from }, (_, index) => from + index);
}
