import { setTimeout as delay } from 'node:timers/promises';
import type { Finding } from '../judge/finding';
import type { FarServers } from '../network/far-servers';
import type { RealInstallation } from '../support/real-installation';
import { type AtWork, type Happened, type Happening, inSeconds } from '../work/under-work';
import { until } from '../support/until';

const MINUTE_MS = 60_000;
const WORKED_MS = 8_000;
const DRAINED_WITHIN_MS = 5 * MINUTE_MS;
/** From here on deals are of those who call while Temporal is out of reach. */
const FIRST_DEAL = 800_000;
const CALLS = 100;

/**
 * The network to Temporal parts, and later the one to PostgreSQL. Without Temporal, calls of vendors are taken all the
 * same, and drain when it is back; without PostgreSQL, nothing is said yes to.
 */
export function partition(far: FarServers, { minutes }: { minutes: number }): Happening {
  return async (at) => await parted(at, far, minutes);
}

async function parted(
  { installation, work, engagements, say }: AtWork,
  far: FarServers,
  minutes: number,
): Promise<Happened> {
  const partedMs = (minutes * MINUTE_MS) / installation.time.scale;
  const findings: Finding[] = [];
  const find = (fault: Finding['fault'], what: string) => findings.push({ fault, subjectId: '', what });

  async function withoutTemporal(): Promise<{ taken: number; drainedMs: number }> {
    const deals = Array.from({ length: CALLS }, (_, index) => String(FIRST_DEAL + index));
    // None of them is at a stage that starts anything: the calls alone are what has to be taken.
    for (const deal of deals) await installation.putDeal(deal, `Call ${deal}`, 'closedlost');
    far.temporal.part();
    const goesOnAt = performance.now() + partedMs;
    const answers = await Promise.all(deals.map((deal) => installation.hubspotSays(deal, 'closedlost')));
    const taken = answers.filter((status) => status === 200).length;
    if (taken < CALLS) find('lost', `${CALLS - taken} of ${CALLS} calls were not taken without Temporal`);
    await delay(Math.max(0, goesOnAt - performance.now()));
    far.temporal.heal();
    const healedAt = performance.now();
    await until('the calls to be dealt with', () => isDrained(installation), { withinMs: DRAINED_WITHIN_MS });
    return { taken, drainedMs: performance.now() - healedAt };
  }

  async function withoutPostgres(): Promise<number> {
    far.postgres.part();
    const goesOnAt = performance.now() + partedMs;
    let refused = 0;
    while (performance.now() < goesOnAt) {
      const body = { name: 'Nobody', email: `nobody-${refused}@example.com`, roles: [] };
      const answer = await installation.callOnce('POST', '/v1/people', body);
      if (answer !== null && answer.status < 300) find('lost', 'somebody was hired without PostgreSQL');
      else refused += 1;
      await delay(100);
    }
    far.postgres.heal();
    await installation.untilReady();
    return refused;
  }

  await delay(WORKED_MS);
  const { taken, drainedMs } = await withoutTemporal();
  say(
    `${taken} calls were taken without Temporal, and dealt with ${inSeconds(drainedMs)} s after it was back`,
  );
  work.begin(engagements);
  await delay(WORKED_MS);
  const refused = await withoutPostgres();
  say(`${refused} times nothing was promised without PostgreSQL`);
  const row = {
    'parted, min': minutes,
    'calls taken without Temporal': taken,
    'drained within, s': inSeconds(drainedMs),
    'refused without PostgreSQL': refused,
  };
  return { row, findings };
}

/** Whether no call of a vendor waits any more. */
async function isDrained(installation: RealInstallation): Promise<true | null> {
  const metrics = await installation.callOnce<string>('GET', '/metrics');
  const age = /^promisekeeper_webhook_inbox_age_seconds ([\d.]+)$/m.exec(metrics?.body ?? '')?.[1];
  return age === '0' ? true : null;
}
