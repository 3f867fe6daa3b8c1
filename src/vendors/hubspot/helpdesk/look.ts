import type { LookOutside, OutsideLook } from '../../../capability/outside';
import type { VendorSettings } from '../../kit/vendor-settings';
import type { HubspotClient } from '../client';
import type { HubspotChange } from './tickets';

/** HubSpot's search shows what was written some time later: what may have been missed is looked at again. */
const SEARCH_LAG_MS = 5 * 60_000;

/**
 * What was changed among the tickets since the last look, told as HubSpot would have told it: a call that was lost loses
 * nothing. What was taken in is taken in once, by its key.
 */
export function hubspotLook(hubspot: HubspotClient, { values }: VendorSettings): LookOutside {
  const { ticketPipeline: pipeline = '' } = values;
  return async (cursor): Promise<OutsideLook> => {
    const sinceMs = Number(cursor ?? Date.now());
    if (pipeline === '') return { sights: [], cursor: String(sinceMs) };
    const changes = await hubspot.tickets.changedSince(pipeline, Math.max(0, sinceMs - SEARCH_LAG_MS));
    const newestMs = Math.max(sinceMs, ...changes.map(({ atMs }) => atMs));
    return { sights: [], unheard: changes.map(unheard), cursor: String(newestMs) };
  };
}

function unheard({ id, atMs }: HubspotChange): { key: string; payload: object } {
  const payload = {
    subscriptionType: 'ticket.propertyChange',
    propertyName: 'hs_pipeline_stage',
    objectId: Number(id),
    occurredAt: atMs,
  };
  return { key: `look:ticket:${id}:${atMs}`, payload };
}
