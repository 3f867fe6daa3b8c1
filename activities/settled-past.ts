import { heartbeat, sleep } from '@temporalio/activity';
import type { Connection } from '../src/database/database';
import { readUnsettled } from '../src/report/store/unsettled';

/** Wall-clock milliseconds between two looks. */
const LOOK_MS = 500;

/** So many looks in a row must find nothing: what a breach leads to may be recorded a moment after it. */
const CALM_LOOKS = 2;

/** Waits until all that happened before an instant is recorded. */
export type WaitForThePast = (before: Date) => Promise<void>;

/**
 * Lets workflows catch up after a downtime before somebody counts what became of their promises. The patience is
 * bounded: a moment that was waited for in vain is not waited for again in this process, so that a workflow that is
 * stuck holds up one report and not each of them. Beats the activity's heart; to be called within one.
 * @param patienceMs of the wall clock, in milliseconds
 */
export function waitingForThePast(db: Connection, patienceMs: number): WaitForThePast {
  const givenUp = new Set<string>();
  return async (before) => {
    const giveUpAt = Date.now() + patienceMs;
    const look = async () => (await readUnsettled(db, null, before)).filter((name) => !givenUp.has(name));
    let missing = await look();
    let calm = missing.length === 0 ? CALM_LOOKS : 0;
    while (calm < CALM_LOOKS && Date.now() < giveUpAt) {
      heartbeat();
      await sleep(LOOK_MS);
      missing = await look();
      calm = missing.length === 0 ? calm + 1 : 0;
    }
    missing.forEach((name) => givenUp.add(name));
  };
}
