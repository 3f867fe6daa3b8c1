import { cutText } from '../../text/domain/cut';
import type { VendorEvent } from '../../capability/events';
import type { Vendor } from '../../vendors/kit/vendor';
import { findVendor } from '../../vendors/registry';
import type { DeliverySubject } from '../domain/intake';

/** What a stored delivery tells, by its vendor's own reading. */
export async function eventOf(
  vendors: readonly Vendor[],
  name: string,
  payload: unknown,
): Promise<VendorEvent> {
  const webhook = findVendor(name, vendors)?.webhook;
  return (await webhook?.read(payload)) ?? { about: 'nothing', why: `nothing is done on calls of ${name}` };
}

/** What of an event goes into a history: ids, or in a few words why nothing is to be done. */
export function subjectOf(event: Exclude<VendorEvent, { about: 'unknown' }>): DeliverySubject {
  switch (event.about) {
    case 'deal':
      return { kind: 'deal', dealId: event.id };
    case 'invoice':
      return { kind: 'invoice', invoiceId: event.id };
    case 'envelope':
      return { kind: 'envelope', envelopeId: event.id };
    case 'ticket':
      return { kind: 'ticket', ticketId: event.id };
    case 'survey':
      return { kind: 'survey', respondentId: event.respondentId };
    case 'enrolment':
      return { kind: 'enrolment', enrolmentId: event.id };
    case 'order':
      return { kind: 'order', orderId: event.id, version: event.version };
    case 'shipment':
      return { kind: 'shipment', shipmentId: event.id };
    case 'outside':
      return { kind: 'outside', id: event.ids[0] ?? '', ...event.change };
    case 'statement':
      return { kind: 'statement' };
    case 'look':
      return { kind: 'look' };
    case 'nothing':
      return { kind: 'none', why: shortWhy(event.why) };
  }
}

/** Names of events are short; whatever else stands there is cut. */
const LONGEST_WHY = 100;

export function shortWhy(why: string): string {
  return cutText(why.trim(), LONGEST_WHY);
}

/** When the event happened, by the vendor's word, but never later than now. */
export function occurredAtMs(event: VendorEvent, nowMs: number): number {
  const saidMs = 'atMs' in event ? event.atMs : nowMs;
  return Number.isFinite(saidMs) ? Math.min(saidMs, nowMs) : nowMs;
}
