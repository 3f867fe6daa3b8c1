import type { Deal, DealContact } from '../../capability/offered/crm';
import { isCurrency } from '../../money/domain/currencies';
import { roundedMoney, textOf } from '../../money/domain/money';
import type { StartOrder } from '../../engagement/store/engagements-start';
import { cutText } from '../../text/domain/cut';
import { mailAddressOf } from '../../text/domain/mail-address';
import type { NamedContact } from '../../client/store/contacts';
import { nameKey } from '../../client/domain/name';
import { dealIdsOf, type Vendor } from '../../vendors/kit/vendor';

/** As long as names are in the API; a CRM's may be longer. */
const LONGEST_NAME = 200;
/** Of what a deal says; more of it is there to be read. */
const LONGEST_FACT = 1_000;

/**
 * The engagement that a deal stands for: its client is the contacts' company, or goes by the deal's name.
 * @param facts what the deal says that the playbook takes over
 * @param ownCurrency what counts where the deal names no currency: deals of an account with one currency name none
 */
export function startOrderOf(
  vendor: Vendor,
  deal: Deal,
  contacts: readonly DealContact[],
  playbook: string,
  ownCurrency: string,
  facts: Readonly<Record<string, string>>,
): StartOrder {
  const title = nameOr(deal.name, `Deal ${deal.id}`);
  const company = contacts.map((contact) => nameOr(contact.company ?? '', '')).find(Boolean);
  const isCurrencyAssumed = !isCurrency(deal.currency ?? '');
  const currency = isCurrencyAssumed ? ownCurrency : (deal.currency ?? ownCurrency);
  // The vendor's decimal text, which may have more places than the currency; a deal without a usable amount has no value.
  const value = roundedMoney(deal.amount ?? '', currency);
  return {
    request: {
      playbook,
      client: { name: company ?? title, contacts: contacts.map((contact) => contactOf(vendor, contact)) },
      title,
      facts: Object.fromEntries(
        Object.entries(facts).map(([name, said]) => [name, cutText(said, LONGEST_FACT)]),
      ),
      ...(value === undefined ? {} : { value: textOf(value), isCurrencyAssumed }),
    },
    startedBy: { kind: 'system', name: vendor.name },
    externalIds: { [dealIdsOf(vendor)]: deal.id },
  };
}

/** Whoever has no usable address stays a contact, whom nobody writes to. */
function contactOf(vendor: Vendor, { id, name, email: given = '' }: DealContact): NamedContact {
  const email = mailAddressOf(given)?.written ?? null;
  return {
    name: nameOr(name, email ?? `Contact ${id}`),
    email,
    role: 'contact',
    origin: { system: vendor.name, externalId: id },
  };
}

/** A name as it is kept, or another one where there is nothing to be seen. */
function nameOr(name: string, other: string): string {
  return nameKey(name) === '' ? other : cutText(name.trim(), LONGEST_NAME);
}
