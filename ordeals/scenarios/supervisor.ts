import { setTimeout as delay } from 'node:timers/promises';
import { percentile } from '../../bench/support/percentile';
import type { Finding } from '../judge/finding';
import { type Happening, inSeconds } from '../work/under-work';

/** On a machine that has nothing else to do. */
const WITHIN_SECONDS = 30;

/**
 * kill -9 of `npm start` alone, so that what it had started is nobody's, and in every second round of everything at
 * once, as when the power fails. The next start must be clean, and in time.
 */
export function supervisorKills({
  rounds,
  within = WITHIN_SECONDS,
}: {
  rounds: number;
  within?: number;
}): Happening {
  const starts: number[] = [];
  return async ({ installation, say }) => {
    for (let round = 0; round < rounds; round += 1) {
      await delay(3_000);
      await (round % 2 === 0 ? installation.killSupervisor() : installation.killAll());
      starts.push(await installation.up());
      say(`start ${round + 1} took ${inSeconds(starts.at(-1) ?? 0)} s`);
    }
    const findings = starts
      .filter((ms) => ms > within * 1_000)
      .map(
        (ms): Finding => ({
          fault: 'standing still',
          subjectId: '',
          what: `a start took ${inSeconds(ms)} s`,
        }),
      );
    const row = {
      rounds,
      'start median, s': inSeconds(percentile(starts, 50)),
      'start longest, s': inSeconds(Math.max(...starts)),
    };
    return { row, findings };
  };
}
