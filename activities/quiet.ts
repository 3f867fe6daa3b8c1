import { zoneOf } from '../src/promise/domain/calendar/zone';
import { allowedFrom } from '../src/post/domain/quiet-hours';
import type { QuietHours } from '../src/post/domain/quiet-hours';
import type { ServiceDesk } from '../src/service-desk/domain/service-desk';
import type { Person } from '../src/people/store/people';

/**
 * How long it is, in milliseconds of product time, until what can wait may reach a person; 0 outside their quiet hours,
 * and for somebody who has never been here: that is for the sender to find out.
 */
export function quietFor(person: Quiet | null, desk: QuietRules, nowMs: number): number {
  return person ? mayBeToldFrom(person, desk, nowMs) - nowMs : 0;
}

type QuietRules = Pick<ServiceDesk, 'quietHours'>;
type Quiet = Pick<Person, 'timeZone' | 'quietHours'>;

/** The first instant, at or after the given one, outside a person's own quiet hours, else those of the rules. */
export function mayBeToldFrom(person: Quiet, desk: QuietRules, atMs: number): number {
  return allowedFrom(atMs, knownZone(person.timeZone), quietHoursOf(person, desk));
}

function quietHoursOf({ quietHours }: Pick<Person, 'quietHours'>, desk: QuietRules): QuietHours {
  // Only what its schema has taken is stored.
  return (quietHours as QuietHours | null) ?? desk.quietHours;
}

/** A zone that this release of the zone data does not know must keep nobody from being told. */
export function knownZone(timeZone: string): string {
  try {
    return zoneOf(timeZone).id;
  } catch {
    return 'Etc/UTC';
  }
}
