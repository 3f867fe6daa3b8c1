import { paymentReceived } from '../../../src/engagement/domain/facts/agreement';
import * as facts from '../../../src/engagement/domain/facts/ledger';
import type { HeardFact } from '../../../src/fact/domain/heard-fact';
import {
  dueDayOf,
  endOfDueDay,
  invoiceNumbered,
  type InvoiceStanding,
  type LedgerEntry,
  paidIn,
  statedOn,
} from '../../../src/engagement/domain/ledger/entry';
import { inWords, type Money, moneyOf, textOf } from '../../../src/money/domain/money';
import type { Hearer } from '../../promise/hearing';
import { gateNow, isOver, lineOf, post, standingNow } from './ledger';
import { askAbout } from './ledger-decisions';
import type { Lifecycle } from '../lifecycle';
import { judgeGate } from './payment-gate';

/**
 * What people and the books say of invoices and of money that came and went. Every payment is posted; one for which
 * nothing is open any more stands in the ledger as a surplus, and changes nothing else.
 */
export function ledgerHearers(life: Lifecycle): Record<string, Hearer> {
  return {
    paymentReceived(fact) {
      const { invoice = null, ...money } = paymentReceived.read(fact);
      const { entry } = standingNow(life).invoices.findLast((one) => one.entry.invoice === invoice) ?? {};
      const about = { invoice, milestone: entry?.milestone ?? null };
      const line = lineOf(fact.commandId, 'payment', money, fact.occurredAtMs, about);
      if (!isOver(life.state) && isNothingOpen(life)) {
        // Without its command, which is answered as ignored.
        post(life, line, { actor: fact.actor });
        return { ignored: 'the first payment is in already' };
      }
      return take(life, fact, [line]);
    },
    invoiceRecorded(fact) {
      const { invoice, milestone, dueAtMs, ...money } = facts.invoiceRecorded.read(fact);
      if (invoiceNumbered(standingNow(life), invoice)) {
        return { ignored: `the invoice ${invoice} stands in the ledger already` };
      }
      const about = { invoice, milestone, dueAtMs };
      return take(life, fact, [lineOf(fact.commandId, 'invoice', money, fact.occurredAtMs, about)]);
    },
    invoiceVoided(fact) {
      const { invoice } = facts.invoiceVoided.read(fact);
      const standing = invoiceNumbered(standingNow(life), invoice);
      return standing ? take(life, fact, [voidOf(standing, fact)]) : unknown(invoice);
    },
    invoiceCredited(fact) {
      const { invoice, ...money } = facts.invoiceCredited.read(fact);
      const standing = invoiceNumbered(standingNow(life), invoice);
      if (!standing) {
        return unknown(invoice);
      }
      const { currency } = standing.entry;
      if (currency !== money.currency || moneyOf(money).minor > standing.asked) {
        return { ignored: `the invoice ${invoice} asks for ${inWords({ minor: standing.asked, currency })}` };
      }
      const about = { invoice, milestone: standing.entry.milestone };
      return take(life, fact, [lineOf(fact.commandId, 'credit', money, fact.occurredAtMs, about)]);
    },
    paymentRefunded(fact) {
      const { invoice, ...money } = facts.paymentRefunded.read(fact);
      const paid = paidIn(money.currency, life.state.ledger);
      if (moneyOf(money).minor > paid.minor) {
        return { ignored: `only ${inWords(paid)} was paid` };
      }
      const about = { invoice, milestone: milestoneOf(life, invoice) };
      return take(life, fact, [lineOf(fact.commandId, 'refund', money, fact.occurredAtMs, about)]);
    },
    invoiceChanged: (fact) => take(life, fact, linesOf(life, fact)),
  };
}

function take(
  life: Lifecycle,
  fact: HeardFact,
  lines: readonly LedgerEntry[],
): 'applied' | { ignored: string } {
  const fresh = lines.filter(({ id }) => !life.state.ledger.some((known) => known.id === id));
  if (fresh.length === 0) {
    return { ignored: 'it is known already' };
  }
  for (const line of fresh) {
    post(life, line, fact);
    askAbout(life, line, fact.signal === facts.invoiceChanged.name ? facts.invoiceChanged.read(fact) : null);
  }
  judgeGate(life, fact);
  return 'applied';
}

const unknown = (invoice: string) => ({ ignored: `no invoice ${invoice} stands in the ledger` });

/**
 * What the ledger lacks to say what the books say. The books tell how an invoice stands, not what happened: what
 * somebody has stated of it before is not posted a second time.
 */
function linesOf(life: Lifecycle, fact: HeardFact): LedgerEntry[] {
  const books = facts.invoiceChanged.read(fact);
  const { invoice, currency } = books;
  const standing = invoiceNumbered(standingNow(life), invoice);
  const about = { invoice, milestone: standing?.entry.milestone ?? books.milestone };
  const line = (kind: LedgerEntry['kind'], minor: bigint, dueAtMs: number | null = null) =>
    lineOf(`${fact.commandId}/${kind}`, kind, textOf({ minor, currency }), fact.occurredAtMs, {
      ...about,
      dueAtMs,
    });

  const inBooks = (amount: string): bigint => moneyOf({ amount, currency }).minor;
  const stated = statedOn(life.state.ledger, invoice);
  const paid = inBooks(books.paid) - stated;
  // No more than the ledger has: somebody may have stated the refund before.
  const takenBack = smaller(inBooks(books.paidBefore), stated) - inBooks(books.paid);
  const dueAtMs = books.dueOn === null ? null : endOfDueDay(books.dueOn);
  const credited = inBooks(books.credited) - creditedOn(life, invoice).minor;
  return [
    ...(isAmended(books, standing) ? [line('amendment', inBooks(books.total), dueAtMs)] : []),
    ...(credited > 0n ? [line('credit', credited)] : []),
    ...(paid > 0n ? [line('payment', paid)] : []),
    ...(takenBack > 0n ? [line('refund', takenBack)] : []),
    ...(books.isVoid && standing ? [{ ...voidOf(standing, fact), id: `${fact.commandId}/void` }] : []),
  ];
}

function smaller(one: bigint, other: bigint): bigint {
  return one < other ? one : other;
}

/** Whether an invoice was changed: measured by the ledger, or by what the books had said where it does not stand yet. */
function isAmended(
  { isVoid, total, totalBefore, currency, dueOn }: facts.InvoiceInBooks,
  standing: InvoiceStanding | undefined,
): boolean {
  if (isVoid || !standing) return !isVoid && total !== totalBefore;
  const { entry } = standing;
  const isDueAnew = dueOn !== null && entry.dueAtMs !== null && dueOn !== dueDayOf(entry.dueAtMs);
  return (
    isDueAnew ||
    entry.currency !== currency ||
    moneyOf(entry).minor !== moneyOf({ amount: total, currency }).minor
  );
}

function creditedOn(life: Lifecycle, invoice: string): Pick<Money, 'minor'> {
  const credits = life.state.ledger.filter((entry) => entry.kind === 'credit' && entry.invoice === invoice);
  return { minor: credits.reduce((sum, entry) => sum + moneyOf(entry).minor, 0n) };
}

function voidOf({ entry }: InvoiceStanding, fact: HeardFact): LedgerEntry {
  const { invoice, milestone } = entry;
  return lineOf(fact.commandId, 'void', entry, fact.occurredAtMs, { invoice, milestone });
}

function isNothingOpen(life: Lifecycle): boolean {
  return gateNow(life).isOpen && standingNow(life).invoices.every(({ asked, paid }) => paid >= asked);
}

function milestoneOf(life: Lifecycle, invoice: string | null): string | null {
  return (
    life.state.ledger.find((entry) => entry.kind === 'invoice' && entry.invoice === invoice)?.milestone ??
    null
  );
}
