import { type Component, type Property, icalendarMalformed, propertiesOf, propertyOf } from './icalendar';
import type { Effort } from './icalendar-effort';
import { type RecurrenceRule, readRule, recurrenceDays } from './icalendar-recurrence';
import { type LocalTime, parseLength, parseLocal } from './icalendar-time';
import type { WallZone } from './icalendar-zone';
import { dayMs } from '../clock/time-text';
import { type Zone, zoneOf } from './zone';

/** A moment of an event in its own zone, and the instant that it is. */
export interface Moment extends LocalTime {
  readonly zone: WallZone;
  readonly atMs: number;
}

/** One time that an event takes place; `lengthMs` is wall time. */
export interface Occurrence {
  readonly start: Moment;
  readonly lengthMs: number;
}

/** No closure lasts longer; each of its dates is written out, for each time that it recurs. */
const longestMs = 3660 * dayMs;

/** What the events of one text have in common. */
export interface Reading {
  /** The working calendar's, in which times without a zone are meant. */
  readonly zone: Zone;
  /** The zone that a TZID means. @throws ClockError `CALENDAR_UNKNOWN_ZONE` */
  readonly zoneNamed: (tzid: string) => WallZone;
  readonly effort: Effort;
}

/** Reads a value of a property. @throws ClockError `ICALENDAR_MALFORMED`, `CALENDAR_UNKNOWN_ZONE` */
export function momentOf(property: Property, value: unknown, reading: Reading): Moment {
  const local = parseLocal({ ...property, values: [value] });
  const tzid = property.params['tzid'];
  const named = tzid === undefined || local.allDay ? reading.zone : reading.zoneNamed(String(tzid));
  return onDay({ ...local, zone: local.utc ? zoneOf('UTC') : named, atMs: 0 }, local.day);
}

/** The beginning and length of an event by itself. */
export function firstOf(event: Component, reading: Reading): Occurrence {
  const property = propertyOf(event, 'dtstart');
  if (!property) throw icalendarMalformed('an event has no DTSTART');
  const start = momentOf(property, property.values[0], reading);
  const lengthMs = lengthOf(start, event, reading);
  if (lengthMs > longestMs) throw icalendarMalformed('an event lasts longer than ten years');
  return { start, lengthMs };
}

/** All occurrences of a series: its beginning, those of its rules, and its further dates, without the excluded ones. */
export function occurrencesOf(event: Component, reading: Reading): Occurrence[] {
  const first = firstOf(event, reading);
  const days = new Set([first.start.day]);
  for (const property of propertiesOf(event, 'rrule')) {
    const rule = readRule(property.values[0]);
    const isOver = endOf(rule, first.start);
    for (const day of recurrenceDays(rule, first.start.day, reading.effort)) {
      if (isOver(onDay(first.start, day))) break;
      days.add(day);
    }
  }
  const recurring = [...days].map((day) => ({ ...first, start: onDay(first.start, day) }));
  const further = propertiesOf(event, 'rdate').flatMap((property) =>
    property.values.map((value) => furtherOf(property, value, first, reading)),
  );
  const excluded = new Moments(
    propertiesOf(event, 'exdate').flatMap((property) =>
      property.values.map((value) => momentOf(property, value, reading)),
    ),
  );
  const known = new Moments([]);
  return [...recurring, ...further].filter(({ start }) => {
    if (excluded.has(start) || known.has(start)) return false;
    known.add(start);
    return true;
  });
}

/** Moments by which occurrences are named: by their date where one of the two is a whole day, else by their instant. */
export class Moments {
  private readonly instants = new Set<number>();
  private readonly dates = new Set<number>();
  private readonly timedDates = new Set<number>();

  constructor(moments: readonly Moment[]) {
    for (const moment of moments) this.add(moment);
  }

  add(moment: Moment): void {
    if (moment.allDay) this.dates.add(moment.day);
    else {
      this.instants.add(moment.atMs);
      this.timedDates.add(moment.day);
    }
  }

  has(moment: Moment): boolean {
    if (this.dates.has(moment.day)) return true;
    return moment.allDay ? this.timedDates.has(moment.day) : this.instants.has(moment.atMs);
  }
}

/** The same wall time on another day. */
export function onDay(moment: Moment, day: number): Moment {
  return { ...moment, day, atMs: moment.zone.firstInstant(day, moment.wallMs) };
}

/** UNTIL is an instant for times with a zone (RFC 5545, section 3.3.10), and a date, all of which counts, for whole days. */
function endOf(rule: RecurrenceRule, start: Moment): (moment: Moment) => boolean {
  if (rule.until === undefined) return () => false;
  const until = parseLocal({ name: 'until', params: {}, values: [rule.until] });
  if (start.allDay || until.allDay) return ({ day }) => day > until.day;
  const zone = until.utc ? zoneOf('UTC') : start.zone;
  const untilMs = zone.firstInstant(until.day, until.wallMs);
  return ({ atMs }) => atMs > untilMs;
}

/** A further date, or a period with a length of its own. */
function furtherOf(property: Property, value: unknown, first: Occurrence, reading: Reading): Occurrence {
  if (!Array.isArray(value)) return { ...first, start: sameForm(momentOf(property, value, reading), first) };
  const start = momentOf(property, value[0], reading);
  const end = String(value[1]);
  return {
    start,
    lengthMs: /^[+-]?P/.test(end) ? parseLength(end) : between(start, momentOf(property, end, reading)),
  };
}

/** A date alone adds another day at the time of the first. */
function sameForm(moment: Moment, { start }: Occurrence): Moment {
  return moment.allDay ? onDay(start, moment.day) : moment;
}

/** Local length: an end is exclusive; without one an all-day event takes its day, and another no time. */
function lengthOf(start: Moment, event: Component, reading: Reading): number {
  const end = propertyOf(event, 'dtend');
  if (end) {
    const lengthMs = between(start, momentOf(end, end.values[0], reading));
    if (lengthMs < 0) {
      const written = String(end.values[0]).replace(/[-:]/g, '');
      throw icalendarMalformed(`an event ends (${written}) before it begins`);
    }
    return start.allDay ? Math.max(lengthMs, dayMs) : lengthMs;
  }
  const duration = propertyOf(event, 'duration');
  if (duration) return parseLength(String(duration.values[0]));
  return start.allDay ? dayMs : 0;
}

/** Wall time where both stand in one zone, so that a day with a change of clocks is a day; else time that passes. */
function between(from: Moment, to: Moment): number {
  return from.zone === to.zone || to.allDay
    ? (to.day - from.day) * dayMs + to.wallMs - from.wallMs
    : to.atMs - from.atMs;
}
