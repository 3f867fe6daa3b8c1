import { z } from 'zod';
import type { VendorEvent } from '../../capability/events';
import { deliveriesOf, wholeDelivery } from '../kit/webhook/deliveries';
import { hmacSha256, sameText } from '../kit/webhook/signature';
import {
  headerOf,
  parseJson,
  refuse,
  type VendorWebhook,
  type WebhookCall,
} from '../kit/webhook/webhook-receiver';

/** What Xero tells in one event: ids only, the resource has to be read. */
const XeroEvent = z.looseObject({
  resourceId: z.string().min(1),
  tenantId: z.string().default(''),
  eventCategory: z.string(),
  eventType: z.string(),
  eventDateUtc: z.string(),
});
const XeroBody = z.looseObject({ events: z.array(z.unknown()) });

/** Xero's signature: base64 HMAC-SHA256 over the raw body. */
export function signXero(webhookKey: string, body: Buffer | string): string {
  return hmacSha256(webhookKey, 'base64', body);
}

/**
 * A wrong signature must be answered 401 and a right one 200, within 5 seconds and with an empty body: that is also
 * Xero's "intent to receive" check, whose calls carry no events.
 */
function verify(call: WebhookCall) {
  const signature = headerOf(call.headers, 'x-xero-signature');
  if (signature === undefined || !sameText(signature, signXero(call.secret, call.rawBody))) {
    return refuse('wrong signature');
  }
  const text = call.rawBody.toString('utf8');
  const parsed = parseJson(text);
  const body = XeroBody.safeParse(parsed);
  const deliveries = body.success ? deliveriesOf(body.data.events, keyOf) : [wholeDelivery(text, parsed)];
  return { ok: true, deliveries } as const;
}

function keyOf(item: unknown): string[] | undefined {
  const event = XeroEvent.safeParse(item);
  if (!event.success) return undefined;
  const { tenantId, resourceId, eventType, eventDateUtc } = event.data;
  return [tenantId, resourceId, eventType, eventDateUtc];
}

function read(payload: unknown): VendorEvent {
  const event = XeroEvent.safeParse(payload);
  if (!event.success) return { about: 'unknown', why: 'it is no Xero event' };
  const { eventCategory, eventType, eventDateUtc, resourceId } = event.data;
  return eventCategory === 'INVOICE' && eventType === 'UPDATE'
    ? { about: 'invoice', id: resourceId, atMs: Date.parse(`${eventDateUtc.replace(/Z$/, '')}Z`) }
    : { about: 'nothing', why: `${eventCategory} ${eventType}` };
}

/**
 * Xero webhooks. They carry no signed time, so the kept delivery keys are the only guard against replays. The "intent to
 * receive" check wants its 401 with nothing in it.
 */
export const xeroWebhook: VendorWebhook = { verify, refusal: 'status-only', read };
