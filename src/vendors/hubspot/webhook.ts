import { z } from 'zod';
import { hmacSha256, isRecent, sameText } from '../kit/signature';
import type { StageEvent, VendorEvent } from '../../capability/events';
import { headerOf, parseJson, refuse, type VendorWebhook, type WebhookCall } from '../kit/webhook-receiver';

const WINDOW_MS = 5 * 60_000;

/** HubSpot tells of deals in two forms: `deal.*`, and `object.*` with the type's id, which is 0-3 for deals. */
const DEAL_TYPE = '0-3';
/** Changes that an app made. Ours come back to us this way. */
const MADE_BY_APPS = new Set(['INTEGRATION', 'API']);

/** One change; a body is an array of at most 100 of them. More fields may come and are kept. */
const HubspotEvent = z.looseObject({
  subscriptionType: z.string(),
  objectId: z.number(),
  occurredAt: z.number(),
  objectTypeId: z.string().optional(),
  eventId: z.number().optional(),
  changeSource: z.string().optional(),
  subscriptionId: z.number().optional(),
  propertyName: z.string().optional(),
  propertyValue: z.string().optional(),
});
const HubspotEvents = z.array(HubspotEvent).max(100);

/** What HubSpot tells in one event. */
type HubspotEvent = z.infer<typeof HubspotEvent>;

/** HubSpot encodes these in the address it signs as they stand; it decodes them first (signature v3). */
const DECODED_BEFORE_SIGNING: Readonly<Record<string, string>> = {
  '%3A': ':',
  '%2F': '/',
  '%3F': '?',
  '%40': '@',
  '%21': '!',
  '%24': '$',
  '%27': "'",
  '%28': '(',
  '%29': ')',
  '%2A': '*',
  '%2C': ',',
  '%3B': ';',
};

/** The v3 signature of HubSpot: base64 HMAC-SHA256 over method, address, body and time. */
export function signHubspot(
  secret: string,
  method: string,
  url: string,
  body: Buffer | string,
  timestamp: string,
): string {
  const address = url.replace(/%[0-9a-f]{2}/gi, (code) => DECODED_BEFORE_SIGNING[code.toUpperCase()] ?? code);
  return hmacSha256(secret, 'base64', method, address, body, timestamp);
}

function verify(call: WebhookCall) {
  const signature = headerOf(call.headers, 'x-hubspot-signature-v3');
  const timestamp = headerOf(call.headers, 'x-hubspot-request-timestamp');
  if (signature === undefined || timestamp === undefined) return refuse(401, 'no signature of version 3');
  if (!isRecent(Number(timestamp), call.nowMs, WINDOW_MS))
    return refuse(401, 'signed more than 5 minutes ago');
  const right = signHubspot(call.secret, call.method, call.url, call.rawBody, timestamp);
  if (!sameText(signature, right)) return refuse(401, 'wrong signature');
  const events = HubspotEvents.safeParse(parseJson(call.rawBody.toString('utf8')));
  if (!events.success) return refuse(400, 'not a list of HubSpot events');
  return {
    ok: true,
    deliveries: events.data.map((event) => ({ key: deliveryKey(event), payload: event })),
  } as const;
}

/** `eventId` is not unique at HubSpot; this combination is. */
function deliveryKey(event: HubspotEvent): string {
  return [
    event.subscriptionId ?? '',
    event.objectId,
    event.subscriptionType,
    event.propertyName ?? '',
    event.occurredAt,
  ].join(':');
}

function read(payload: unknown): VendorEvent {
  const parsed = HubspotEvent.safeParse(payload);
  if (!parsed.success) return { about: 'nothing', why: 'it is no HubSpot event' };
  const { subscriptionType, objectTypeId, objectId, occurredAt, propertyName } = parsed.data;
  const [form, what = ''] = subscriptionType.split('.');
  const isDeal = form === 'deal' || (form === 'object' && objectTypeId === DEAL_TYPE);
  const isChange = what === 'creation' || (what === 'propertyChange' && propertyName === 'dealstage');
  return isDeal && isChange
    ? { about: 'deal', id: String(objectId), atMs: occurredAt, moved: stageEventOf(parsed.data) }
    : { about: 'nothing', why: `${subscriptionType} ${propertyName ?? ''}` };
}

function stageEventOf(event: HubspotEvent): StageEvent | null {
  const { eventId, occurredAt, propertyName, propertyValue, changeSource = '' } = event;
  if (propertyName !== 'dealstage' || !propertyValue || MADE_BY_APPS.has(changeSource)) return null;
  return { id: String(eventId ?? occurredAt), stage: propertyValue, atMs: occurredAt };
}

/** HubSpot app webhooks, signature version 3. Any status but 2xx is repeated by HubSpot up to 10 times in 24 hours. */
export const hubspotWebhook: VendorWebhook = { verify, refusal: 'problem', read };
