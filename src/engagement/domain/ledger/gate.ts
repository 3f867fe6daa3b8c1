import { inWords, type Money, percentOf, subtract, zero } from '../../../money/domain/money';
import { type LedgerEntry, type Standing, standingOf } from './entry';

/** What has to be paid: before delivery begins, or at another stage that waits for it. */
export interface GateTerms {
  /**
   * The milestones that are invoiced there, with the share of the value that each is expected to ask for; null: whatever is
   * invoiced.
   */
  readonly milestones: readonly { readonly name: string | null; readonly expected: Money | null }[];
  /** So many percent of what is asked may be missing. */
  readonly tolerancePercent: number;
}

/** What is asked at the gate in one currency, and what has come. */
export interface GateSide {
  readonly asked: Money;
  readonly paid: Money;
  /** Nothing less than zero. */
  readonly open: Money;
  readonly surplus: Money;
  readonly isCovered: boolean;
}

export interface Gate {
  /** Nothing is known of what has to be paid: then any payment opens it. */
  readonly isAnyPayment: boolean;
  readonly sides: readonly GateSide[];
  readonly isOpen: boolean;
}

/**
 * What the gate before delivery asks, and whether it has come: what was invoiced at its milestones, in the currency of
 * the invoice; of a milestone without an invoice that stands, its share of the value.
 */
export function gateOf(terms: GateTerms, entries: readonly LedgerEntry[]): Gate {
  const standing = standingOf(entries);
  const asked = askedBy(terms, standing);
  if (asked.size === 0) {
    const isOpen = entries.some(({ kind }) => kind === 'payment') && !isAllGoneBack(entries);
    return { isAnyPayment: true, sides: [], isOpen };
  }
  const sides = [...asked].map(([currency, { minor, paid }]) => {
    const surplus = standing.surplus.get(currency) ?? 0n;
    return sideOf({ minor, currency }, { minor: paid + surplus, currency }, terms.tolerancePercent);
  });
  return { isAnyPayment: false, sides, isOpen: sides.every(({ isCovered }) => isCovered) };
}

/** What is still to be paid, in the first currency in which anything is; undefined where nothing is, or nobody knows. */
export function openAt({ sides }: Gate): Money | undefined {
  return sides.find(({ open }) => open.minor > 0n)?.open;
}

/** Such as "300.00 of 600.00 EUR is paid, 300.00 EUR is open". */
export function gateInWords({ sides }: Gate): string {
  return sides.map(sideInWords).join('; ');
}

function sideInWords({ asked, paid, open, surplus, isCovered }: GateSide): string {
  const sum = `${inWords(paid)} of ${inWords(asked)} is paid`;
  if (surplus.minor > 0n) return `${sum}, ${inWords(surplus)} more than was asked`;
  if (open.minor === 0n) return sum;
  return `${sum}, ${inWords(open)} is open${isCovered ? ', which the rules let pass' : ''}`;
}

function askedBy(
  { milestones }: GateTerms,
  { invoices }: Standing,
): Map<string, { minor: bigint; paid: bigint }> {
  const asked = new Map<string, { minor: bigint; paid: bigint }>();
  const ask = (currency: string, minor: bigint, paid: bigint) => {
    const before = asked.get(currency) ?? { minor: 0n, paid: 0n };
    asked.set(currency, { minor: before.minor + minor, paid: before.paid + paid });
  };
  for (const { name, expected } of milestones) {
    const standing = invoices.filter(
      (invoice) => (name === null || invoice.entry.milestone === name) && invoice.asked > 0n,
    );
    for (const { entry, asked: minor, paid } of standing) {
      ask(entry.currency, minor, paid);
    }
    if (standing.length === 0 && expected) {
      ask(expected.currency, expected.minor, 0n);
    }
  }
  return asked;
}

function sideOf(asked: Money, paid: Money, tolerancePercent: number): GateSide {
  const missing = subtract(asked, paid);
  const none = zero(asked.currency);
  return {
    asked,
    paid,
    open: missing.minor > 0n ? missing : none,
    surplus: missing.minor < 0n ? subtract(paid, asked) : none,
    isCovered: missing.minor <= percentOf(asked, tolerancePercent).minor,
  };
}

function isAllGoneBack(entries: readonly LedgerEntry[]): boolean {
  const { surplus, invoices } = standingOf(entries);
  const hasRefund = entries.some(({ kind }) => kind === 'refund');
  return (
    hasRefund && [...surplus.values()].every((left) => left <= 0n) && invoices.every(({ paid }) => paid <= 0n)
  );
}
