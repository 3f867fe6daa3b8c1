import type { Deal, DealContact } from '../../capability/crm';
import type { StartOrder } from '../../engagement/store/engagements-start';
import { dealIdsOf, type Vendor } from '../../vendors/kit/vendor';

/** Deals of an account with one currency name none. */
const DEFAULT_CURRENCY = 'EUR';

/** The engagement that a deal stands for: its client is the contacts' company, or goes by the deal's name. */
export function startOrderOf(
  vendor: Vendor,
  deal: Deal,
  contacts: readonly DealContact[],
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
    startedBy: { kind: 'system', name: vendor.name },
    externalIds: { [dealIdsOf(vendor)]: deal.id },
  };
}

/** The vendor's decimal text with two places; a deal without a usable amount has none. */
function amountOf(text: string | undefined): string | undefined {
  return text !== undefined && /^\d{1,13}(\.\d+)?$/.test(text) ? Number(text).toFixed(2) : undefined;
}

function currencyOf(text: string | undefined): string {
  return text !== undefined && /^[A-Z]{3}$/.test(text) ? text : DEFAULT_CURRENCY;
}
