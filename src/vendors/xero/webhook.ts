import { z } from 'zod';
import { hmacSha256, sameText } from '../kit/signature';
import type { VendorEvent } from '../../capability/events';
import { headerOf, parseJson, refuse, type VendorWebhook, type WebhookCall } from '../kit/webhook-receiver';

/** What Xero tells in one event: ids only, the resource has to be read. */
const XeroEvent = z.looseObject({
  resourceId: z.string(),
  tenantId: z.string(),
  eventCategory: z.string(),
  eventType: z.string(),
  eventDateUtc: z.string(),
});
const XeroBody = z.looseObject({ events: z.array(XeroEvent) });

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
    return refuse(401, 'wrong signature');
  }
  const body = XeroBody.safeParse(parseJson(call.rawBody.toString('utf8')));
  if (!body.success) return refuse(400, 'not a list of Xero events');
  return {
    ok: true,
    deliveries: body.data.events.map((event) => ({
      key: [event.tenantId, event.resourceId, event.eventType, event.eventDateUtc].join(':'),
      payload: event,
    })),
  } as const;
}

function read(payload: unknown): VendorEvent {
  const event = XeroEvent.safeParse(payload);
  if (!event.success) return { about: 'nothing', why: 'it is no Xero event' };
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
