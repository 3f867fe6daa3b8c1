import type { LookOutside, OutsideSight } from '../../capability/outside';
import { shortEffectKey } from '../kit/effect-key';
import type { VendorSettings } from '../kit/vendor-settings';
import type { HubspotClient } from './client';
import type { HubspotChange } from './helpdesk/tickets';
import type { HubspotSubmission } from './survey/feedback';
import { answerOf } from './survey/port';

/** HubSpot's search shows what was written some time later: what may have been missed is looked at again. */
const SEARCH_LAG_MS = 5 * 60_000;
/** Whoever has answered one of two surveys and not the other after this time is not waited for. */
const LEFT_OPEN_AFTER_MS = 24 * 3_600_000;

/**
 * What was changed among the tickets since the last look, told as HubSpot would have told it, so that a call that was lost
 * loses nothing; and what was answered by those who were asked, of which HubSpot calls nobody. Each is taken in once, by its key.
 * @param now by HubSpot's clock, in milliseconds
 */
export function hubspotLook(
  hubspot: HubspotClient,
  { values }: VendorSettings,
  now: () => number = Date.now,
): LookOutside {
  const { ticketPipeline: pipeline = '' } = values;
  return async (cursor, resting) => {
    const sights = answered(await hubspot.feedback.submissionsOf(await resting()), now());
    const sinceMs = Number(cursor ?? now());
    if (pipeline === '') return { sights, cursor: String(sinceMs) };
    const changes = await hubspot.tickets.changedSince(pipeline, Math.max(0, sinceMs - SEARCH_LAG_MS));
    const newestMs = Math.max(sinceMs, ...changes.map(({ atMs }) => atMs));
    return { sights, unheard: changes.map(unheardTicket), cursor: String(newestMs) };
  };
}

function unheardTicket({ id, atMs }: HubspotChange): NonNullable<OutsideSight['unheard']> {
  const payload = {
    subscriptionType: 'ticket.propertyChange',
    propertyName: 'hs_pipeline_stage',
    objectId: Number(id),
    occurredAt: atMs,
  };
  return { key: `look:ticket:${id}:${atMs}`, payload };
}

/** A sight for each contact who has answered something. */
function answered(submissions: readonly HubspotSubmission[], nowMs: number): OutsideSight[] {
  const usable = submissions.filter((one) => answerOf(one) !== undefined);
  const contacts = [...new Set(usable.map(({ contactId }) => contactId))];
  return contacts.map((id): OutsideSight => {
    const own = usable.filter(({ contactId }) => contactId === id);
    const newest = own.at(-1);
    const isLast = newest !== undefined && nowMs - newest.atMs > LEFT_OPEN_AFTER_MS;
    const said = shortEffectKey(own.map((one) => one.id).join('/'));
    const payload = {
      subscriptionType: isLast ? 'survey.leftOpen' : 'survey.answered',
      objectId: Number(id),
      occurredAt: newest?.atMs,
    };
    return {
      id,
      place: 'there',
      unheard: { key: `look:${payload.subscriptionType}:${id}:${said}`, payload },
    };
  });
}
