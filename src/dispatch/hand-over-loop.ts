import { setTimeout as delay } from 'node:timers/promises';
import type { Logger } from 'pino';
import { type HandOverDeps, handOverPending } from './hand-over';

/** Wall-clock time between two looks for engagements that Temporal could not take at once. */
const LOOK_EVERY_MS = 3_000;

/**
 * Hands engagements over to Temporal as soon as it takes them again. Runs until `stop`; an outage of anything is
 * outlived.
 * @returns resolves when it has stopped
 */
export async function keepHandingOver(
  deps: HandOverDeps & { log: Logger },
  stop: AbortSignal,
): Promise<void> {
  while (!stop.aborted) {
    try {
      const count = await handOverPending(deps);
      if (count > 0) deps.log.info({ count }, 'engagements handed over to Temporal');
    } catch (error) {
      deps.log.error({ err: error }, 'engagements could not be handed over; they are safe and tried again');
    }
    await delay(LOOK_EVERY_MS, undefined, { signal: stop }).catch(() => undefined);
  }
}
