import { type Money, type MoneyText, moneyOf } from '../../../money/domain/money';

/**
 * What can stand in the ledger of an engagement: an invoice, a payment, money that went back, what takes an invoice back in
 * part (`credit`) or as a whole (`void`), and what it asks for instead, and until when, since it was changed (`amendment`).
 */
export const LEDGER_KINDS = ['invoice', 'payment', 'refund', 'credit', 'void', 'amendment'] as const;
export type LedgerKind = (typeof LEDGER_KINDS)[number];

/** One line of the ledger: posted once, never changed. */
export interface LedgerEntry extends MoneyText {
  /** Of the fact or the effect that posted it. */
  readonly id: string;
  readonly kind: LedgerKind;
  /** Of an invoice: what it is for, by the playbook's name of it; of others: their invoice's. */
  readonly milestone: string | null;
  /** The number of the invoice that it is, or is about; null for a payment that names none. */
  readonly invoice: string | null;
  readonly atMs: number;
  /** Until when an invoice is to be paid; of what changes it: null for a change that says nothing of it. */
  readonly dueAtMs: number | null;
}

/**
 * Why somebody has to decide about a line: an invoice was voided in the books, or changed there so that it and its milestone
 * no longer agree; or the engagement had ended before.
 */
export type LedgerQuestion = 'voided' | 'amended' | 'afterTheEnd';

/** Where an invoice stands. Sums in minor units of its currency. */
export interface InvoiceStanding {
  /** With what it asks for since it was changed last. */
  readonly entry: LedgerEntry;
  /** What it asks for: nothing once it is void, less what was credited. */
  readonly asked: bigint;
  paid: bigint;
  readonly isVoid: boolean;
}

/** A ledger as it adds up. */
export interface Standing {
  readonly invoices: readonly InvoiceStanding[];
  /** What was paid and belongs to no invoice, in minor units by currency; less than zero where too much went back. */
  readonly surplus: ReadonlyMap<string, bigint>;
}

/**
 * Adds a ledger up. Money that names its invoice is that invoice's as far as the invoice asks for it; the rest, and
 * money that names none, goes to the oldest invoices of its currency that are open. Nothing is ever converted.
 */
export function standingOf(entries: readonly LedgerEntry[]): Standing {
  const invoices = entries.filter(isInvoice).map((entry) => invoiceStanding(entry, entries));
  const surplus = new Map<string, bigint>();
  for (const entry of entries) {
    const minor = movedBy(entry);
    if (minor !== 0n) {
      const left = payOn(invoiceOf(invoices, entry), minor);
      surplus.set(entry.currency, (surplus.get(entry.currency) ?? 0n) + left);
    }
  }
  for (const [currency, left] of surplus) {
    surplus.set(currency, spread(invoices, currency, left));
  }
  return { invoices, surplus };
}

/**
 * What was stated to be paid on an invoice: what names it, and what names none as far as it has gone to it. The surplus
 * of money that names another invoice is none of it, though it covers this one: nobody has said that it was paid here.
 */
export function statedOn(entries: readonly LedgerEntry[], number: string): bigint {
  const invoices = entries.filter(isInvoice).map((entry) => invoiceStanding(entry, entries));
  const unnamed = new Map<string, bigint>();
  for (const entry of entries) {
    const minor = movedBy(entry);
    const named = invoiceOf(invoices, entry);
    if (named) payOn(named, minor);
    else unnamed.set(entry.currency, (unnamed.get(entry.currency) ?? 0n) + minor);
  }
  for (const [currency, left] of unnamed) {
    spread(invoices, currency, left);
  }
  return invoiceNumbered({ invoices }, number)?.paid ?? paidFor(entries, number);
}

function paidFor(entries: readonly LedgerEntry[], number: string): bigint {
  return entries.filter(({ invoice }) => invoice === number).reduce((sum, entry) => sum + movedBy(entry), 0n);
}

/** The newest invoice of this number that is not void. */
export function invoiceNumbered(
  { invoices }: Pick<Standing, 'invoices'>,
  number: string,
): InvoiceStanding | undefined {
  return invoices.findLast(({ entry, isVoid }) => entry.invoice === number && !isVoid);
}

/** What came in by an entry, less what went out, in minor units. */
export function movedBy(entry: LedgerEntry): bigint {
  switch (entry.kind) {
    case 'payment':
      return minorOf(entry);
    case 'refund':
      return -minorOf(entry);
    case 'invoice':
    case 'credit':
    case 'void':
    case 'amendment':
      return 0n;
  }
}

/** All that came in, less what went out, in one currency. */
export function paidIn(currency: string, entries: readonly LedgerEntry[]): Money {
  const minor = entries
    .filter((entry) => entry.currency === currency)
    .reduce((sum, entry) => sum + movedBy(entry), 0n);
  return { minor, currency };
}

/** The last instant of the day until which an invoice is to be paid. @param day `YYYY-MM-DD` */
export function endOfDueDay(day: string): number {
  return Date.parse(`${day}T23:59:59.999Z`);
}

/** The day until which an invoice is to be paid, `YYYY-MM-DD`. */
export function dueDayOf(dueAtMs: number): string {
  return new Date(dueAtMs).toISOString().slice(0, 10);
}

export function minorOf(entry: MoneyText): bigint {
  return moneyOf(entry).minor;
}

const isInvoice = ({ kind }: LedgerEntry): boolean => kind === 'invoice';

function invoiceStanding(made: LedgerEntry, entries: readonly LedgerEntry[]): InvoiceStanding {
  const of = linesAbout(made, entries);
  const isVoid = of.some(({ kind }) => kind === 'void');
  const amended = of.filter(({ kind }) => kind === 'amendment');
  const { amount, currency } = amended.at(-1) ?? made;
  const { dueAtMs } = amended.findLast((line) => line.dueAtMs !== null) ?? made;
  const credited = of
    .filter((line) => line.kind === 'credit' && line.currency === currency)
    .reduce((sum, credit) => sum + minorOf(credit), 0n);
  const asked = minorOf({ amount, currency }) - credited;
  const entry = { ...made, amount, currency, dueAtMs };
  return { entry, asked: isVoid || asked < 0n ? 0n : asked, paid: 0n, isVoid };
}

/** What was said of an invoice, also before it stood there itself; not what was said of a void one of the same number. */
function linesAbout(made: LedgerEntry, entries: readonly LedgerEntry[]): LedgerEntry[] {
  const place = entries.indexOf(made);
  const isSame = ({ invoice }: LedgerEntry) => invoice === made.invoice;
  const before = entries.slice(0, place);
  const voided = before.findLastIndex((line) => line.kind === 'void' && isSame(line));
  return [...before.slice(voided + 1), ...entries.slice(place + 1)].filter(isSame);
}

function invoiceOf(
  invoices: readonly InvoiceStanding[],
  { invoice, currency }: LedgerEntry,
): InvoiceStanding | undefined {
  const named = invoice === null ? undefined : invoiceNumbered({ invoices }, invoice);
  return named?.entry.currency === currency ? named : undefined;
}

/** @returns what the invoice does not take */
function payOn(invoice: InvoiceStanding | undefined, minor: bigint): bigint {
  if (!invoice) {
    return minor;
  }
  const paid = invoice.paid + minor;
  invoice.paid = paid < 0n ? 0n : paid > invoice.asked ? invoice.asked : paid;
  return paid - invoice.paid;
}

/** Fills the oldest invoices first; what went back is taken from the newest first. @returns what is left */
function spread(invoices: readonly InvoiceStanding[], currency: string, minor: bigint): bigint {
  const own = invoices.filter(({ entry }) => entry.currency === currency);
  return (minor < 0n ? own.toReversed() : own).reduce((left, invoice) => payOn(invoice, left), minor);
}
