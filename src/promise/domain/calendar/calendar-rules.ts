import { ClockError } from '../clock/errors';
import { holidaysOfIcalendar } from './icalendar-holidays';
import { dateText, dayMs, parseDate, parseWallTime, weekdayOf } from '../clock/time-text';
import { type Calendar, type Holiday, type OpenWindow, weekdays } from '../clock/types';
import { type Zone, zoneOf } from './zone';

/** Wall time of one local date, in milliseconds since its midnight; `toMs` beyond 24 h runs into the next date. */
export interface WallSpan {
  readonly fromMs: number;
  readonly toMs: number;
}

interface YearlyClosure {
  readonly from: string;
  readonly to: string;
  readonly sinceYear: number;
  readonly untilYear: number;
}

/** A calendar whose every text has been read and found right. */
export interface CalendarRules {
  readonly zone: Zone;
  /** Windows by the weekday on which they open, Monday first. */
  readonly weekly: readonly (readonly WallSpan[])[];
  /** Parts of single dates that are closed, by day number; a whole date is 0 to 24 h. */
  readonly closures: ReadonlyMap<number, readonly WallSpan[]>;
  readonly yearly: readonly YearlyClosure[];
}

const wholeDay: WallSpan = { fromMs: 0, toMs: dayMs };

/** Reads a calendar. @throws ClockError `CALENDAR_MALFORMED`, `CALENDAR_UNKNOWN_ZONE`, `ICALENDAR_MALFORMED` */
export function readCalendar(calendar: Calendar): CalendarRules {
  const zone = zoneOf(calendar.tz);
  const weekly = weekdays.map((day) => {
    if (calendar.hours === '24x7') return [wholeDay];
    return (calendar.hours[day] ?? []).map((window) => readWindow(window, day));
  });
  const closures = new Map<number, WallSpan[]>();
  const yearly: YearlyClosure[] = [];
  const pending: Holiday[] = [...(calendar.holidays ?? [])];
  for (const holiday of pending) {
    if (typeof holiday === 'object' && 'icalendar' in holiday) {
      for (const closure of holidaysOfIcalendar(holiday.icalendar, calendar.tz)) pending.push(closure);
    } else if (typeof holiday === 'object' && 'yearlyFrom' in holiday) {
      yearly.push(readYearly(holiday));
    } else {
      const { day, span } = readClosure(holiday);
      closures.set(day, [...(closures.get(day) ?? []), span]);
    }
  }
  return { zone, weekly, closures, yearly };
}

/** What is closed of a local date; a whole date is one span of 24 h. */
export function closedSpans(rules: CalendarRules, day: number): readonly WallSpan[] {
  const closed = rules.closures.get(day) ?? [];
  if (rules.yearly.length === 0) return closed;
  const date = dateText(day);
  const year = Number(date.slice(0, 4));
  const monthDay = date.slice(5);
  const shut = rules.yearly.some(({ from, to, sinceYear, untilYear }) => {
    const wraps = from > to;
    // A closure over New Year belongs to the year in which it begins.
    const begins = wraps && monthDay <= to ? year - 1 : year;
    const inside = wraps ? monthDay >= from || monthDay <= to : monthDay >= from && monthDay <= to;
    return inside && begins >= sinceYear && begins <= untilYear;
  });
  return shut ? [wholeDay] : closed;
}

/** Whether windows open on that local date by the week alone, holidays aside. */
export function hasWeeklyHours(rules: CalendarRules, day: number): boolean {
  return rules.weekly[weekdayOf(day)]!.length > 0;
}

function malformed(reason: string): ClockError {
  return new ClockError('CALENDAR_MALFORMED', reason);
}

function readWindow([open, close]: OpenWindow, day: string): WallSpan {
  const fromMs = parseWallTime(open);
  const toMs = parseWallTime(close);
  if (fromMs === null || toMs === null || fromMs === dayMs) {
    throw malformed(`the window ${open}-${close} of ${day} needs wall times HH:MM from 00:00 to 24:00`);
  }
  if (fromMs === toMs) {
    throw malformed(`the window ${open}-${close} of ${day} is empty; write 00:00-24:00 for a whole day`);
  }
  return { fromMs, toMs: toMs > fromMs ? toMs : toMs + dayMs };
}

function readClosure(holiday: string | { date: string; from?: string; to?: string }): {
  day: number;
  span: WallSpan;
} {
  const { date, from = '00:00', to = '24:00' } = typeof holiday === 'string' ? { date: holiday } : holiday;
  const day = parseDate(date);
  if (day === null) throw malformed(`the holiday "${date}" is not a date YYYY-MM-DD`);
  const fromMs = parseWallTime(from);
  const toMs = parseWallTime(to);
  if (fromMs === null || toMs === null || fromMs >= toMs) {
    throw malformed(`the holiday ${date} is closed from ${from} to ${to}, which is no part of a day`);
  }
  return { day, span: { fromMs, toMs } };
}

function readYearly(holiday: {
  yearlyFrom: string;
  yearlyTo: string;
  sinceYear?: number;
  untilYear?: number;
}) {
  const { yearlyFrom: from, yearlyTo: to, sinceYear = -Infinity, untilYear = Infinity } = holiday;
  for (const monthDay of [from, to]) {
    // 2000 was a leap year: 02-29 is a date that a yearly closure may name.
    if (parseDate(`2000-${monthDay}`) === null) throw malformed(`"${monthDay}" is not a yearly date MM-DD`);
  }
  return { from, to, sinceYear, untilYear };
}
