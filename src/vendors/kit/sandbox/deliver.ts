import { setTimeout as sleep } from 'node:timers/promises';
import type { Notification } from './vendor-sandbox';

/** A vendor gives us about this long to answer; wall clock. */
const ANSWER_WITHIN_MS = 5_000;
/** Vendors repeat over a day; a stand-in has less patience. */
const PAUSES_MS = [250, 1_000, 3_000] as const;

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

/** Sends a vendor's webhook to us, and again after 5xx, 429 or no answer, a few times. */
export async function deliver(address: WebhookAddress, notification: Notification): Promise<DeliveryResult> {
  let status = 0;
  for (let attempt = 0; attempt <= PAUSES_MS.length; attempt += 1) {
    status = await send(address, notification, attempt);
    if (status >= 200 && status < 300) return { delivered: true, status };
    if (status !== 0 && status !== 429 && status < 500) break;
    const pauseMs = PAUSES_MS[attempt];
    if (pauseMs !== undefined) await sleep(pauseMs);
  }
  return { delivered: false, status };
}

async function send(
  { url, signedUrl }: WebhookAddress,
  notification: Notification,
  attempt: number,
): Promise<number> {
  const { headers, body } = notification.sign(signedUrl, attempt);
  try {
    const response = await fetch(url, {
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
