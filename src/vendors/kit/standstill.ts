import { AsyncLocalStorage } from 'node:async_hooks';

/** Shorter than the time after which a worker that says nothing is given up, and its calls are made by another one. */
const STANDSTILL_MS = 5_000;
const EVERY_MS = 1_000;

const tries = new AsyncLocalStorage<{ readonly begunAtMs: number }>();
let pulse: NodeJS.Timeout | undefined;
let aliveAtMs = 0;
let wokeAtMs = 0;

/** Does the work of one try of an action, which has to know whether it was held up. */
export async function asOneTry<T>(work: () => Promise<T>): Promise<T> {
  if (pulse === undefined) {
    aliveAtMs = Date.now();
    pulse = setInterval(beat, EVERY_MS).unref();
  }
  return await tries.run({ begunAtMs: Date.now() }, work);
}

/**
 * Whether the process stood still (stopped, suspended, starved) for so long during this try that another one may be at it
 * by now. A vendor without a guard of its own must not be called any more then: the other one has looked already.
 */
export function hasStoodStill(): boolean {
  const begun = tries.getStore();
  if (begun === undefined) return false;
  beat();
  return wokeAtMs > begun.begunAtMs;
}

function beat(): void {
  const nowMs = Date.now();
  if (nowMs - aliveAtMs > STANDSTILL_MS) wokeAtMs = nowMs;
  aliveAtMs = nowMs;
}
