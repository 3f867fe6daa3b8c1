import { type OutsideChange, wordsOf } from '../../src/capability/outside';
import type { HeardFact } from '../../src/fact/domain/heard-fact';
import { termToTarget } from '../../src/promise/domain/duration';
import { outsideChanged } from '../../src/ticket/domain/facts/outside';
import type { Desk } from '../promise/desk';
import type { Verdict } from '../promise/hearing';
import type { Source } from '../promise/journal';
import type { PromiseSpec } from '../promise/promise-spec';
import type { Promises } from '../promise/promises';
import type { InStep } from './in-step';

/** Whose ticket it is. */
export interface Concerned {
  readonly desk: Desk;
  readonly promises: Promises;
  /** The role of whoever has it. */
  readonly role: string;
  readonly hasEnded: boolean;
  readonly inStep: Pick<InStep, 'again'>;
}

/** What settles such a task. */
export const DECIDED: NonNullable<PromiseSpec['awaits']> = {
  stepCompleted: ({ signal }) => ({ status: 'kept', by: signal }),
};

/** What happens to the ticket at the vendor where others work on it too. */
export function outsideFacts(ticket: Concerned) {
  return {
    outsideChanged(fact: HeardFact): Verdict {
      const { vendor, id, ...change } = outsideChanged.read(fact);
      tellChange(ticket, { vendor, id, change }, fact);
      if (change.how === 'restored' || change.how === 'merged') ticket.inStep.again();
      return 'applied';
    },
    stepCompleted: (): Verdict => 'forPromises',
  };
}

/** It is told in the journal and, where somebody has to decide what follows, is a task of whoever has the ticket. */
export function tellChange(
  ticket: Concerned,
  { vendor, id, change }: { vendor: string; id: string; change: Extract<OutsideChange, { what: 'ticket' }> },
  source: Source,
): void {
  const { desk, promises } = ticket;
  desk.note({ kind: 'ticketChangedOutside', vendor, id, ...change }, source);
  const title = wordsOf(change).decide;
  const before = [...desk.promises.values()].filter(({ step }) => step === 'outsideChange').length;
  if (title !== undefined && !ticket.hasEnded) {
    promises.open(decision(`outsideChange#${before + 1}`, title, ticket.role));
  }
}

function decision(key: string, title: string, owedBy: string): PromiseSpec {
  return {
    key,
    step: 'outsideChange',
    kind: 'task',
    title,
    stage: null,
    track: null,
    owedBy,
    target: termToTarget('24 h'),
    awaits: DECIDED,
  };
}
