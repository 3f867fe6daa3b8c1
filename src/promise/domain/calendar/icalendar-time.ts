import { type Property, icalendarMalformed } from './icalendar';
import { dayMs, parseDate } from '../clock/time-text';

/** A date, or a date and a wall time, as it is written: in UTC, in a zone named beside it, or in nobody's. */
export interface LocalTime {
  readonly day: number;
  readonly wallMs: number;
  readonly allDay: boolean;
  readonly utc: boolean;
}

/** Reads the first value of a property. @throws ClockError `ICALENDAR_MALFORMED` */
export function parseLocal(property: Property | undefined): LocalTime {
  if (!property) throw icalendarMalformed('a part of a VTIMEZONE has no DTSTART');
  const name = property.name.toUpperCase();
  const text = String(property.values[0]).trim();
  // A date where a time is due comes out of the library with an empty time.
  const parts = /^(\d{4}-\d{2}-\d{2})(?:T::)?(?:T(\d{2}):(\d{2}):(\d{2})(Z?))?$/.exec(text);
  const day = parts ? parseDate(parts[1]!) : null;
  if (!parts || day === null) throw icalendarMalformed(`${name} "${text.slice(0, 60)}" is not a date`);
  if (parts[2] === undefined) return { day, wallMs: 0, allDay: true, utc: false };
  const wallMs = (Number(parts[2]) * 3600 + Number(parts[3]) * 60 + Number(parts[4])) * 1000;
  if (wallMs >= dayMs) throw icalendarMalformed(`${name} "${text}" is not a time`);
  return { day, wallMs, allDay: false, utc: parts[5] === 'Z' };
}

/** Length of a DURATION. @throws ClockError `ICALENDAR_MALFORMED` also for a negative one */
export function parseLength(text: string): number {
  const parts = /^\+?P(?:(\d+)W)?(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)S)?)?$/.exec(text);
  if (!parts) throw icalendarMalformed(`the DURATION "${text.slice(0, 60)}" is malformed`);
  const [weeks, days, hours, minutes, seconds] = parts.slice(1).map((part) => Number(part ?? 0));
  return (weeks! * 7 + days!) * dayMs + (hours! * 3600 + minutes! * 60 + seconds!) * 1000;
}
