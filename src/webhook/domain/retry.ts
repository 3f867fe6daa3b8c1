/** So long a message is tried before it is given up, and a subscription before it is disabled; product time. */
export const TRIED_FOR_MS = 3 * 86_400_000;

const FIRST_PAUSE_MS = 5_000;
const GROWTH = 3;
const LONGEST_PAUSE_MS = 2 * 3_600_000;
/** A pause is this share shorter or longer, so that subjects which failed together do not come back together. */
const JITTER = 0.2;

/**
 * The pause before a message is tried again, in milliseconds of product time: five seconds, three times as long after
 * each further failure, two hours at most.
 * @param failures how often it has failed, this time included
 * @param chance evenly from 0 to 1
 */
export function pauseMs(failures: number, chance: number): number {
  const pause = Math.min(FIRST_PAUSE_MS * GROWTH ** (failures - 1), LONGEST_PAUSE_MS);
  return Math.round(pause * (1 + JITTER * (2 * chance - 1)));
}

/** What a subscriber said, or that nothing was heard. */
export type Outcome =
  | { kind: 'delivered' }
  /** Wants no more of it. */
  | { kind: 'gone' }
  /** `why` in a few words that show nothing of the address; `afterMs` of the wall clock when it said how long to wait. */
  | { kind: 'failed'; why: string; afterMs?: number };

/** Nobody is obeyed who asks for a longer pause; wall-clock milliseconds. */
const LONGEST_AFTER_MS = 24 * 3_600_000;

/** What an answer comes to. A redirect is a failure: what was checked is the address that was subscribed. */
export function outcomeOf(status: number, retryAfter: string | undefined, nowMs: number): Outcome {
  if (status >= 200 && status < 300) return { kind: 'delivered' };
  if (status === 410) return { kind: 'gone' };
  const why =
    status >= 300 && status < 400
      ? `It answered ${status}; redirects are not followed.`
      : `It answered ${status}.`;
  const afterMs = retryAfterMs(retryAfter, nowMs);
  return { kind: 'failed', why, ...(afterMs === null ? {} : { afterMs }) };
}

/** Seconds, or a date of HTTP (RFC 9110). */
function retryAfterMs(text: string | undefined, nowMs: number): number | null {
  if (text === undefined) return null;
  const ms = /^\d{1,9}$/.test(text) ? Number(text) * 1_000 : Date.parse(text) - nowMs;
  return Number.isNaN(ms) ? null : Math.min(Math.max(ms, 0), LONGEST_AFTER_MS);
}
