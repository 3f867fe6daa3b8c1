import { setTimeout as delay } from 'node:timers/promises';
import { percentile } from '../../bench/support/percentile';
import type { Finding } from '../judge/finding';
import type { Outcome } from '../support/outcome';
import type { RealInstallation } from '../support/real-installation';
import { inSeconds, type Say, underWork, type WorkOptions } from '../work/under-work';

const BACK_WITHIN_MS = 30_000;

/**
 * kill -9 of `npm start` alone, so that what it had started is nobody's, and in every second round of everything at
 * once, as when the power fails. The next start must be clean, and in time.
 */
export async function supervisorKills(
  installation: RealInstallation,
  { rounds, ...options }: WorkOptions & { rounds: number },
  say: Say,
): Promise<Outcome> {
  const starts: number[] = [];
  const happen = async () => {
    for (let round = 0; round < rounds; round += 1) {
      await delay(3_000);
      await (round % 2 === 0 ? installation.killSupervisor() : installation.killAll());
      starts.push(await installation.up());
      say(`start ${round + 1} took ${inSeconds(starts.at(-1) ?? 0)} s`);
    }
    const findings = starts
      .filter((ms) => ms > BACK_WITHIN_MS)
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
  return await underWork(installation, options, happen, say);
}
