import { type Component, componentsOfIcalendar, propertiesOf, propertyOf, textOf } from './icalendar';
import { Effort } from './icalendar-effort';
import {
  type Moment,
  Moments,
  type Occurrence,
  type Reading,
  firstOf,
  momentOf,
  occurrencesOf,
  onDay,
} from './icalendar-series';
import { groupBy } from '../../../journal/domain/group-by';
import { dateText, dayMs } from '../clock/time-text';
import type { Holiday } from '../clock/types';
import { zonesOf } from './icalendar-zone';
import { clockText, zoneOf } from './zone';

/** One occurrence of a series that was changed by itself, or from which on all were. */
interface Change {
  readonly of: Moment;
  readonly andAllAfter: boolean;
  /** Null when it was cancelled. */
  readonly now: Occurrence | null;
}

/**
 * The closures that an iCalendar text (RFC 5545) describes: each VEVENT closes its dates, or its part of them, in the
 * zone of the working calendar. Recurrences are followed in the event's own zone; single occurrences that were moved or
 * cancelled close what they became; cancelled events close nothing. What is marked as free time (TRANSP) closes too, as
 * published calendars of holidays are marked.
 * @throws ClockError `ICALENDAR_MALFORMED`, also for rules that recur beyond all use; `CALENDAR_UNKNOWN_ZONE`
 */
export function holidaysOfIcalendar(text: string, tz: string): Holiday[] {
  const components = componentsOfIcalendar(text);
  const effort = new Effort();
  const reading: Reading = { zone: zoneOf(tz), zoneNamed: zonesOf(components, effort), effort };
  const events = components.filter(({ name }) => name === 'vevent');
  const byUid = groupBy(events, (event) => textOf(event, 'uid'));
  return [...byUid.values()].flatMap((same) => closuresOf(same, reading));
}

/** The closures of the events of one UID: series, and changes to single occurrences of theirs. */
function closuresOf(events: readonly Component[], reading: Reading): Holiday[] {
  const isChange = (event: Component) => propertyOf(event, 'recurrence-id') !== undefined;
  const changes = events.filter(isChange).map((event) => changeOf(event, reading));
  const replaced = new Moments(changes.map(({ of }) => of));
  const lasting = changes.filter((change) => change.andAllAfter).toSorted((a, b) => a.of.day - b.of.day);
  const series = events.filter((event) => !isChange(event) && !isCancelled(event));
  return [
    ...series.flatMap((event) => {
      const endless = changes.length > 0 ? null : endlessYearly(event, reading);
      if (endless) return [endless, ...furtherDates(event, reading)];
      return occurrencesOf(event, reading)
        .filter(({ start }) => !replaced.has(start))
        .flatMap((occurrence) => closed(afterChanges(occurrence, lasting), reading));
    }),
    ...changes.flatMap(({ now }) => closed(now, reading)),
  ];
}

function isCancelled(event: Component): boolean {
  return textOf(event, 'status').toUpperCase() === 'CANCELLED';
}

function changeOf(event: Component, reading: Reading): Change {
  const property = propertyOf(event, 'recurrence-id')!;
  return {
    of: momentOf(property, property.values[0], reading),
    andAllAfter: String(property.params['range']).toUpperCase() === 'THISANDFUTURE',
    now: isCancelled(event) ? null : firstOf(event, reading),
  };
}

/**
 * What an occurrence becomes by the last change that meant all after it; null when it was cancelled.
 * @param lasting in order
 */
function afterChanges(occurrence: Occurrence, lasting: readonly Change[]): Occurrence | null {
  const change = lasting.findLast(({ of }) => of.day < occurrence.start.day);
  if (!change) return occurrence;
  if (!change.now) return null;
  const { start, lengthMs } = change.now;
  return { start: onDay(start, occurrence.start.day + start.day - change.of.day), lengthMs };
}

/** A rule that only says "every year" stays one closure for ever; others are written out. */
function endlessYearly(event: Component, reading: Reading): Holiday | null {
  const [rule, ...others] = propertiesOf(event, 'rrule').map(({ values }) => values[0] as object);
  const { start, lengthMs } = firstOf(event, reading);
  const isPlain =
    rule !== undefined &&
    others.length === 0 &&
    Object.entries(rule).every(
      ([part, value]) =>
        part === 'wkst' || part === '' || (part === 'interval' && value === 1) || value === 'YEARLY',
    );
  if (!isPlain || !start.allDay || lengthMs > 300 * dayMs || propertyOf(event, 'exdate')) return null;
  const first = dateText(start.day);
  const last = dateText(start.day + Math.max(1, Math.round(lengthMs / dayMs)) - 1);
  // Only a leap year has 29 February: a closure that touches it is written out.
  if (first.slice(5) === '02-29' || last.slice(5) === '02-29') return null;
  return { yearlyFrom: first.slice(5), yearlyTo: last.slice(5), sinceYear: Number(first.slice(0, 4)) };
}

function furtherDates(event: Component, reading: Reading): Holiday[] {
  const withoutRule = { ...event, properties: event.properties.filter(({ name }) => name !== 'rrule') };
  return occurrencesOf(withoutRule, reading)
    .slice(1)
    .flatMap((occurrence) => closed(occurrence, reading));
}

/** The dates and parts of dates of one occurrence, by the clocks of the working calendar. */
function closed(occurrence: Occurrence | null, { zone, effort }: Reading): Holiday[] {
  if (!occurrence) return [];
  const { start, lengthMs } = occurrence;
  const endWallMs = start.wallMs + lengthMs;
  const endDays = Math.floor(endWallMs / dayMs);
  const endMs = start.zone.firstInstant(start.day + endDays, endWallMs - endDays * dayMs);
  const inZone = (atMs: number) => ({ day: zone.dayOf(atMs), wallMs: zone.wallMsOf(atMs) });
  const from = start.allDay || start.zone === zone ? start : inZone(start.atMs);
  const to =
    start.allDay || start.zone === zone
      ? { day: start.day + endDays, wallMs: endWallMs - endDays * dayMs }
      : inZone(endMs);
  effort.close(to.day - from.day + 1);
  const holidays: Holiday[] = [];
  for (let day = from.day; day <= to.day; day += 1) {
    const fromMs = day === from.day ? from.wallMs : 0;
    const toMs = day === to.day ? to.wallMs : dayMs;
    if (fromMs === 0 && toMs === dayMs) holidays.push(dateText(day));
    else if (fromMs < toMs)
      holidays.push({ date: dateText(day), from: clockText(fromMs), to: clockText(toMs) });
  }
  return holidays;
}
