import { type ContentLine, eventsOfIcalendar, icalendarMalformed } from './icalendar';
import { recurrenceDays } from './icalendar-recurrence';
import { dateText, dayMs, parseDate } from '../clock/time-text';
import type { Holiday } from '../clock/types';
import { type Zone, clockText, zoneOf } from './zone';

/** No closure lasts longer; each of its dates is written out, for each time that it recurs. */
const longestMs = 3660 * dayMs;

/** A moment of an iCalendar as local time of the working calendar: day number and wall time. */
interface LocalTime {
  readonly day: number;
  readonly wallMs: number;
  readonly allDay: boolean;
}

/**
 * The closures that an iCalendar text (RFC 5545) describes: each VEVENT closes its dates, or its part of them, in the
 * zone of the working calendar. Yearly recurrences are followed; cancelled events close nothing.
 * @throws ClockError `ICALENDAR_MALFORMED`, `CALENDAR_UNKNOWN_ZONE`
 */
export function holidaysOfIcalendar(text: string, tz: string): Holiday[] {
  const zone = zoneOf(tz);
  return eventsOfIcalendar(text).flatMap((lines) => closuresOf(lines, zone));
}

function closuresOf(lines: readonly ContentLine[], zone: Zone): Holiday[] {
  const find = (name: string) => lines.find((line) => line.name === name);
  if (find('STATUS')?.value.toUpperCase() === 'CANCELLED') return [];
  const startLine = find('DTSTART');
  if (!startLine) throw icalendarMalformed('an event has no DTSTART');
  const start = localTime(startLine, startLine.value, zone);
  const lengthMs = lengthOf(start, find('DTEND'), find('DURATION'), zone);
  if (lengthMs > longestMs) throw icalendarMalformed('an event lasts longer than ten years');
  const listed = (name: string) =>
    lines
      .filter((line) => line.name === name)
      .flatMap((line) => line.value.split(',').map((value) => localTime(line, value, zone).day));
  const rule = find('RRULE')?.value;
  const excluded = new Set(listed('EXDATE'));
  const endless = rule === undefined || excluded.size > 0 ? null : endlessYearly(rule, start, lengthMs);
  if (endless) return [endless, ...listed('RDATE').flatMap((day) => closed({ ...start, day }, lengthMs))];
  const days = new Set([
    start.day,
    ...(rule === undefined ? [] : recurrenceDays(rule, start.day)),
    ...listed('RDATE'),
  ]);
  return [...days].filter((day) => !excluded.has(day)).flatMap((day) => closed({ ...start, day }, lengthMs));
}

/** A rule that only says "every year" stays one closure for ever; others are written out. */
function endlessYearly(rule: string, start: LocalTime, lengthMs: number): Holiday | null {
  if (!start.allDay || !/^FREQ=YEARLY(;(WKST=\w+|INTERVAL=1))*;?$/i.test(rule) || lengthMs > 300 * dayMs)
    return null;
  const first = dateText(start.day);
  const last = dateText(start.day + Math.max(1, Math.round(lengthMs / dayMs)) - 1);
  // Only a leap year has 29 February: a closure that touches it in the middle is written out.
  if (first.slice(5) === '02-29' || last.slice(5) === '02-29') return null;
  return { yearlyFrom: first.slice(5), yearlyTo: last.slice(5), sinceYear: Number(first.slice(0, 4)) };
}

/** The dates and parts of dates of one occurrence. */
function closed(start: LocalTime, lengthMs: number): Holiday[] {
  const holidays: Holiday[] = [];
  const endMs = start.wallMs + lengthMs;
  for (let offset = 0; offset * dayMs < endMs; offset += 1) {
    const fromMs = Math.max(0, start.wallMs - offset * dayMs);
    const toMs = Math.min(dayMs, endMs - offset * dayMs);
    const date = dateText(start.day + offset);
    if (fromMs === 0 && toMs === dayMs) holidays.push(date);
    else if (fromMs < toMs) holidays.push({ date, from: clockText(fromMs), to: clockText(toMs) });
  }
  return holidays;
}

/** Local length: an end is exclusive; without one an all-day event takes its day, and another no time. */
function lengthOf(
  start: LocalTime,
  end: ContentLine | undefined,
  duration: ContentLine | undefined,
  zone: Zone,
): number {
  if (end) {
    const to = localTime(end, end.value, zone);
    const lengthMs = (to.day - start.day) * dayMs + to.wallMs - start.wallMs;
    if (lengthMs < 0) throw icalendarMalformed(`an event ends (${end.value}) before it begins`);
    return start.allDay ? Math.max(lengthMs, dayMs) : lengthMs;
  }
  if (!duration) return start.allDay ? dayMs : 0;
  const parts = /^\+?P(?:(\d+)W)?(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)S)?)?$/.exec(duration.value);
  if (!parts) throw icalendarMalformed(`the DURATION "${duration.value}" is malformed`);
  const [weeks, days, hours, minutes, seconds] = parts.slice(1).map((part) => Number(part ?? 0));
  return (weeks! * 7 + days!) * dayMs + (hours! * 3600 + minutes! * 60 + seconds!) * 1000;
}

function localTime(line: ContentLine, value: string, zone: Zone): LocalTime {
  const parts = /^(\d{4})(\d{2})(\d{2})(?:T(\d{2})(\d{2})(\d{2})(Z?))?$/.exec(value.trim());
  const day = parts ? parseDate(`${parts[1]}-${parts[2]}-${parts[3]}`) : null;
  if (!parts || day === null) throw icalendarMalformed(`${line.name} "${value}" is not a date`);
  if (parts[4] === undefined) return { day, wallMs: 0, allDay: true };
  const wallMs = (Number(parts[4]) * 3600 + Number(parts[5]) * 60 + Number(parts[6])) * 1000;
  if (wallMs >= dayMs) throw icalendarMalformed(`${line.name} "${value}" is not a time`);
  const own =
    parts[7] === 'Z' ? zoneOf('UTC') : line.params.has('TZID') ? zoneOf(line.params.get('TZID')!) : zone;
  const atMs = own.firstInstant(day, wallMs);
  return { day: zone.dayOf(atMs), wallMs: zone.wallMsOf(atMs), allDay: false };
}
