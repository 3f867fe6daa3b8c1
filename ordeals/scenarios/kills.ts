import { setTimeout as delay } from 'node:timers/promises';
import { percentile } from '../../bench/support/percentile';
import { judge } from '../judge/judge';
import type { Outcome } from '../support/outcome';
import { People } from '../support/people';
import { Chance } from '../support/random';
import { PROCESSES, type ProcessName, type RealInstallation } from '../support/real-installation';
import { untilRest } from '../support/rest';
import { orderFaults } from '../support/vendor-faults';
import { Work } from '../support/work';

/** What is killed at once: one process, or all of them with the servers and the supervisor. */
export type Target = ProcessName | 'all';
/** `one`: a process at random, each time. */
export const WHAT = ['all', 'one', ...PROCESSES] as const;
export type What = (typeof WHAT)[number];

export interface KillOptions {
  kills: number;
  /** The target of the first kill, the second ...; once through, they begin again. */
  what: readonly What[];
  seed: number;
  /** In a wave; a new one begins when the last is through. */
  engagements: number;
  /** For coming to rest after the last kill, in seconds. */
  seconds: number;
  /** Between two kills, in seconds: one of these ranges at random. */
  pauses?: readonly (readonly [number, number])[];
  /** How long it takes until somebody looks at an engagement again, in seconds. */
  looksApart?: readonly [number, number];
}

/** Sometimes soon after a start, sometimes in the middle of the work, sometimes when most of it is done. */
const PAUSES = [
  [0.5, 4],
  [4, 15],
  [12, 25],
] as const;
const PROGRESS_EVERY = 10;

/**
 * kill -9 again and again while people work and vendors fail after the effect. Everything that was accepted must have
 * its outcome, and nothing may happen twice.
 * @param say takes one line of progress at a time
 */
export async function kills(
  installation: RealInstallation,
  { kills: count, what, seed, engagements, seconds, pauses = PAUSES, looksApart }: KillOptions,
  say: (line: string) => void,
): Promise<Outcome> {
  const startedAt = performance.now();
  const chance = new Chance(seed);
  await People.hire(installation);
  const work = new Work(installation, chance, looksApart);
  const restarts: number[] = [];
  const killed: Record<string, number> = {};
  try {
    work.begin(engagements);
    for (let done = 0; done < count; done += 1) {
      await orderFaults(installation, chance);
      const [from, to] = chance.oneOf(pauses);
      await delay(chance.between(from, to) * 1_000);
      if (work.busy === 0) {
        work.begin(engagements);
        await delay(chance.between(0.5, 4) * 1_000);
      }
      const target = targetOf(what[done % what.length] ?? 'all', chance);
      restarts.push(await killAndRecover(installation, target));
      killed[target] = (killed[target] ?? 0) + 1;
      if ((done + 1) % PROGRESS_EVERY === 0) say(progress(done + 1, work, restarts));
    }
    say('No more kills; waiting until everything rests ...');
    await work.finish(seconds * 1_000);
    say(`${work.busy} engagements are still under way ...`);
    await untilRest(installation, seconds * 1_000);
  } finally {
    work.end();
  }
  say('At rest; looking at everything ...');
  const verdict = await judge(installation, work.ledger);
  return {
    verdict,
    standOf: (id) => work.standOf(id),
    row: {
      kills: Object.entries(killed)
        .map(([name, times]) => `${name} ${times}`)
        .join(', '),
      engagements: work.ledger.starts.length,
      'commands accepted': work.ledger.accepted.size,
      'restart median, s': (percentile(restarts, 50) / 1_000).toFixed(1),
      'restart longest, s': (Math.max(...restarts) / 1_000).toFixed(1),
      seconds: Math.round((performance.now() - startedAt) / 1_000),
    },
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
  const last = ((restarts.at(-1) ?? 0) / 1_000).toFixed(1);
  return `kill ${done}: ${ledger.starts.length} engagements, ${busy} under way, ${ledger.accepted.size} commands accepted, last restart ${last} s`;
}
