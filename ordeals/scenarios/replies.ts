import { setTimeout as delay } from 'node:timers/promises';
import type { InstallationApi } from '../support/installation-api';
import { signalTo } from '../support/process-tree';
import { ProxiedApi } from '../network/proxied-api';
import type { Chance } from '../support/random';
import type { RealInstallation } from '../support/real-installation';
import { TcpProxy } from '../network/tcp-proxy';
import type { Happening } from '../work/under-work';

/** Of the answers to starts and decisions, so many never arrive. */
const LOST_SHARE = 0.6;
/** With every so manieth of them the server is killed too. */
const KILL_EVERY = 25;
const WRITES = /^POST \/v1\/engagements/;

/**
 * A network on which answers get lost between commit and client, by itself, or because the server is killed when it
 * begins to answer. Clients ask again with the same key; each of their starts and decisions must have one effect.
 */
export class LossyNetwork {
  private lost = 0;

  private constructor(
    private readonly proxy: TcpProxy,
    /** The installation as its clients reach it by this network. */
    readonly api: InstallationApi,
  ) {}

  /** @param replies so many answers get lost; then it is a good network. */
  static async open(installation: RealInstallation, replies: number, chance: Chance): Promise<LossyNetwork> {
    const proxy = await TcpProxy.open(Number(new URL(installation.baseUrl).port), (asked) => {
      const isLost = WRITES.test(asked) && network.lost < replies && chance.next() < LOST_SHARE;
      if (isLost) network.lose(installation);
      return isLost;
    });
    const network = new LossyNetwork(proxy, new ProxiedApi(installation, proxy));
    return network;
  }

  /** Until so many answers have been lost. */
  untilLost(replies: number): Happening {
    return async ({ work, engagements, say }) => {
      while (this.lost < replies) {
        await delay(250);
        if (work.busy === 0) {
          work.begin(engagements);
          say(`${this.lost} answers are lost by now`);
        }
      }
      return { row: { 'answers lost': this.lost, 'server killed': Math.floor(this.lost / KILL_EVERY) } };
    };
  }

  async close(): Promise<void> {
    await this.proxy.close();
  }

  private lose(installation: RealInstallation): void {
    this.lost += 1;
    const server = installation.pidOf('server');
    if (server !== undefined && this.lost % KILL_EVERY === 0) signalTo(server, 'SIGKILL');
  }
}
