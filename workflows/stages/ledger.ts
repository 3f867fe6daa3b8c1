import type { ActionName, ActionResult } from '../../src/capability/actions';
import type { CarriedState } from '../../src/engagement/domain/engagement';
import {
  invoiceNumbered,
  type LedgerEntry,
  type LedgerKind,
  movedBy,
  type Standing,
  standingOf,
} from '../../src/engagement/domain/ledger/entry';
import { type Gate, gateInWords, gateOf } from '../../src/engagement/domain/ledger/gate';
import { invoiceInWords } from '../../src/engagement/domain/ledger/view';
import { inWords, type MoneyText, moneyOf, textOf } from '../../src/money/domain/money';
import { applies } from '../../src/playbook/domain/applies';
import { amountsOf, milestonesOf } from '../../src/playbook/domain/milestones';
import { gateInForce } from '../../src/playbook/domain/legs/gate-in-force';
import { keyIn } from '../../src/playbook/domain/legs/keys';
import type { Plan } from '../../src/playbook/domain/playbook';
import type { Desk } from '../promise/desk';
import type { Source } from '../promise/journal';

/** The ledger of an engagement, as far as its workflow keeps it. */
export interface Books {
  readonly desk: Pick<Desk, 'note'>;
  readonly state: CarriedState;
  readonly input: {
    readonly plan: Plan;
    readonly value: MoneyText | null;
    readonly facts: Record<string, string | number | boolean>;
  };
}

/** What is still asked before delivery begins, by the ledger as it is. */
export function gateNow({ input, state }: Books): Gate {
  const { plan } = input;
  const gate = gateInForce(plan);
  const all = milestonesOf(plan);
  const amounts = input.value ? amountsOf(all, moneyOf(input.value)) : undefined;
  const asking = all.filter(
    ({ leg, stage, step }) =>
      leg === gate.leg && stage === 'payment-gate' && applies({ input, state }, step.when),
  );
  const milestones = asking.map(({ milestone: name }) => ({ name, expected: amounts?.get(name) ?? null }));
  const whole = input.value ? [{ name: '', expected: moneyOf(input.value) }] : [];
  return gateOf(
    {
      milestones: milestones.length > 0 ? milestones : whole,
      tolerancePercent: gate.payments?.tolerancePercent ?? 0,
    },
    state.ledger,
  );
}

export function standingNow({ state }: Books): Standing {
  return standingOf(state.ledger);
}

/** Puts a line into the ledger and tells the journal what it comes to. A line of the same id is posted once. */
export function post(books: Books, entry: LedgerEntry, source: Source = {}): void {
  const { state, desk } = books;
  if (state.ledger.some(({ id }) => id === entry.id)) {
    return;
  }
  state.ledger.push(entry);
  const gate = isGateAsking(books) ? gateNow(books) : null;
  const [side] = gate?.sides ?? [];
  desk.note(
    {
      kind: 'ledgerPosted',
      entry,
      position: state.ledger.length,
      answer: answerOf(entry, standingNow(books), gate),
      open: side ? textOf(side.open) : null,
    },
    source,
  );
}

/** A line about an invoice, or about none. */
export function lineOf(
  id: string,
  kind: LedgerKind,
  money: MoneyText,
  atMs: number,
  about: Partial<Pick<LedgerEntry, 'invoice' | 'milestone' | 'dueAtMs'>>,
): LedgerEntry {
  const { amount, currency } = money;
  return { id, kind, amount, currency, atMs, milestone: null, invoice: null, dueAtMs: null, ...about };
}

/** What an action did to the ledger: an invoice that was made, or voided. */
export function postEffect(
  books: Books,
  action: ActionName,
  key: string,
  { refs }: ActionResult,
  nowMs: number,
): void {
  const { invoiceNumber, milestone = null, amount, currency, dueAt } = refs;
  if (invoiceNumber === undefined || amount === undefined || currency === undefined) {
    return;
  }
  const about = { invoice: invoiceNumber, milestone };
  if (action === 'accounting.createInvoice') {
    // A date: late is what is not paid on that day.
    const dueAtMs = dueAt === undefined ? null : Date.parse(`${dueAt}T23:59:59.999Z`);
    post(books, lineOf(key, 'invoice', { amount, currency }, nowMs, { ...about, dueAtMs }));
  } else if (action === 'accounting.voidInvoice' && refs['isVoid'] === 'true') {
    const standing = invoiceNumbered(standingNow(books), invoiceNumber);
    if (standing) post(books, lineOf(key, 'void', standing.entry, nowMs, about));
  }
}

/** Once delivery has begun, or may begin without the payment, it is not asked for any more. */
export function isGateAsking({ input: { plan }, state }: Books): boolean {
  const { leg: first } = gateInForce(plan);
  const legs = Array.from({ length: (plan.earlier?.length ?? 0) + 2 - first }, (_, index) => first + index);
  const hasBegun = legs.some((leg) => `entered/${keyIn(leg, 'delivery', 1)}` in state.done);
  return state.waiver === null && !hasBegun;
}

function answerOf(entry: LedgerEntry, standing: Standing, gate: Gate | null): string {
  const invoice = entry.invoice === null ? undefined : invoiceNumbered(standing, entry.invoice);
  const asksInIt =
    gate?.isAnyPayment === true ||
    gate?.sides.some(({ asked }) => asked.currency === entry.currency) === true ||
    standing.invoices.some(({ entry: { currency } }) => currency === entry.currency);
  const isForeign = movedBy(entry) !== 0n && !asksInIt;
  const sums = gate && gate.sides.length > 0 ? gateInWords(gate) : invoice ? invoiceInWords(invoice) : '';
  const surplus = standing.surplus.get(entry.currency) ?? 0n;
  const more =
    !gate && movedBy(entry) > 0n && surplus > 0n
      ? `${inWords({ minor: surplus, currency: entry.currency })} more than was asked`
      : '';
  const foreign = isForeign ? `nothing is asked in ${entry.currency}, so it opens nothing` : '';
  return [foreign, sums, more].filter((text) => text !== '').join('; ');
}
