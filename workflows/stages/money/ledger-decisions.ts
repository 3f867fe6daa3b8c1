import type { LedgerEntry, LedgerQuestion } from '../../../src/engagement/domain/ledger/entry';
import type { InvoiceInBooks } from '../../../src/engagement/domain/facts/ledger';
import { inWords, type MoneyText, moneyOf, textOf } from '../../../src/money/domain/money';
import { amountsOf, milestonesOf } from '../../../src/playbook/domain/milestones';
import { termToTarget } from '../../../src/promise/domain/duration';
import type { PromiseSpec } from '../../promise/promise-spec';
import { completed, type Lifecycle } from '../lifecycle';
import { CALLED_OFF, isOver } from './ledger';

/** The steps that the promises of such decisions go by. */
const STEPS: Readonly<Record<LedgerQuestion, string>> = {
  voided: 'invoice-voided',
  amended: 'invoice-amended',
  afterTheEnd: 'money-after-the-end',
};

/** Has somebody decide about a line, where it leaves a question. @param books what it follows from, if it does from them */
export function askAbout(life: Lifecycle, line: LedgerEntry, books: InvoiceInBooks | null): void {
  const question = questionOf(life, line, books);
  if (question !== null) {
    life.state.toDecide[line.id] = question;
    life.promises.open(decision(life, line, question));
  }
}

/** What somebody has to decide about money: to be asked of whoever owes the making of invoices. */
export function ledgerDecisions(life: Lifecycle): PromiseSpec[] {
  return life.state.ledger.flatMap((line) => {
    const question = life.state.toDecide[line.id];
    return question === undefined ? [] : [decision(life, line, question)];
  });
}

/** An engagement that is called off voids its invoices by itself: the books tell of that too. */
function questionOf(life: Lifecycle, line: LedgerEntry, books: InvoiceInBooks | null): LedgerQuestion | null {
  const { state } = life;
  const { kind } = line;
  if (kind === 'invoice' || (kind === 'void' && CALLED_OFF in state.done)) {
    return null;
  }
  if (isOver(state)) return 'afterTheEnd';
  if (books === null) return null;
  if (kind === 'void') return 'voided';
  const share = shareOf(life, line);
  const agrees = share?.amount === books.net && share.currency === books.currency;
  return kind === 'amendment' && share !== undefined && !agrees ? 'amended' : null;
}

/** What the milestone of an invoice comes to, without tax, as far as it is known. */
function shareOf({ input: { plan, value } }: Lifecycle, { milestone }: LedgerEntry): MoneyText | undefined {
  const share =
    value === null ? undefined : amountsOf(milestonesOf(plan), moneyOf(value)).get(milestone ?? '');
  return share && textOf(share);
}

function decision(life: Lifecycle, line: LedgerEntry, question: LedgerQuestion): PromiseSpec {
  const milestones = milestonesOf(life.input.plan);
  const own = milestones.find(({ milestone }) => milestone === line.milestone);
  const owner = (own ?? milestones[0])?.step.owner;
  return {
    key: `decide/${line.id}`,
    step: STEPS[question],
    kind: 'task',
    title: titleOf(life, line, question),
    stage: own?.stage ?? null,
    track: life.track,
    owedBy: owner ?? life.input.plan.raci.accountable ?? 'operations-manager',
    target: termToTarget('24 h'),
    awaits: { stepCompleted: completed },
  };
}

function titleOf(life: Lifecycle, line: LedgerEntry, question: LedgerQuestion): string {
  const share = shareOf(life, line);
  switch (question) {
    case 'amended':
      return `Invoice ${line.invoice ?? ''} was changed in the books to ${inWords(moneyOf(line))}, and "${line.milestone}" comes to ${share ? inWords(moneyOf(share)) : 'nothing'} without tax: see which is right, and mend the other`;
    case 'voided':
      return `Invoice ${line.invoice ?? ''} was voided in the books: invoice anew, or let it be`;
    case 'afterTheEnd':
      return afterTheEnd(line);
  }
}

function afterTheEnd({ kind, invoice, ...money }: LedgerEntry): string {
  const sum = inWords(moneyOf(money));
  const of = invoice === null ? '' : ` of invoice ${invoice}`;
  switch (kind) {
    case 'payment':
      return `${sum} arrived after the end${of}: see whether it is owed, or send it back`;
    case 'refund':
      return `${sum}${of} went back after the end: see whether it is owed again`;
    case 'credit':
      return `${sum}${of} was credited after the end: see whether that is right`;
    case 'void':
      return `Invoice ${invoice ?? ''} was voided after the end: invoice anew, or let it be`;
    case 'amendment':
      return `Invoice ${invoice ?? ''} was changed to ${sum} after the end: see whether that is right`;
    case 'invoice':
      return `Invoice ${invoice ?? ''} was made after the end`;
  }
}
