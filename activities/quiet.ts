import { zoneOf } from '../src/promise/domain/calendar/zone';
import { allowedFrom } from '../src/post/domain/quiet-hours';
import type { Person } from '../src/people/store/people';

/**
 * How long it is, in milliseconds of product time, until what can wait may reach a person; 0 outside their quiet hours,
 * and for somebody who has never been here: that is for the sender to find out.
 */
export function quietFor(person: Pick<Person, 'timeZone'> | null, nowMs: number): number {
  return person ? allowedFrom(nowMs, knownZone(person.timeZone)) - nowMs : 0;
}

/** A zone that this release of the zone data does not know must keep nobody from being told. */
export function knownZone(timeZone: string): string {
  try {
    return zoneOf(timeZone).id;
  } catch {
    return 'Etc/UTC';
  }
}
