import { z } from 'zod';
import type { VendorEvent } from '../../capability/events';
import type { Shipment } from '../../capability/offered/goods/tracking';
import { deliveriesOf, wholeDelivery } from '../kit/webhook/deliveries';
import { hmacSha256, sameText } from '../kit/webhook/signature';
import {
  headerOf,
  parseJson,
  refuse,
  type VendorWebhook,
  type WebhookCall,
  type WebhookDeliveryItem,
} from '../kit/webhook/webhook-receiver';

/** What EasyPost tells. Of its result the id alone is read: what counts is the tracker that is fetched. */
const Event = z.looseObject({
  id: z.string().min(1),
  description: z.string(),
  created_at: z.string().optional(),
});
const OfTracker = z.looseObject({ id: z.string().min(1) });

/** EasyPost's signature over the raw body; the secret counts in its compatible form. */
export function signEasypost(secret: string, body: Buffer | string): string {
  return `hmac-sha256-hex=${hmacSha256(secret.normalize('NFKD'), 'hex', body)}`;
}

function verify(call: WebhookCall) {
  const signature = headerOf(call.headers, 'x-hmac-signature');
  if (signature === undefined || !sameText(signature, signEasypost(call.secret, call.rawBody))) {
    return refuse('wrong signature');
  }
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
  if (!told.success) return { about: 'unknown', why: 'it is no event of EasyPost' };
  const { description, created_at: at = '' } = told.data;
  if (!description.startsWith('tracker.')) return { about: 'nothing', why: description };
  const tracker = OfTracker.safeParse(told.data['result']);
  return tracker.success
    ? { about: 'shipment', id: tracker.data.id, atMs: Date.parse(at) }
    : { about: 'unknown', why: `${description} names no tracker` };
}

/**
 * What EasyPost would have told of a shipment as it stands now, under a key of its own for each step of its way.
 * @param shipment undefined where EasyPost has no such tracker
 */
export function seenAs(id: string, shipment: Shipment | undefined): WebhookDeliveryItem {
  const { steps = [] } = shipment ?? {};
  const state = shipment === undefined ? 'missing' : `${steps.length}/${steps.at(-1)?.state ?? ''}`;
  const payload = { id: `look:${state}`, description: 'tracker.seen', result: { id } };
  return { key: `look:${id}:${state}`, payload };
}

/** EasyPost's webhooks. They carry no signed time, so the kept delivery keys are the only guard against replays. */
export const easypostWebhook: VendorWebhook = { verify, refusal: 'problem', read };
