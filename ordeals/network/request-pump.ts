import { request } from 'node:http';
import { ADMIN_TOKEN } from '../support/installation-api';

/** How a request ended: nobody took it, the connection was cut after that, or with which status it was answered. */
export type Ending = 'refused' | 'cut' | number;

const EVERY_MS = 20;

/** Requests one after the other without a pause, each on a connection of its own, answered or not. */
export class RequestPump {
  readonly endings: Ending[] = [];
  private readonly open = new Set<Promise<void>>();
  private readonly timer: NodeJS.Timeout;

  constructor(baseUrl: string) {
    this.timer = setInterval(() => {
      const one = ending(`${baseUrl}/v1/engagements?limit=50`).then((how) => void this.endings.push(how));
      this.open.add(one);
      void one.finally(() => this.open.delete(one));
    }, EVERY_MS);
  }

  /** Sends no more, and waits for those that are under way. */
  async stop(): Promise<Ending[]> {
    clearInterval(this.timer);
    await Promise.all(this.open);
    return this.endings;
  }
}

function ending(url: string): Promise<Ending> {
  return new Promise((resolve) => {
    // Whoever reads the head of such a request says so: from then on it is taken.
    const headers = {
      authorization: `Bearer ${ADMIN_TOKEN}`,
      connection: 'close',
      expect: '100-continue',
    };
    let isTaken = false;
    const sent = request(url, { headers, agent: false }, (answer) => {
      answer.resume();
      answer.once('end', () => resolve(answer.statusCode ?? 0));
      answer.once('error', () => resolve('cut'));
    });
    sent.once('continue', () => {
      isTaken = true;
      sent.end();
    });
    sent.once('error', () => resolve(isTaken ? 'cut' : 'refused'));
    sent.flushHeaders();
  });
}
