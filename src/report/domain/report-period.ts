import { zoneOf } from '../../promise/domain/calendar/zone';
import type { ReportKind } from './report';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

/** Reports are compiled at this hour of the wall clock on the first day after their period. */
export const DUE_HOUR = 6;

/** What a report is about: instants in milliseconds since 1970-01-01T00:00Z, `endMs` exclusive. */
export interface ReportPeriod {
  startMs: number;
  endMs: number;
  /** When the report is to be compiled. */
  dueMs: number;
}

/**
 * The period of a kind in which an instant lies: a local day, the week from Monday, the month or the quarter. Periods
 * are whole local days, so the day of a clock change has 23 or 25 hours, and no instant lies in two periods or in none.
 * @throws ClockError when the zone is unknown
 */
export function periodAround(kind: ReportKind, atMs: number, timeZone: string): ReportPeriod {
  const zone = zoneOf(timeZone);
  const [first, next] = daysAround(kind, zone.dayOf(atMs));
  return {
    startMs: zone.firstInstant(first, 0),
    endMs: zone.firstInstant(next, 0),
    dueMs: zone.firstInstant(next, DUE_HOUR * HOUR_MS),
  };
}

/** The period that a run at an instant reports on: the last one that is over. */
export function periodBefore(kind: ReportKind, atMs: number, timeZone: string): ReportPeriod {
  const { startMs } = periodAround(kind, atMs, timeZone);
  return periodAround(kind, startMs - 1, timeZone);
}

/**
 * The periods that ended after one instant and until another, oldest first: what is still to be reported at `nowMs`
 * when the newest report reaches until `reportedUntilMs`. A period is listed as soon as it is over, whether or not its
 * report is due: a scheduler whose clock is a little ahead must not come in vain.
 * @param most so many of the oldest ones at the utmost
 */
export function periodsBetween(
  kind: ReportKind,
  reportedUntilMs: number,
  nowMs: number,
  timeZone: string,
  most: number,
): ReportPeriod[] {
  const periods: ReportPeriod[] = [];
  let period = periodAround(kind, reportedUntilMs, timeZone);
  while (period.endMs <= nowMs && periods.length < most) {
    periods.push(period);
    period = periodAround(kind, period.endMs, timeZone);
  }
  return periods;
}

/** Real time forgives an hour, for instance of maintenance. */
const GRACE_MS = HOUR_MS;

/**
 * Until when a report is in time, in milliseconds of product time: the deadline of the promise that it is out.
 * @param timeScale with the product's time running faster than the wall clock, schedules come once in a day of
 *   product time but not at a given hour of it, so that only a day more is late there
 */
export function promisedByMs({ dueMs }: Pick<ReportPeriod, 'dueMs'>, timeScale: number): number {
  const graceMs = timeScale === 1 ? GRACE_MS : DAY_MS + GRACE_MS + timeScale * 10_000;
  return dueMs + graceMs;
}

/** Whether a report that is compiled at an instant comes late. @see promisedByMs */
export function isLate(period: ReportPeriod, compiledMs: number, timeScale: number): boolean {
  return compiledMs > promisedByMs(period, timeScale);
}

/** The first day of the period in which a day lies, and the first day after it. Day 0 is 1970-01-01, a Thursday. */
function daysAround(kind: ReportKind, day: number): [number, number] {
  const date = new Date(day * DAY_MS);
  const year = date.getUTCFullYear();
  const month = date.getUTCMonth();
  switch (kind) {
    case 'daily':
      return [day, day + 1];
    case 'weekly': {
      const monday = day - ((((day + 3) % 7) + 7) % 7);
      return [monday, monday + 7];
    }
    case 'monthly':
      return [dayOf(year, month), dayOf(year, month + 1)];
    case 'quarterly': {
      const first = month - (month % 3);
      return [dayOf(year, first), dayOf(year, first + 3)];
    }
  }
}

function dayOf(year: number, month: number): number {
  return Date.UTC(year, month, 1) / DAY_MS;
}
