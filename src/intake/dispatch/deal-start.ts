import type { HubspotContact, HubspotDeal } from '../../vendors/hubspot/client';
import type { StartOrder } from '../../engagement/store/engagements-start';
import { DEAL } from './deal-judgement';

/** Deals of an account with one currency name none. */
const DEFAULT_CURRENCY = 'EUR';

/** The engagement that a deal stands for: its client is the contacts' company, or goes by the deal's name. */
export function startOrderOf(
  deal: HubspotDeal,
  contacts: readonly HubspotContact[],
  playbook: string,
): StartOrder {
  const title = deal.name.trim() || `Deal ${deal.id}`;
  const company = contacts.map((contact) => contact.company?.trim()).find(Boolean);
  const amount = amountOf(deal.amount);
  const reachable = contacts.flatMap(({ name, email }) =>
    email ? [{ name: name || email, email, role: 'contact' }] : [],
  );
  return {
    request: {
      playbook,
      client: { name: company ?? title, contacts: reachable },
      title,
      ...(amount === undefined ? {} : { value: { amount, currency: currencyOf(deal.currency) } }),
    },
    startedBy: { kind: 'system', name: 'hubspot' },
    externalIds: { [DEAL]: deal.id },
  };
}

/** HubSpot's decimal text with two places; a deal without a usable amount has none. */
function amountOf(text: string | undefined): string | undefined {
  return text !== undefined && /^\d{1,13}(\.\d+)?$/.test(text) ? Number(text).toFixed(2) : undefined;
}

function currencyOf(text: string | undefined): string {
  return text !== undefined && /^[A-Z]{3}$/.test(text) ? text : DEFAULT_CURRENCY;
}
