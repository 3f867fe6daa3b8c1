import { type CalendarRules, type WallSpan, closedSpans, readCalendar } from './calendar-rules';
import { ClockError } from '../clock/errors';
import { type Interval, clip, subtract, union } from '../clock/intervals';
import { dayMs, weekdayOf } from '../clock/time-text';
import type { Calendar } from '../clock/types';
import type { Zone } from './zone';

/** No search for working time goes further: the rarest yearly pattern, 29 February on a given weekday, needs 40 years. */
const horizonYears = 100;

/** One year of open time: intervals in order and the working time before each of them. */
interface YearTable {
  readonly opens: readonly number[];
  readonly closes: readonly number[];
  readonly before: readonly number[];
  readonly totalMs: number;
}

/** The instants at which one calendar is open, tabled year by year as they are asked for. */
export class WorkingCalendar {
  private readonly tables = new Map<number, YearTable>();

  constructor(readonly rules: CalendarRules) {}

  get zone(): Zone {
    return this.rules.zone;
  }

  /** Open time in [fromMs, toMs), in milliseconds; the end lies after the start. */
  workedMs(fromMs: number, toMs: number): number {
    let total = 0;
    for (let year = yearOf(fromMs - dayMs); year <= yearOf(toMs + dayMs); year += 1) {
      const table = this.tableOf(year);
      total += workedBefore(table, toMs) - workedBefore(table, fromMs);
    }
    return total;
  }

  /**
   * The earliest instant by which `needMs` (more than 0) of open time has passed since `fromMs`: so it may be a
   * closing time.
   * @throws ClockError `CALENDAR_NEVER_OPEN`, or `DEADLINE_TOO_FAR` beyond the horizon of a hundred years
   */
  advance(fromMs: number, needMs: number): number {
    const firstYear = yearOf(fromMs - dayMs);
    let leftMs = needMs;
    let opens = false;
    for (let year = firstYear; year <= firstYear + horizonYears; year += 1) {
      const table = this.tableOf(year);
      const doneMs = workedBefore(table, fromMs);
      if (table.totalMs - doneMs >= leftMs) return instantOf(table, doneMs + leftMs);
      leftMs -= table.totalMs - doneMs;
      opens ||= table.totalMs > doneMs;
    }
    if (!opens) throw neverOpen();
    throw new ClockError('DEADLINE_TOO_FAR', `the working time is not used up within ${horizonYears} years`);
  }

  /** @throws ClockError `CALENDAR_NEVER_OPEN` when no open time follows that instant */
  requireOpenAfter(atMs: number): void {
    if (this.rules.weekly.every((windows) => windows.length === 0)) throw neverOpen();
    this.advance(atMs, 1);
  }

  /** Open intervals within [fromMs, toMs), in order. */
  openIn(within: Interval): Interval[] {
    const found: Interval[] = [];
    for (let year = yearOf(within.fromMs - dayMs); year <= yearOf(within.toMs + dayMs); year += 1) {
      const { opens, closes } = this.tableOf(year);
      for (let index = lastAtOrBefore(opens, within.fromMs); index < opens.length; index += 1) {
        if (opens[index]! >= within.toMs) break;
        const part = clip({ fromMs: opens[index]!, toMs: closes[index]! }, within);
        if (part) found.push(part);
      }
    }
    return found;
  }

  /** The windows that open on a local date, with what runs over midnight, less holidays. */
  windowsOpeningOn(day: number): Interval[] {
    const windows = this.rules.weekly[weekdayOf(day)]!;
    return union([...this.spansOn(day, windows), ...this.spansOn(day + 1, windows.map(afterMidnight))]);
  }

  private tableOf(year: number): YearTable {
    const known = this.tables.get(year);
    if (known) return known;
    const spans: Interval[] = [];
    const endDay = Date.UTC(year + 1, 0, 1) / dayMs;
    for (let day = Date.UTC(year, 0, 1) / dayMs; day < endDay; day += 1) {
      const today = this.rules.weekly[weekdayOf(day)]!;
      const overnight = this.rules.weekly[weekdayOf(day - 1)]!.map(afterMidnight);
      spans.push(...this.spansOn(day, [...today, ...overnight]));
    }
    const table = tabulate(union(spans));
    this.tables.set(year, table);
    return table;
  }

  private spansOn(day: number, windows: readonly WallSpan[]): Interval[] {
    const wanted = windows.filter((window) => window.toMs > 0);
    if (wanted.length === 0) return [];
    const closed = closedSpans(this.rules, day).flatMap((span) => this.instantsOf(day, span));
    const open = wanted.flatMap((window) => this.instantsOf(day, window));
    return closed.length === 0 ? open : open.flatMap((interval) => subtract(interval, closed));
  }

  private instantsOf(day: number, span: WallSpan): Interval[] {
    const interval = this.zone.spanOf(day, Math.max(span.fromMs, 0), Math.min(span.toMs, dayMs));
    return interval ? [interval] : [];
  }
}

const kept = new Map<string, WorkingCalendar>();
const keptAtMost = 500;

/** The working calendar of a description, tabled once for equal descriptions. @throws ClockError when it is malformed */
export function workingCalendar(calendar: Calendar): WorkingCalendar {
  const key = JSON.stringify(calendar);
  const known = kept.get(key);
  if (known) return known;
  const made = new WorkingCalendar(readCalendar(calendar));
  if (kept.size >= keptAtMost) kept.delete(kept.keys().next().value!);
  kept.set(key, made);
  return made;
}

function neverOpen(): ClockError {
  return new ClockError(
    'CALENDAR_NEVER_OPEN',
    'the calendar has no working time from here on, so no deadline can exist; give it hours',
  );
}

function afterMidnight(window: WallSpan): WallSpan {
  return { fromMs: window.fromMs - dayMs, toMs: window.toMs - dayMs };
}

function yearOf(ms: number): number {
  return new Date(ms).getUTCFullYear();
}

function tabulate(intervals: readonly Interval[]): YearTable {
  const before: number[] = [];
  let totalMs = 0;
  for (const interval of intervals) {
    before.push(totalMs);
    totalMs += interval.toMs - interval.fromMs;
  }
  return {
    opens: intervals.map((interval) => interval.fromMs),
    closes: intervals.map((interval) => interval.toMs),
    before,
    totalMs,
  };
}

/** Index of the last value at or before `limit`; 0 when there is none. */
function lastAtOrBefore(values: readonly number[], limit: number): number {
  let low = 0;
  let high = values.length;
  while (high - low > 1) {
    const middle = (low + high) >>> 1;
    if (values[middle]! <= limit) low = middle;
    else high = middle;
  }
  return low;
}

function workedBefore(table: YearTable, atMs: number): number {
  if (table.totalMs === 0) return 0;
  const index = lastAtOrBefore(table.opens, atMs);
  const openMs = table.opens[index]!;
  return table.before[index]! + Math.max(0, Math.min(atMs, table.closes[index]!) - openMs);
}

/** The earliest instant of the year by which `workMs` (more than 0) of its open time has passed. */
function instantOf(table: YearTable, workMs: number): number {
  let index = lastAtOrBefore(table.before, workMs);
  if (table.before[index] === workMs) index -= 1;
  return table.opens[index]! + workMs - table.before[index]!;
}
