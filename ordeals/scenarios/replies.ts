import { setTimeout as delay } from 'node:timers/promises';
import type { Outcome } from '../support/outcome';
import { signalTo } from '../support/process-tree';
import { ProxiedApi } from '../network/proxied-api';
import type { Chance } from '../support/random';
import type { RealInstallation } from '../support/real-installation';
import { TcpProxy } from '../network/tcp-proxy';
import { type Say, underWork, type WorkOptions } from '../work/under-work';
import type { Work } from '../work/work';

/** Of the answers to starts and decisions, so many never arrive. */
const LOST_SHARE = 0.6;
/** With every so manieth of them the server is killed too. */
const KILL_EVERY = 25;
const WRITES = /^POST \/v1\/engagements/;

/**
 * Answers get lost between commit and client, by the network, or because the server is killed when it begins to answer.
 * Clients ask again with the same key; each of their starts and decisions must have one effect.
 */
export async function lostReplies(
  installation: RealInstallation,
  { replies, ...options }: WorkOptions & { replies: number },
  say: Say,
): Promise<Outcome> {
  const lost = { chance: null as Chance | null, count: 0 };
  const proxy = await TcpProxy.open(Number(new URL(installation.baseUrl).port), (asked) => {
    const isLost = WRITES.test(asked) && lost.count < replies && (lost.chance?.next() ?? 1) < LOST_SHARE;
    if (isLost) {
      lost.count += 1;
      const server = installation.pidOf('server');
      if (server !== undefined && lost.count % KILL_EVERY === 0) signalTo(server, 'SIGKILL');
    }
    return isLost;
  });
  const happen = async (work: Work, drawn: Chance) => {
    lost.chance = drawn;
    while (lost.count < replies) {
      await delay(250);
      if (work.busy === 0) {
        work.begin(options.engagements);
        say(`${lost.count} answers are lost by now`);
      }
    }
    return { row: { 'answers lost': lost.count, 'server killed': Math.floor(lost.count / KILL_EVERY) } };
  };
  try {
    return await underWork(installation, options, happen, say, new ProxiedApi(installation, proxy));
  } finally {
    await proxy.close();
  }
}
