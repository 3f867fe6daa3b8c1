import { z } from 'zod';
import type { VendorEvent } from '../../capability/events';
import type { Order } from '../../capability/offered/goods/orders';
import { deliveriesOf, wholeDelivery } from '../kit/webhook/deliveries';
import { hmacSha256, isRecent, sameText } from '../kit/webhook/signature';
import {
  headerOf,
  parseJson,
  refuse,
  type VendorWebhook,
  type WebhookCall,
  type WebhookDeliveryItem,
} from '../kit/webhook/webhook-receiver';

const WINDOW_MS = 5 * 60_000;

/** What Order Management tells. What counts is the order that is read. */
const Event = z.looseObject({
  id: z.string().min(1),
  type: z.string(),
  occurredAt: z.string(),
  order: z.looseObject({ id: z.string().min(1), version: z.int().min(1) }),
});

/** Hex HMAC-SHA256 over the time in seconds, a dot and the raw body. */
export function signOms(secret: string, timestamp: string, body: Buffer | string): string {
  return hmacSha256(secret, 'hex', `${timestamp}.`, body);
}

function verify(call: WebhookCall) {
  const signature = headerOf(call.headers, 'x-oms-signature');
  const timestamp = headerOf(call.headers, 'x-oms-timestamp');
  if (signature === undefined || timestamp === undefined) return refuse('no signature');
  if (!isRecent(Number(timestamp) * 1000, call.nowMs, WINDOW_MS)) {
    return refuse('signed more than 5 minutes ago');
  }
  if (!sameText(signature, signOms(call.secret, timestamp, call.rawBody))) return refuse('wrong signature');
  const text = call.rawBody.toString('utf8');
  const parsed = parseJson(text);
  const deliveries = parsed === undefined ? [wholeDelivery(text, parsed)] : deliveriesOf([parsed], keyOf);
  return { ok: true, deliveries } as const;
}

function keyOf(item: unknown): string[] | undefined {
  const told = Event.safeParse(item);
  return told.success ? ['event', told.data.id] : undefined;
}

function read(payload: unknown): VendorEvent {
  const told = Event.safeParse(payload);
  if (!told.success) return { about: 'unknown', why: 'it tells of no order and its version' };
  const { type, occurredAt, order } = told.data;
  return type.startsWith('order.')
    ? { about: 'order', id: order.id, version: order.version, atMs: Date.parse(occurredAt) }
    : { about: 'nothing', why: type };
}

/**
 * What would have been told of an order as it stands now, under a key of its own for each version.
 * @param order undefined where there is none
 */
export function seenAs(id: string, order: Order | undefined): WebhookDeliveryItem {
  const state = order === undefined ? 'missing' : String(order.version);
  const seen = { id, version: order?.version ?? 1 };
  const payload = { id: `look:${state}`, type: 'order.seen', occurredAt: '', order: seen };
  return { key: `look:${id}:${state}`, payload };
}

/** The calls of Order Management by the contract beside this file. */
export const omsWebhook: VendorWebhook = { verify, refusal: 'problem', read };
