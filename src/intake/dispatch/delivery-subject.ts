import { z } from 'zod';
import type { DeliverySubject } from '../domain/intake';
import type { StageEvent } from '../domain/deal-moves';

/** HubSpot tells of deals in two forms: `deal.*`, and `object.*` with the type's id, which is 0-3 for deals. */
const HUBSPOT_DEAL_TYPE = '0-3';
/** Changes that an app made. Ours come back to us this way. */
const MADE_BY_APPS = new Set(['INTEGRATION', 'API']);

const HubspotEvent = z.looseObject({
  subscriptionType: z.string(),
  objectId: z.number(),
  objectTypeId: z.string().optional(),
  eventId: z.number().optional(),
  occurredAt: z.number(),
  propertyName: z.string().optional(),
  propertyValue: z.string().optional(),
  changeSource: z.string().optional(),
});
const XeroEvent = z.looseObject({
  resourceId: z.string(),
  eventCategory: z.string(),
  eventType: z.string(),
  eventDateUtc: z.string(),
});

/** Reads from a stored delivery what has to be looked at. */
export function subjectOf(vendor: string, payload: unknown): DeliverySubject {
  switch (vendor) {
    case 'hubspot':
      return dealOf(payload);
    case 'xero':
      return invoiceOf(payload);
    default:
      return { kind: 'none', why: `nothing is done on calls of ${vendor}` };
  }
}

function dealOf(payload: unknown): DeliverySubject {
  const event = HubspotEvent.safeParse(payload);
  if (!event.success) {
    return { kind: 'none', why: 'it is no HubSpot event' };
  }
  const { subscriptionType, objectTypeId, objectId, propertyName } = event.data;
  const [form, what = ''] = subscriptionType.split('.');
  const isDeal = form === 'deal' || (form === 'object' && objectTypeId === HUBSPOT_DEAL_TYPE);
  const isChange = what === 'creation' || (what === 'propertyChange' && propertyName === 'dealstage');
  return isDeal && isChange
    ? { kind: 'deal', dealId: String(objectId) }
    : nothing(`${subscriptionType} ${propertyName ?? ''}`);
}

function invoiceOf(payload: unknown): DeliverySubject {
  const event = XeroEvent.safeParse(payload);
  if (!event.success) {
    return { kind: 'none', why: 'it is no Xero event' };
  }
  const { eventCategory, eventType, resourceId } = event.data;
  return eventCategory === 'INVOICE' && eventType === 'UPDATE'
    ? { kind: 'invoice', invoiceId: resourceId }
    : nothing(`${eventCategory} ${eventType}`);
}

/** Names of events are short; whatever else stands there is cut. */
function nothing(why: string): DeliverySubject {
  return { kind: 'none', why: why.trim().slice(0, 100) };
}

/** The change of stage that a HubSpot delivery tells; null when it tells none, or one that an app made. */
export function stageEventOf(payload: unknown): StageEvent | null {
  const event = HubspotEvent.safeParse(payload);
  if (!event.success || event.data.propertyName !== 'dealstage' || !event.data.propertyValue) {
    return null;
  }
  const { eventId, occurredAt, propertyValue, changeSource = '' } = event.data;
  return MADE_BY_APPS.has(changeSource)
    ? null
    : { id: String(eventId ?? occurredAt), stage: propertyValue, atMs: occurredAt };
}

/** When the event happened, by the vendor's word, but never later than now. */
export function occurredAtMs(payload: unknown, nowMs: number): number {
  const hubspot = HubspotEvent.safeParse(payload);
  const xero = XeroEvent.safeParse(payload);
  const saidMs = hubspot.success
    ? hubspot.data.occurredAt
    : xero.success
      ? Date.parse(`${xero.data.eventDateUtc.replace(/Z$/, '')}Z`)
      : nowMs;
  return Number.isFinite(saidMs) ? Math.min(saidMs, nowMs) : nowMs;
}
