import * as facts from '../../src/engagement/domain/facts/ledger';
import type { HeardFact } from '../../src/fact/domain/heard-fact';
import {
  invoiceNumbered,
  type InvoiceStanding,
  type LedgerEntry,
  paidIn,
  statedOn,
} from '../../src/engagement/domain/ledger/entry';
import { inWords, type Money, moneyOf, textOf } from '../../src/money/domain/money';
import { milestonesOf } from '../../src/playbook/domain/milestones';
import { termToTarget } from '../../src/promise/domain/duration';
import type { Hearer } from '../promise/hearing';
import type { PromiseSpec } from '../promise/promise-spec';
import { lineOf, post, standingNow } from './ledger';
import { completed, type Lifecycle } from './lifecycle';
import { judgeGate } from './payment-gate';

/** What people and the books say of invoices and of money that went back. */
export function ledgerHearers(life: Lifecycle): Record<string, Hearer> {
  return {
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
    invoiceChanged(fact) {
      const lines = linesOf(life, fact);
      if (lines.length === 0) {
        return { ignored: 'it is known already' };
      }
      take(life, fact, lines);
      for (const spec of voidDecisions(life)) life.promises.open(spec);
      return 'applied';
    },
  };
}

/** What is done once when an engagement is called off: its invoices are voided by itself then. */
export const CALLED_OFF = 'called off';

/**
 * An invoice that people voided in the books leaves a decision to whoever owes its making: to invoice anew, or to let it
 * be.
 */
export function voidDecisions({ input, state, track }: Lifecycle): PromiseSpec[] {
  if (CALLED_OFF in state.done) {
    return [];
  }
  const voided = state.ledger.filter(({ kind, id }) => kind === 'void' && id.endsWith(IN_BOOKS));
  return voided.map(({ id, invoice, milestone }) => {
    const made = milestonesOf(input.plan).find((one) => one.milestone === milestone);
    return {
      key: `decide/${id}`,
      step: 'invoice-voided',
      kind: 'task',
      title: `Invoice ${invoice ?? ''} was voided in the books: invoice anew, or let it be`,
      stage: made?.stage ?? null,
      track,
      owedBy: made?.step.owner ?? input.plan.raci.accountable ?? 'operations-manager',
      target: termToTarget('24 h'),
      awaits: { stepCompleted: completed },
    };
  });
}

/** How the lines end that follow from the books and not from what somebody stated. */
const IN_BOOKS = '/void';

function take(life: Lifecycle, fact: HeardFact, lines: readonly LedgerEntry[]): 'applied' {
  for (const line of lines) {
    post(life, line, fact);
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
  const line = (kind: LedgerEntry['kind'], minor: bigint) =>
    lineOf(`${fact.commandId}/${kind}`, kind, textOf({ minor, currency }), fact.occurredAtMs, about);

  const inBooks = (amount: string): bigint => moneyOf({ amount, currency }).minor;
  const stated = statedOn(life.state.ledger, invoice);
  const paid = inBooks(books.paid) - stated;
  // No more than the ledger has: somebody may have stated the refund before.
  const takenBack = smaller(inBooks(books.paidBefore), stated) - inBooks(books.paid);
  const credited = inBooks(books.credited) - creditedOn(life, invoice).minor;
  return [
    ...(credited > 0n ? [line('credit', credited)] : []),
    ...(paid > 0n ? [line('payment', paid)] : []),
    ...(takenBack > 0n ? [line('refund', takenBack)] : []),
    ...(books.isVoid && standing ? [{ ...voidOf(standing, fact), id: `${fact.commandId}${IN_BOOKS}` }] : []),
  ];
}

function smaller(one: bigint, other: bigint): bigint {
  return one < other ? one : other;
}

function creditedOn(life: Lifecycle, invoice: string): Pick<Money, 'minor'> {
  const credits = life.state.ledger.filter((entry) => entry.kind === 'credit' && entry.invoice === invoice);
  return { minor: credits.reduce((sum, entry) => sum + moneyOf(entry).minor, 0n) };
}

function voidOf({ entry }: InvoiceStanding, fact: HeardFact): LedgerEntry {
  const { invoice, milestone } = entry;
  return lineOf(fact.commandId, 'void', entry, fact.occurredAtMs, { invoice, milestone });
}

function milestoneOf(life: Lifecycle, invoice: string | null): string | null {
  return (
    life.state.ledger.find((entry) => entry.kind === 'invoice' && entry.invoice === invoice)?.milestone ??
    null
  );
}
