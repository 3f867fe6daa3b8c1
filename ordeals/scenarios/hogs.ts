import { execFileSync } from 'node:child_process';
import { setTimeout as delay } from 'node:timers/promises';
import { percentile } from '../../bench/support/percentile';
import type { Finding } from '../judge/finding';
import type { RealInstallation } from '../support/real-installation';
import { type Happening, inSeconds } from '../work/under-work';
import { until } from '../support/until';

/** On a machine that has nothing else to do. */
const WITHIN_SECONDS = 30;
const GIVEN_UP_AFTER_MS = 120_000;
const WORKED_MS = 5_000;

type Hog = 'endless loop' | 'no memory';

/**
 * A process of the product has an event loop that comes to no end, or needs memory and gets no more. It must be found,
 * ended and started again in time, and whatever it was at must be done by the next one.
 */
export function hogs({ rounds, within = WITHIN_SECONDS }: { rounds: number; within?: number }): Happening {
  const durations: number[] = [];
  const findings: Finding[] = [];
  return async ({ installation, say }) => {
    for (let round = 0; round < rounds; round += 1) {
      await delay(WORKED_MS);
      const name = round % 4 < 2 ? 'worker' : 'server';
      const hog: Hog = round % 2 === 0 ? 'endless loop' : 'no memory';
      const tookMs = await replaced(installation, name, hog);
      durations.push(tookMs);
      say(`${name}, ${hog}: another one is at work after ${inSeconds(tookMs)} s`);
      if (tookMs > within * 1_000) {
        const what = `${name}, ${hog}: found after ${inSeconds(tookMs)} s only`;
        findings.push({ fault: 'standing still', subjectId: '', what });
      }
    }
    const row = {
      hogs: rounds,
      'found median, s': inSeconds(percentile(durations, 50)),
      'found longest, s': inSeconds(Math.max(...durations)),
    };
    return { row, findings };
  };
}

/** @returns how long it took until another process had taken its place, in milliseconds */
async function replaced(
  installation: RealInstallation,
  name: 'worker' | 'server',
  hog: Hog,
): Promise<number> {
  const startedAt = performance.now();
  const pid = installation.pidOf(name);
  switch (hog) {
    case 'endless loop':
      installation.signal(name, 'SIGUSR2');
      break;
    case 'no memory':
      execFileSync('prlimit', ['--pid', String(pid), '--as=1000000']);
      installation.signal(name, 'SIGWINCH');
      break;
  }
  const another = () => {
    const next = installation.pidOf(name);
    return next !== undefined && next !== pid ? true : null;
  };
  const found = await until(`another ${name}`, another, { withinMs: GIVEN_UP_AFTER_MS }).catch(() => null);
  if (found === null) installation.signal(name, 'SIGKILL');
  await until(`another ${name}`, another);
  await installation.untilReady();
  return performance.now() - startedAt;
}
