import { setTimeout as delay } from 'node:timers/promises';
import { percentile } from '../../bench/support/percentile';
import type { Finding } from '../judge/finding';
import { RequestPump } from '../network/request-pump';
import { type Happening, inSeconds } from '../work/under-work';

/** On a machine that has nothing else to do. */
const WITHIN_SECONDS = 30;

/**
 * SIGTERM under load: the installation is down in time with exit code 0, leaves no process behind, and answers every
 * request that it took.
 */
export function stops({ rounds, within = WITHIN_SECONDS }: { rounds: number; within?: number }): Happening {
  const durations: number[] = [];
  const findings: Finding[] = [];
  let requests = 0;
  const find = (fault: Finding['fault'], what: string) => findings.push({ fault, subjectId: '', what });
  return async ({ installation, say }) => {
    for (let round = 1; round <= rounds; round += 1) {
      const pump = new RequestPump(installation.baseUrl);
      await delay(3_000);
      const family = installation.family();
      const stoppedAt = performance.now();
      const code = await installation.stop('SIGTERM');
      const tookMs = performance.now() - stoppedAt;
      durations.push(tookMs);
      const endings = await pump.stop();
      requests += endings.length;
      const failed = endings.filter(
        (ending) => ending === 'cut' || (typeof ending === 'number' && ending >= 500),
      );
      if (failed.length > 0)
        find('lost', `stop ${round}: ${failed.length} requests failed (${failed.join(', ')})`);
      if (tookMs > within * 1_000) find('standing still', `stop ${round} took ${inSeconds(tookMs)} s`);
      if (code !== 0) find('lost', `stop ${round} ended with exit code ${code}`);
      const left = family.filter((process) => process.isAlive());
      if (left.length > 0) find('standing still', `stop ${round} left ${left.length} processes behind`);
      say(`stop ${round} took ${inSeconds(tookMs)} s, with ${endings.length} requests`);
      await installation.up();
    }
    const row = {
      stops: rounds,
      'stop median, s': inSeconds(percentile(durations, 50)),
      'stop longest, s': inSeconds(Math.max(...durations)),
      requests,
    };
    return { row, findings };
  };
}
