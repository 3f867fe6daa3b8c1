import { setTimeout as delay } from 'node:timers/promises';

/** Between two looks: a look that costs much is not repeated as often, for what is waited for needs the processor too. */
const LEAST_REST_MS = 25;
const MOST_REST_MS = 250;
const REST_PER_LOOK = 4;

export interface Patience {
  /** At most; wall-clock milliseconds. */
  withinMs?: number;
  /** What there is instead. */
  explain?: () => string | Promise<string>;
}

/**
 * Waits, in real time, until a look finds something.
 * @throws Error when nothing is found in time
 */
export async function until<T>(
  what: string,
  look: () => T | undefined | false | Promise<T | undefined | false>,
  { withinMs = 30_000, explain = () => '' }: Patience = {},
): Promise<T> {
  const giveUpAt = performance.now() + withinMs;
  for (;;) {
    const lookedAt = performance.now();
    const found = await look();
    if (found !== undefined && found !== false) return found;
    const now = performance.now();
    if (now > giveUpAt) throw new Error(`Waited in vain for ${what}. ${await explain()}`.trim());
    await delay(Math.min(MOST_REST_MS, Math.max(LEAST_REST_MS, REST_PER_LOOK * (now - lookedAt))));
  }
}
