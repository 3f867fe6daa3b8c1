import { type Zone, zoneOf } from '../../promise/domain/calendar/zone';
import type { Interval } from '../../promise/domain/clock/intervals';
import { dayMs, parseWallTime, weekdayOf } from '../../promise/domain/clock/time-text';
import { type Weekday, weekdays } from '../../promise/domain/clock/types';

/** When nothing but the urgent reaches a person, on their own wall clock. */
export interface QuietHours {
  /** `HH:MM` at which the quiet begins ... */
  readonly from: string;
  /** ... and at which it ends: the next morning when it is before `from`. Equal ones: no hour is quiet. */
  readonly until: string;
  /** Days that are quiet as a whole. */
  readonly days: readonly Weekday[];
}

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
export function allowedFrom(atMs: number, timeZone: string, quiet: QuietHours): number {
  const zone = zoneOf(timeZone);
  const today = zone.dayOf(atMs);
  for (let day = today; day <= today + DAYS_AHEAD; day += 1) {
    const open = openSpans(zone, day, quiet).find(({ toMs }) => atMs < toMs);
    if (open) {
      return Math.max(atMs, open.fromMs);
    }
  }
  throw new RangeError('The quiet hours leave no time to tell anybody anything; give them an end');
}

/** What of a local date is not quiet, in order. */
function openSpans(zone: Zone, day: number, { from, until, days }: QuietHours): Interval[] {
  if (days.includes(weekdays[weekdayOf(day)]!)) {
    return [];
  }
  const fromMs = parseWallTime(from) ?? 0;
  const untilMs = parseWallTime(until) ?? 0;
  const spans =
    untilMs < fromMs
      ? [[untilMs, fromMs]]
      : [
          [0, fromMs],
          [untilMs, dayMs],
        ];
  return spans.flatMap(([openMs, closeMs]) => zone.spanOf(day, openMs!, closeMs!) ?? []);
}
