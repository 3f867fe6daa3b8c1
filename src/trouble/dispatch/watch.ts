import { findEndingCredentials } from '../../credential/store/ends';
import { Bell } from '../../dispatch/bell';
import { OutageLog } from '../../dispatch/outage-log';
import type { Trouble, TroubleKind } from '../domain/trouble';
import { findStuck } from '../store/stuck';
import { tellTroubles } from '../store/tell-troubles';
import { mendAllBut, reportTrouble } from '../store/troubles';
import { retryAsked } from './retry';
import { findStuckSchedules } from './stuck-schedules';
import { findStuckWorkflows } from './stuck-workflows';
import type { WatchDeps } from './watch-deps';

/** What should have happened so long ago, in product time, and has not, is stuck. */
const PATIENCE_MS = 5 * 60_000;
/** The machine needs its time, however fast the product's runs; wall-clock milliseconds. */
const SHORTEST_PATIENCE_MS = 20_000;
const LOOK_EVERY_MS = 60_000;
const SHORTEST_PAUSE_MS = 5_000;

/**
 * Looks from outside the workflows, for as long as the process lives, for what stands still: whatever it finds is a
 * trouble, which people hear of, and which is gone by itself when it goes on.
 * @returns when the signal has been aborted
 */
export async function runWatch(deps: WatchDeps, signal: AbortSignal): Promise<void> {
  const outage = new OutageLog(deps.log, 'Looking for what stands still');
  const pauseMs = Math.max(SHORTEST_PAUSE_MS, LOOK_EVERY_MS / deps.time.scale);
  const pause = new Bell();
  while (!signal.aborted) {
    try {
      await lookOnce(deps);
      outage.worked();
    } catch (error) {
      outage.failed(error);
    }
    await pause.wait(outage.backOffMs || pauseMs, signal);
  }
}

/** Finds what is stuck now, tells of it, and forgets what is not stuck any more. */
export async function lookOnce(deps: WatchDeps): Promise<void> {
  const { db, clock, time } = deps;
  const nowMs = clock.productNow();
  const now = new Date(nowMs);
  const before = new Date(nowMs - Math.max(PATIENCE_MS, SHORTEST_PATIENCE_MS * time.scale));
  const stuck = new Map<TroubleKind, Trouble[]>([
    ...(await findStuck(db, before)),
    ...(await findEndingCredentials(db, Date.now(), nowMs)),
    ['workflow', await findStuckWorkflows(deps, before)],
    ['schedule', await findStuckSchedules(deps.client, deps.schedules, nowMs)],
  ]);
  for (const [kind, troubles] of stuck) {
    for (const trouble of troubles) await reportTrouble(db, trouble, now);
    await mendAllBut(
      db,
      kind,
      troubles.map(({ about }) => about),
      now,
    );
  }
  await retryAsked(deps);
  await tellTroubles(db, now);
}
