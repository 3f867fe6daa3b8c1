import { zoneOf } from '../../../promise/domain/calendar/zone';
import { parseDate } from '../../../promise/domain/clock/time-text';
import type { Calendar } from '../../../promise/domain/clock/types';

const NOON_MS = 12 * 3_600_000;

/** An instant on a day that is written as a date of a calendar (`2026-12-24`: its noon), or as an instant, RFC 3339. */
export function instantOfDay(written: string, { tz }: Pick<Calendar, 'tz'>): number {
  const day = parseDate(written);
  return day === null ? Date.parse(written) : zoneOf(tz).firstInstant(day, NOON_MS);
}
