import type { Interval } from '../clock/intervals';
import { dayMs } from '../clock/time-text';
import type { Calendar } from '../clock/types';
import { workingCalendar } from './working-calendar';
import { type Zone, zoneOf } from './zone';

/** What a meeting asks of a time. */
export interface MeetingWish {
  /** Product time, in milliseconds. */
  readonly nowMs: number;
  /** Days from now to the first day that it may lie on. */
  readonly daysAhead: number;
  readonly minutes: number;
  /** It begins no earlier, where something else comes first. */
  readonly notBeforeMs?: number | undefined;
}

/** Whoever is busy for longer is asked by a person. */
export const MEETING_SEARCH_DAYS = 60;

const MINUTE_MS = 60_000;
const GRID_MS = 15 * MINUTE_MS;
const LIKED_WALL_MS = 10 * 60 * MINUTE_MS;

const officeDay = [['09:00', '17:00']] as const;
const officeWeek = { mon: officeDay, tue: officeDay, wed: officeDay, thu: officeDay, fri: officeDay };

/**
 * The calendar in whose hours people meet. One that is always open says when clocks run, not when people work: then it is
 * Monday to Friday from nine to five, on none of its closed days, in `zone`, the people's own.
 */
export function meetingCalendar(calendar: Calendar, zone: string): Calendar {
  return calendar.hours === '24x7' ? { ...calendar, tz: zone, hours: officeWeek } : calendar;
}

/**
 * Times for a meeting, best first: day by day, from ten in the morning on and then before it, whole within one opening
 * of the calendar and never in the past. They end after `MEETING_SEARCH_DAYS` days.
 * @throws ClockError when the calendar is malformed
 */
export function* meetingTimes(calendar: Calendar, wish: MeetingWish): Generator<Interval> {
  const working = workingCalendar(calendar);
  const zone = zoneOf(calendar.tz);
  const earliestMs = Math.max(wish.nowMs + 1, wish.notBeforeMs ?? -Infinity);
  const wishedDay = zone.dayOf(wish.nowMs) + Math.round(wish.daysAhead);
  const isTooLate = zone.firstInstant(wishedDay, LIKED_WALL_MS) <= wish.nowMs;
  const firstDay = Math.max(isTooLate ? wishedDay + 1 : wishedDay, zone.dayOf(earliestMs));
  for (let day = firstDay; day < firstDay + MEETING_SEARCH_DAYS; day += 1) {
    const within = zone.spanOf(day, 0, dayMs);
    const openings = within ? working.openIn(within) : [];
    for (const fromMs of startsOn(day, zone, openings)) {
      const toMs = fromMs + wish.minutes * MINUTE_MS;
      const isOpen = openings.some((opening) => opening.fromMs <= fromMs && toMs <= opening.toMs);
      if (isOpen && fromMs >= earliestMs) yield { fromMs, toMs };
    }
  }
}

function startsOn(day: number, zone: Zone, openings: readonly Interval[]): number[] {
  const onGrid = (fromMs: number, toMs: number) =>
    Array.from({ length: (toMs - fromMs) / GRID_MS }, (_, index) =>
      zone.firstInstant(day, fromMs + index * GRID_MS),
    );
  const later = onGrid(LIKED_WALL_MS, dayMs);
  const earlier = onGrid(0, LIKED_WALL_MS);
  return openings.length === 0 ? [] : [...later, ...openings.map(({ fromMs }) => fromMs), ...earlier];
}
