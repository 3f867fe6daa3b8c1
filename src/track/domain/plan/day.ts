import { zoneOf } from '../../../promise/domain/calendar/zone';
import type { Calendar } from '../../../promise/domain/clock/types';

const NOON_MS = 12 * 3_600_000;
const DAY_MS = 86_400_000;

/** An instant on a day that is written as a date of a calendar (`2026-12-24`: its noon), or as an instant, RFC 3339. */
export function instantOfDay(written: string, { tz }: Pick<Calendar, 'tz'>): number {
  const isDate = /^\d{4}-\d{2}-\d{2}$/.test(written);
  return isDate ? zoneOf(tz).firstInstant(Date.parse(written) / DAY_MS, NOON_MS) : Date.parse(written);
}
