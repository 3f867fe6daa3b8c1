import { zoneOf } from '../../promise/domain/calendar/zone';

const minuteMs = 60_000;

/** When nothing but the urgent reaches a person, on their own wall clock. */
export interface QuietHours {
  /** Minutes after local midnight at which the quiet begins ... */
  fromMinute: number;
  /** ... and at which it ends the next morning; before `fromMinute`. */
  untilMinute: number;
  /** Days that are quiet as a whole; 1 is Monday, 7 is Sunday. */
  days: readonly number[];
}

/** From 20:00 to 08:00, and on weekends. */
export const DEFAULT_QUIET_HOURS: QuietHours = {
  fromMinute: 20 * 60,
  untilMinute: 8 * 60,
  days: [6, 7],
};

/** No pattern of quiet days is longer than a week; one day more for a date that a zone left out. */
const DAYS_AHEAD = 8;

/**
 * The first instant, at or after the given one, at which a message that can wait may reach somebody: that instant
 * itself outside their quiet hours. Hours are the wall clock's, so a change of summer time moves no morning.
 * @param atMs an instant, in milliseconds since 1970-01-01T00:00Z
 * @param timeZone the person's own, an IANA name
 * @returns an instant of the same kind
 * @throws ClockError when the zone is unknown; RangeError when every day is quiet
 */
export function allowedFrom(
  atMs: number,
  timeZone: string,
  { fromMinute, untilMinute, days }: QuietHours = DEFAULT_QUIET_HOURS,
): number {
  const zone = zoneOf(timeZone);
  const today = zone.dayOf(atMs);
  for (let day = today; day <= today + DAYS_AHEAD; day += 1) {
    const open = days.includes(weekdayOf(day))
      ? null
      : zone.spanOf(day, untilMinute * minuteMs, fromMinute * minuteMs);
    if (open && atMs < open.toMs) {
      return Math.max(atMs, open.fromMs);
    }
  }
  throw new RangeError('The quiet hours leave no time to tell anybody anything; give them an end');
}

/** 1 for Monday to 7 for Sunday; day 0 is 1970-01-01, a Thursday. */
function weekdayOf(day: number): number {
  return ((((day + 3) % 7) + 7) % 7) + 1;
}
