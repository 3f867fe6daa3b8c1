import {
  type Component,
  type Property,
  icalendarMalformed,
  propertiesOf,
  propertyOf,
  textOf,
} from './icalendar';
import type { Effort } from './icalendar-effort';
import { readRule, recurrenceDays } from './icalendar-recurrence';
import { parseLocal } from './icalendar-time';
import { ClockError } from '../clock/errors';
import { dayMs } from '../clock/time-text';
import { zoneOfWindows } from './windows-zones';
import { zoneOf } from './zone';

/** What wall times of an iCalendar are turned into instants by: a zone of the runtime's, or one that the text describes. */
export interface WallZone {
  /** First instant of a local date with wall time at or after the given one. */
  firstInstant(day: number, wallMs: number): number;
}

/** From `wallMs` (local time by the offset before) on, the offset is `offsetMs`. */
interface Onset {
  readonly wallMs: number;
  readonly beforeMs: number;
  readonly offsetMs: number;
}

/** Finds zones by the TZIDs of one text; each is read once. */
export function zonesOf(components: readonly Component[], effort: Effort): (tzid: string) => WallZone {
  const described = new Map(
    components.filter(({ name }) => name === 'vtimezone').map((zone) => [textOf(zone, 'tzid'), zone]),
  );
  const known = new Map<string, WallZone>();
  return (tzid) => {
    const zone = known.get(tzid) ?? wallZone(tzid, described.get(tzid), effort);
    known.set(tzid, zone);
    return zone;
  };
}

/**
 * The zone that a TZID means: by its name, where that is one of the IANA's (also behind a prefix, or named by
 * X-LIC-LOCATION); else by the VTIMEZONE that describes it; else by Windows' name, as Outlook and Exchange write it.
 * @throws ClockError `CALENDAR_UNKNOWN_ZONE`, with the name, when it has none of these
 */
function wallZone(tzid: string, component: Component | undefined, effort: Effort): WallZone {
  const location = component ? textOf(component, 'x-lic-location') : '';
  const parts = tzid.split('/');
  const names = [tzid, location, parts.slice(-2).join('/'), parts.slice(-3).join('/')];
  for (const name of names) {
    const known = name === '' ? null : knownZone(name);
    if (known) return known;
  }
  return component ? describedZone(component, effort) : zoneOf(zoneOfWindows(tzid) ?? tzid);
}

function knownZone(name: string): WallZone | null {
  try {
    return zoneOf(name);
  } catch (error) {
    if (error instanceof ClockError) return null;
    throw error;
  }
}

function describedZone(component: Component, effort: Effort): WallZone {
  const onsets = component.components
    .flatMap((observance) => onsetsOf(observance, effort))
    .toSorted((a, b) => a.wallMs - b.wallMs);
  const first = onsets[0];
  if (!first) throw icalendarMalformed('a VTIMEZONE describes no offset');
  return {
    firstInstant: (day, wallMs) => {
      const atMs = day * dayMs + wallMs;
      const onset = lastBy(onsets, atMs);
      // Wall times that clocks jump over are those of the jump itself.
      return onset ? Math.max(atMs - onset.offsetMs, onset.wallMs - onset.beforeMs) : atMs - first.beforeMs;
    },
  };
}

/** The last that has come by a wall time: asked for every occurrence, among thousands. */
function lastBy(onsets: readonly Onset[], wallMs: number): Onset | undefined {
  let low = 0;
  let high = onsets.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (onsets[middle]!.wallMs <= wallMs) low = middle + 1;
    else high = middle;
  }
  return onsets[low - 1];
}

function onsetsOf(observance: Component, effort: Effort): Onset[] {
  const start = parseLocal(propertyOf(observance, 'dtstart'));
  const beforeMs = offsetOf(propertyOf(observance, 'tzoffsetfrom'));
  const offsetMs = offsetOf(propertyOf(observance, 'tzoffsetto'));
  const further = propertiesOf(observance, 'rdate').flatMap((property) =>
    property.values.map((value) => parseLocal({ ...property, values: [value] })),
  );
  const onset = (day: number, wallMs: number) => ({ wallMs: day * dayMs + wallMs, beforeMs, offsetMs });
  const onsets = [start, ...further].map(({ day, wallMs }) => onset(day, wallMs));
  const recur = propertyOf(observance, 'rrule')?.values[0];
  if (recur === undefined) return onsets;
  const rule = readRule(recur);
  const until =
    rule.until === undefined ? null : parseLocal({ name: 'until', params: {}, values: [rule.until] });
  const untilMs = until ? until.day * dayMs + until.wallMs + (until.utc ? beforeMs : 0) : Infinity;
  for (const day of recurrenceDays(rule, start.day, effort)) {
    const next = onset(day, start.wallMs);
    if (next.wallMs > untilMs) break;
    onsets.push(next);
  }
  return onsets;
}

function offsetOf(property: Property | undefined): number {
  const parts = /^([+-])(\d{2}):(\d{2})(?::(\d{2}))?$/.exec(String(property?.values[0]));
  if (!parts) throw icalendarMalformed('a VTIMEZONE has an offset that is none');
  const [hours, minutes, seconds] = parts.slice(2).map((part) => Number(part ?? 0));
  return (parts[1] === '-' ? -1 : 1) * (hours! * 3600 + minutes! * 60 + seconds!) * 1000;
}
