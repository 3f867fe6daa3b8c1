import { setTimeout as delay } from 'node:timers/promises';
import type { Outcome } from '../support/outcome';
import type { Chance } from '../support/random';
import type { RealInstallation } from '../support/real-installation';
import { SecondWorker } from '../support/second-worker';
import { type Say, underWork, type WorkOptions } from '../work/under-work';
import { orderFaults } from '../work/vendor-faults';
import type { Work } from '../work/work';

const AWAKE_MS = 8_000;
/** Time for the woken one to say everything that it had wanted to say. */
const AFTERMATH_MS = 5_000;

/**
 * A worker falls asleep in the middle of its work (SIGSTOP) for so long that another one takes everything over, and
 * wakes up (SIGCONT) with all that it still believes to be its own. In every second round the other one is killed
 * meanwhile, so that it has nobody to rely on when it wakes.
 */
export async function zombies(
  installation: RealInstallation,
  { rounds, asleep, ...options }: WorkOptions & { rounds: number; asleep: number },
  say: Say,
): Promise<Outcome> {
  const happen = async (work: Work, chance: Chance) => {
    for (let round = 1; round <= rounds; round += 1) {
      const worker = await SecondWorker.start(installation);
      try {
        await orderFaults(installation, chance);
        if (work.busy < options.engagements / 2) work.begin(options.engagements);
        await delay(AWAKE_MS);
        worker.sleep();
        if (round % 2 === 0) await installation.killAndRecover('worker');
        await delay(asleep * 1_000);
        if (work.busy === 0) work.begin(options.engagements);
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
  return await underWork(installation, options, happen, say);
}
