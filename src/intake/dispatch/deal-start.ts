import type { Deal, DealContact } from '../../capability/crm';
import { isCurrency } from '../../money/domain/currencies';
import { roundedMoney, textOf } from '../../money/domain/money';
import type { StartOrder } from '../../engagement/store/engagements-start';
import { dealIdsOf, type Vendor } from '../../vendors/kit/vendor';

/**
 * The engagement that a deal stands for: its client is the contacts' company, or goes by the deal's name.
 * @param ownCurrency what counts where the deal names no currency: deals of an account with one currency name none
 */
export function startOrderOf(
  vendor: Vendor,
  deal: Deal,
  contacts: readonly DealContact[],
  playbook: string,
  ownCurrency: string,
): StartOrder {
  const title = deal.name.trim() || `Deal ${deal.id}`;
  const company = contacts.map((contact) => contact.company?.trim()).find(Boolean);
  const isCurrencyAssumed = !isCurrency(deal.currency ?? '');
  const currency = isCurrencyAssumed ? ownCurrency : (deal.currency ?? ownCurrency);
  // The vendor's decimal text, which may have more places than the currency; a deal without a usable amount has no value.
  const value = roundedMoney(deal.amount ?? '', currency);
  const reachable = contacts.flatMap(({ name, email }) =>
    email ? [{ name: name || email, email, role: 'contact' }] : [],
  );
  return {
    request: {
      playbook,
      client: { name: company ?? title, contacts: reachable },
      title,
      ...(value === undefined ? {} : { value: textOf(value), isCurrencyAssumed }),
    },
    startedBy: { kind: 'system', name: vendor.name },
    externalIds: { [dealIdsOf(vendor)]: deal.id },
  };
}
