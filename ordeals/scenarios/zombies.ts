import { setTimeout as delay } from 'node:timers/promises';
import { SecondWorker } from '../support/second-worker';
import type { Happening } from '../work/under-work';
import { orderFaults } from '../work/vendor-faults';

const AWAKE_MS = 8_000;
/** Time for the woken one to say everything that it had wanted to say. */
const AFTERMATH_MS = 5_000;

/**
 * A worker falls asleep in the middle of its work (SIGSTOP) for so long that another one takes everything over, and
 * wakes up (SIGCONT) with all that it still believes to be its own. In every second round the other one is killed
 * meanwhile, so that it has nobody to rely on when it wakes.
 */
export function zombies({ rounds, asleep }: { rounds: number; asleep: number }): Happening {
  return async ({ installation, work, chance, engagements, say }) => {
    for (let round = 1; round <= rounds; round += 1) {
      const worker = await SecondWorker.start(installation);
      try {
        await orderFaults(installation, chance);
        if (work.busy < engagements / 2) work.begin(engagements);
        await delay(AWAKE_MS);
        worker.sleep();
        if (round % 2 === 0) await installation.killAndRecover('worker');
        await delay(asleep * 1_000);
        if (work.busy === 0) work.begin(engagements);
        worker.wake();
        await delay(AFTERMATH_MS);
      } finally {
        worker.wake();
        await worker.end();
      }
      say(`zombie ${round} woke up after ${asleep} s`);
    }
    return { row: { zombies: rounds, 'asleep, s': asleep } };
  };
}
