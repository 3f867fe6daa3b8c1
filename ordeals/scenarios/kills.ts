import { setTimeout as delay } from 'node:timers/promises';
import { percentile } from '../../bench/support/percentile';
import type { Chance } from '../support/random';
import { PROCESSES, type ProcessName, type RealInstallation } from '../support/real-installation';
import { type Happening, inSeconds } from '../work/under-work';
import { orderFaults } from '../work/vendor-faults';
import type { Work } from '../work/work';

/** What is killed at once: one process, or all of them with the servers and the supervisor. */
export type Target = ProcessName | 'all';
/** `one`: a process at random, each time. */
export const WHAT = ['all', 'one', ...PROCESSES] as const;
export type What = (typeof WHAT)[number];

export interface KillOptions {
  kills: number;
  /** The target of the first kill, the second ...; once through, they begin again. */
  what: readonly What[];
  /** Between two kills, in seconds: one of these ranges at random. */
  pauses?: readonly (readonly [number, number])[];
}

/** Sometimes soon after a start, sometimes in the middle of the work, sometimes when most of it is done. */
const PAUSES = [
  [0.5, 3],
  [3, 8],
  [8, 16],
] as const;
const PROGRESS_EVERY = 10;
/** A new wave begins when no more than this share of the last one is under way. */
const NEXT_WAVE_AT = 0.25;

/**
 * kill -9 again and again while people work and vendors fail after the effect. Everything that was accepted must have
 * its outcome, and nothing may happen twice.
 */
export function kills({ kills: count, what, pauses = PAUSES }: KillOptions): Happening {
  return async ({ installation, work, chance, engagements, say }) => {
    const restarts: number[] = [];
    const killed: Record<string, number> = {};
    for (let done = 0; done < count; done += 1) {
      await orderFaults(installation, chance);
      await delay(chance.between(...chance.oneOf(pauses)) * 1_000);
      if (work.busy <= engagements * NEXT_WAVE_AT) {
        work.begin(engagements);
        await delay(chance.between(0.5, 4) * 1_000);
      }
      const target = targetOf(what[done % what.length] ?? 'all', chance);
      restarts.push(await killAndRecover(installation, target));
      killed[target] = (killed[target] ?? 0) + 1;
      if ((done + 1) % PROGRESS_EVERY === 0) say(progress(done + 1, work, restarts));
    }
    const row = {
      kills: Object.entries(killed)
        .map(([name, times]) => `${name} ${times}`)
        .join(', '),
      'restart median, s': inSeconds(percentile(restarts, 50)),
      'restart longest, s': inSeconds(Math.max(...restarts)),
    };
    return { row };
  };
}

function targetOf(what: What, chance: Chance): Target {
  return what === 'one' ? chance.oneOf(PROCESSES) : what;
}

/** @returns how long the installation was not whole, in milliseconds */
async function killAndRecover(installation: RealInstallation, target: Target): Promise<number> {
  if (target !== 'all') {
    return await installation.killAndRecover(target);
  }
  await installation.killAll();
  return await installation.up();
}

function progress(done: number, { ledger, busy }: Work, restarts: readonly number[]): string {
  const last = inSeconds(restarts.at(-1) ?? 0);
  return `kill ${done}: ${ledger.starts.length} engagements, ${busy} under way, ${ledger.accepted.size} commands accepted, last restart ${last} s`;
}
