import type { ActionName, ActionResult } from '../../../src/capability/actions';
import type { CarriedState } from '../../../src/engagement/domain/engagement';
import {
  endOfDueDay,
  invoiceNumbered,
  type LedgerEntry,
  type LedgerKind,
  movedBy,
  type Standing,
  standingOf,
} from '../../../src/engagement/domain/ledger/entry';
import { type Gate, gateInWords, gateOf, openAt } from '../../../src/engagement/domain/ledger/gate';
import { invoiceInWords } from '../../../src/engagement/domain/ledger/view';
import { inWords, type MoneyText, moneyOf, textOf } from '../../../src/money/domain/money';
import { applies } from '../../../src/playbook/domain/applies';
import { gateInForce } from '../../../src/playbook/domain/legs/gate-in-force';
import { keyIn } from '../../../src/playbook/domain/legs/keys';
import { amountsOf, milestonesOf } from '../../../src/playbook/domain/milestones';
import { allSteps, type Plan, type StageName, type Step } from '../../../src/playbook/domain/playbook';
import type { Desk } from '../../promise/desk';
import type { Source } from '../../promise/journal';

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
export function gateNow(books: Books): Gate {
  return paymentsAt(books, 'payment-gate');
}

/**
 * What is asked where a stage waits for a payment: by what is invoiced there, or by all that is. The payment gate may be
 * one of an earlier leg.
 */
export function paymentsAt({ input, state }: Books, at: StageName): Gate {
  const { plan } = input;
  const { leg, payments } =
    at === 'payment-gate' ? gateInForce(plan) : { leg: legIn(plan), payments: plan.payments };
  const all = milestonesOf(plan);
  const amounts = input.value ? amountsOf(all, moneyOf(input.value)) : undefined;
  const asking = all.filter(
    (one) => one.leg === leg && one.stage === at && applies({ input, state }, one.step.when),
  );
  const milestones = asking.map(({ milestone: name }) => ({ name, expected: amounts?.get(name) ?? null }));
  const whole = { name: null, expected: input.value && moneyOf(input.value) };
  return gateOf(
    {
      milestones: milestones.length > 0 ? milestones : [whole],
      tolerancePercent: payments?.tolerancePercent ?? 0,
    },
    state.ledger,
  );
}

/** What a step of this stage that waits for a payment asks now. */
export function askedAt(books: Books, at: StageName): MoneyText | undefined {
  const open = openAt(paymentsAt(books, at));
  return open && textOf(open);
}

/** The steps that wait for a payment, each with its stage. */
export function paymentSteps(plan: Pick<Plan, 'stages'>): { stage: StageName; step: Step }[] {
  return [...allSteps(plan)].filter(({ step, track }) => isOfPayment(step) && track === null);
}

/** Whether a step waits for a payment. */
export function isOfPayment({ for: awaited }: Pick<Step, 'for'>): boolean {
  return awaited?.signal === 'paymentReceived';
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
  desk.note(
    {
      kind: 'ledgerPosted',
      entry,
      position: state.ledger.length,
      answer: answerOf(entry, standingNow(books), gate),
      asks: asksOf(books),
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
    const dueAtMs = dueAt === undefined ? null : endOfDueDay(dueAt);
    post(books, lineOf(key, 'invoice', { amount, currency }, nowMs, { ...about, dueAtMs }));
  } else if (action === 'accounting.voidInvoice' && refs['isVoid'] === 'true') {
    const standing = invoiceNumbered(standingNow(books), invoiceNumber);
    if (standing) post(books, lineOf(key, 'void', standing.entry, nowMs, about));
  }
}

/** What is done once when an engagement is called off: its invoices are voided by itself then. */
export const CALLED_OFF = 'called off';
/** What is done once when an engagement has come to its end. */
export const COMPLETE = 'complete';

/** Whether the engagement is complete or called off. */
export function isOver({ done }: Pick<CarriedState, 'done'>): boolean {
  return CALLED_OFF in done || COMPLETE in done;
}

/** Once delivery has begun, or may begin without the payment, or nothing begins any more, it is not asked for. */
export function isGateAsking({ input: { plan }, state }: Pick<Books, 'input' | 'state'>): boolean {
  const first = gateInForce(plan).leg;
  const legs = Array.from({ length: legIn(plan) + 1 - first }, (_, index) => first + index);
  const hasBegun = legs.some((leg) => `entered/${keyIn(leg, 'delivery', 1)}` in state.done);
  return state.waiver === null && !hasBegun && !isOver(state);
}

const GATE: StageName = 'payment-gate';

function legIn({ earlier = [] }: Plan): number {
  return earlier.length + 1;
}

function asksOf(books: Books): Record<string, MoneyText> {
  const { plan } = books.input;
  const gate = gateInForce(plan);
  const awaited = [
    ...paymentSteps(plan),
    ...(gate.leg === legIn(plan)
      ? []
      : gate.steps.filter(isOfPayment).map((step) => ({ stage: GATE, step }))),
  ];
  const asks = awaited.map(({ stage, step }) => [step.id, askedAt(books, stage)]);
  return Object.fromEntries(asks.filter(([, asked]) => asked !== undefined)) as Record<string, MoneyText>;
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
