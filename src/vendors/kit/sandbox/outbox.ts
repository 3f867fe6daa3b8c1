import { setTimeout as sleep } from 'node:timers/promises';
import type { OwedWebhook, SandboxStore } from './store';
import type { SignedCall } from './vendor-sandbox';

/** A vendor gives us about this long to answer; wall clock, as all times here. */
const ANSWER_WITHIN_MS = 5_000;
/** Vendors repeat over a day, ten times at most; a stand-in is quicker. */
const PAUSES_MS = [250, 1_000, 3_000, 10_000, 30_000, 60_000, 120_000, 300_000, 600_000] as const;
/** So many tries are waited for by whoever made it happen. */
const TRIES_AT_ONCE = 4;
/** Whoever tries has so long before another process may. */
const LEASE_MS = 15_000;
const LOOK_EVERY_MS = 1_000;
const AT_ONCE = 20;

export interface DeliveryResult {
  readonly delivered: boolean;
  /** Of the last try; 0 when nobody answered. */
  readonly status: number;
}

/** Where a stand-in's webhooks go: to this very API, whoever the public address leads to. */
export interface WebhookAddress {
  /** What the vendor was told to call, and signs. */
  readonly signedUrl: string;
  readonly url: string;
}

/** Who says that nothing can be sent, and that it can again. */
interface Outage {
  worked(): void;
  failed(error: unknown): void;
}

/** One vendor whose webhooks are sent. */
export interface WebhookSender {
  readonly address: WebhookAddress;
  sign(call: unknown, attempt: number): SignedCall;
}

/**
 * The webhooks that the stand-ins owe us. Each is put down before it is sent and stays until it was taken, so that none is
 * lost with the process; as with the vendors, one may come twice.
 */
export class WebhookOutbox {
  constructor(
    private readonly store: SandboxStore,
    private readonly senders: ReadonlyMap<string, WebhookSender>,
  ) {}

  /** Puts a webhook down. When this resolves, it is owed whatever becomes of the process. */
  async owe(vendor: string, call: unknown): Promise<OwedWebhook> {
    return await this.store.oweWebhook(vendor, call, new Date(Date.now() + LEASE_MS));
  }

  /** Sends a webhook, and again after 5xx, 429 or no answer, a few times; what was not taken then stays owed. */
  async send(owed: OwedWebhook): Promise<DeliveryResult> {
    let current = owed;
    for (;;) {
      const status = await this.tryOnce(current);
      current = { ...current, attempts: current.attempts + 1 };
      if (isTaken(status)) return { delivered: true, status };
      const isPassing = status === 0 || status === 429 || status >= 500;
      const pauseMs = PAUSES_MS[current.attempts - 1];
      if (!isPassing || current.attempts >= TRIES_AT_ONCE || pauseMs === undefined) {
        return { delivered: false, status };
      }
      await sleep(pauseMs);
    }
  }

  /** Sends what is owed still, for as long as the process lives. */
  async run(signal: AbortSignal, outage: Outage): Promise<void> {
    while (!signal.aborted) {
      try {
        await this.sendDue();
        outage.worked();
      } catch (error) {
        outage.failed(error);
      }
      await sleep(LOOK_EVERY_MS, undefined, { signal }).catch(() => undefined);
    }
  }

  /** One try for each webhook that is due. @returns how many were taken */
  async sendDue(nowMs = Date.now()): Promise<number> {
    const due = await this.store.claimWebhooks(new Date(nowMs), new Date(nowMs + LEASE_MS), AT_ONCE);
    const statuses = await Promise.all(due.map((owed) => this.tryOnce(owed)));
    return statuses.filter(isTaken).length;
  }

  private async tryOnce(owed: OwedWebhook): Promise<number> {
    const sender = this.senders.get(owed.vendor);
    const status = sender === undefined ? 0 : await post(sender, owed);
    const pauseMs = PAUSES_MS[owed.attempts];
    if (isTaken(status) || pauseMs === undefined) {
      await this.store.forgetWebhook(owed.id);
    } else {
      await this.store.postponeWebhook(owed.id, new Date(Date.now() + pauseMs + LEASE_MS));
    }
    return status;
  }
}

function isTaken(status: number): boolean {
  return status >= 200 && status < 300;
}

async function post(sender: WebhookSender, { call, attempts }: OwedWebhook): Promise<number> {
  try {
    const { headers, body } = sender.sign(call, attempts);
    const response = await fetch(sender.address.url, {
      method: 'POST',
      headers,
      body,
      redirect: 'manual',
      signal: AbortSignal.timeout(ANSWER_WITHIN_MS),
    });
    await response.arrayBuffer();
    return response.status;
  } catch {
    return 0;
  }
}
