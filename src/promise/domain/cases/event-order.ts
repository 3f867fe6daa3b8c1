import { parseInstant } from '../clock/time-text';
import type { ClockEvent } from '../clock/types';

/** An event with its time read. */
export type TimedEvent = ClockEvent & { readonly atMs: number };

/** Events in the order in which they happened, each id once; at the same instant, in the order given (rule R11). */
export function inOrder(events: readonly ClockEvent[]): TimedEvent[] {
  const seen = new Set<string | number>();
  const timed = events.map((event, index) => ({
    ...event,
    atMs: parseInstant(event.at, 'EVENT_MALFORMED', `events[${index}].at`),
  }));
  const once = timed.filter(({ id }) => id === undefined || !(seen.has(id) || !seen.add(id)));
  return once.toSorted((a, b) => a.atMs - b.atMs);
}
