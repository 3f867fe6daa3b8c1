import { z } from 'zod';
import type { VendorEvent } from '../../capability/events';
import { PROJECT_CLOSED, PROJECT_STATUS } from './answers';
import { deliveriesOf, wholeDelivery } from '../kit/webhook/deliveries';
import { hmacSha256, isRecent, sameText } from '../kit/webhook/signature';
import {
  headerOf,
  parseJson,
  refuse,
  type VendorWebhook,
  type WebhookCall,
} from '../kit/webhook/webhook-receiver';

const WINDOW_MS = 5 * 60_000;

/** HubSpot tells of objects in two forms: `deal.*`, and `object.*` with the type's id. */
const OBJECT_TYPES: Readonly<Record<string, string>> = { '0-3': 'deal', '0-1': 'contact', '0-5': 'ticket' };

/** The properties of tickets whose changes concern us. */
const FOLLOWED_OF_TICKETS: ReadonlySet<string> = new Set(['hs_pipeline_stage', 'hs_ticket_priority']);

/** HubSpot's ids are whole numbers, written as numbers or as text. */
const HubspotId = z
  .union([z.int().nonnegative(), z.string().regex(/^\d{1,20}$/)])
  .transform(String)
  .nullish();

/** One change. More fields may come and are kept. */
const HubspotEvent = z.looseObject({
  subscriptionType: z.string(),
  objectId: HubspotId,
  occurredAt: z
    .union([z.number(), z.string().regex(/^\d+$/)])
    .transform(Number)
    .nullish(),
  objectTypeId: z.string().nullish(),
  subscriptionId: z.union([z.number(), z.string()]).nullish(),
  propertyName: z.string().nullish(),
  propertyValue: z.string().nullish(),
  primaryObjectId: HubspotId,
  newObjectId: HubspotId,
  mergedObjectIds: z.array(HubspotId).nullish(),
});

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
  if (signature === undefined || timestamp === undefined) return refuse('no signature of version 3');
  if (!isRecent(Number(timestamp), call.nowMs, WINDOW_MS)) return refuse('signed more than 5 minutes ago');
  const right = signHubspot(call.secret, call.method, call.url, call.rawBody, timestamp);
  if (!sameText(signature, right)) return refuse('wrong signature');
  const text = call.rawBody.toString('utf8');
  const events = parseJson(text);
  const deliveries = Array.isArray(events) ? deliveriesOf(events, keyOf) : [wholeDelivery(text, events)];
  return { ok: true, deliveries } as const;
}

/** `eventId` is not unique at HubSpot; this combination is. */
function keyOf(item: unknown): (string | number)[] | undefined {
  const event = HubspotEvent.safeParse(item);
  if (!event.success) return undefined;
  const { subscriptionId, subscriptionType, propertyName, occurredAt } = event.data;
  const objectId = objectOf(event.data);
  if (objectId === undefined || occurredAt == null) return undefined;
  return [subscriptionId ?? '', objectId, subscriptionType, propertyName ?? '', occurredAt];
}

/** What is there afterwards: a merge may make a new object. */
function objectOf({ newObjectId, primaryObjectId, objectId }: HubspotEvent): string | undefined {
  return newObjectId ?? primaryObjectId ?? objectId ?? undefined;
}

function read(payload: unknown): VendorEvent {
  const parsed = HubspotEvent.safeParse(payload);
  if (!parsed.success) return { about: 'unknown', why: 'it is no HubSpot event' };
  const id = objectOf(parsed.data);
  if (id === undefined) return { about: 'unknown', why: 'it names no object' };
  const { subscriptionType, objectTypeId, propertyName, propertyValue, occurredAt } = parsed.data;
  const [form = '', what = ''] = subscriptionType.split('.');
  const type = form === 'object' ? OBJECT_TYPES[objectTypeId ?? ''] : form;
  const atMs = occurredAt ?? Number.NaN;
  const ids = [id];
  const mergedIds = mergedOf(parsed.data, id);
  switch (`${type ?? ''}.${what}`) {
    case 'deal.creation':
    case 'deal.merge':
      return { about: 'deal', id, atMs, mergedIds };
    case 'deal.propertyChange':
      if (propertyName === PROJECT_STATUS) {
        const how = propertyValue === PROJECT_CLOSED ? 'closed' : 'reopened';
        return { about: 'outside', change: { what: 'project', how }, ids, atMs };
      }
      if (propertyName !== 'dealstage') break;
      return { about: 'deal', id, atMs, mergedIds };
    case 'ticket.creation':
    case 'ticket.merge':
    case 'ticket.restore':
      return { about: 'ticket', id, how: 'changed', atMs, mergedIds };
    case 'ticket.propertyChange':
      if (!FOLLOWED_OF_TICKETS.has(propertyName ?? '')) break;
      return { about: 'ticket', id, how: 'changed', atMs, mergedIds };
    case 'ticket.deletion':
      return { about: 'ticket', id, how: 'deleted', atMs, mergedIds };
    case 'survey.answered':
      return { about: 'survey', respondentId: id, isLast: false };
    case 'survey.leftOpen':
      return { about: 'survey', respondentId: id, isLast: true };
    case 'deal.deletion':
      return { about: 'outside', change: { what: 'deal', how: 'deleted' }, ids, atMs };
    case 'deal.restore':
      return { about: 'outside', change: { what: 'deal', how: 'restored' }, ids, atMs };
    case 'contact.deletion':
    case 'contact.privacyDeletion':
      return { about: 'outside', change: { what: 'contact', how: 'deleted' }, ids, atMs };
    case 'contact.restore':
      return { about: 'outside', change: { what: 'contact', how: 'restored' }, ids, atMs };
    case 'contact.merge': {
      const change = { what: 'contact', how: 'merged' } as const;
      return { about: 'outside', change, ids: [...ids, ...mergedIds], into: id, atMs };
    }
  }
  return { about: 'nothing', why: `${subscriptionType} ${propertyName ?? ''}` };
}

function mergedOf({ objectId, primaryObjectId, mergedObjectIds }: HubspotEvent, survivor: string): string[] {
  const ids = [objectId, primaryObjectId, ...(mergedObjectIds ?? [])];
  return [...new Set(ids.filter((id) => id != null && id !== survivor) as string[])];
}

/** HubSpot app webhooks, signature version 3. Any status but 2xx is repeated by HubSpot up to 10 times in 24 hours. */
export const hubspotWebhook = { verify, refusal: 'problem', read } satisfies VendorWebhook;
