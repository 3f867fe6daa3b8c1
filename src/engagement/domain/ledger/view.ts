import { add, inWords, type Money, type MoneyText, moneyOf, textOf, zero } from '../../../money/domain/money';
import { type InvoiceStanding, type LedgerEntry, movedBy, paidIn, type Standing, standingOf } from './entry';

/**
 * How a line of the ledger stands. An invoice: `open`, `partlyPaid`, `paid`, `late` (open or partly paid past its due
 * date), `credited` (as a whole) or `void`; a payment: `received`, or `otherCurrency` where nothing asks for its currency;
 * a refund: `refunded`; what takes an invoice back or changes it: `booked`.
 */
export const LEDGER_STATES = [
  'open',
  'partlyPaid',
  'paid',
  'late',
  'credited',
  'void',
  'received',
  'otherCurrency',
  'refunded',
  'booked',
] as const;
export type LedgerState = (typeof LEDGER_STATES)[number];

export interface LedgerItem extends MoneyText {
  readonly entry: LedgerEntry;
  readonly state: LedgerState;
}

/** A ledger as people see it: its sums in one currency, and every line in its own. */
export interface LedgerView {
  readonly invoiced: MoneyText;
  readonly paid: MoneyText;
  readonly open: MoneyText;
  /** What was paid beyond everything that is asked. */
  readonly surplus: MoneyText;
  readonly items: readonly LedgerItem[];
}

/**
 * Shows a ledger at an instant.
 * @param value what the engagement is worth; its currency is that of the sums
 * @param otherwise the currency of the sums where nothing says one
 */
export function viewOf(
  entries: readonly LedgerEntry[],
  value: MoneyText | null,
  otherwise: string,
  nowMs: number,
): LedgerView {
  const currency = value?.currency ?? entries[0]?.currency ?? otherwise;
  const standing = standingOf(entries);
  const own = standing.invoices.filter(({ entry }) => entry.currency === currency);
  const sum = (of: (invoice: InvoiceStanding) => bigint): Money =>
    own.reduce((total, invoice) => add(total, { minor: of(invoice), currency }), zero(currency));
  const surplus = standing.surplus.get(currency) ?? 0n;
  const asksIn = new Set([currency, ...standing.invoices.map(({ entry }) => entry.currency)]);
  return {
    invoiced: textOf(sum(({ asked }) => asked)),
    paid: textOf(paidIn(currency, entries)),
    open: textOf(sum(({ asked, paid }) => asked - paid)),
    surplus: textOf({ minor: surplus > 0n ? surplus : 0n, currency }),
    items: entries.map((entry) => ({
      entry,
      ...textOf(moneyOf(entry)),
      state: stateOf(entry, standing, asksIn, nowMs),
    })),
  };
}

/** What an invoice has got of what it asks for. */
export function invoiceInWords({ entry: { currency }, asked, paid }: InvoiceStanding): string {
  const open = asked - paid;
  const sum = `${inWords({ minor: paid, currency })} of ${inWords({ minor: asked, currency })} is paid`;
  return open === 0n ? sum : `${sum}, ${inWords({ minor: open, currency })} is open`;
}

function stateOf(
  entry: LedgerEntry,
  { invoices }: Standing,
  asksIn: ReadonlySet<string>,
  nowMs: number,
): LedgerState {
  switch (entry.kind) {
    case 'invoice': {
      const invoice = invoices.find((one) => one.entry.id === entry.id);
      return invoice ? invoiceState(invoice, nowMs) : 'open';
    }
    case 'payment':
      return movedBy(entry) === 0n || asksIn.has(entry.currency) ? 'received' : 'otherCurrency';
    case 'refund':
      return 'refunded';
    case 'credit':
    case 'void':
    case 'amendment':
      return 'booked';
  }
}

function invoiceState({ entry, asked, paid, isVoid }: InvoiceStanding, nowMs: number): LedgerState {
  if (isVoid) return 'void';
  if (asked === 0n && moneyOf(entry).minor > 0n) return 'credited';
  if (paid >= asked) return 'paid';
  if (entry.dueAtMs !== null && entry.dueAtMs < nowMs) return 'late';
  return paid > 0n ? 'partlyPaid' : 'open';
}
