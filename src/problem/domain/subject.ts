import { subject } from '../../journal/domain/entry';
import type { Keepable } from '../../journal/domain/model';
import { type Instant, instantOf, type Way } from '../../journal/domain/rows';
import type { ProblemFact } from './journal-facts';
import type { ProblemStatus, ProblemStep } from './problem';
import { problemWords } from './words';

/** What the facts of a problem change in its row. Texts and figures are those of the command that stated it. */
export interface ProblemColumns {
  status: ProblemStatus;
  round: number;
  tickets: string[];
  rootCause: string | null;
  solution: string | null;
  effect: unknown;
  analysedAt: Instant | null;
  implementedAt: Instant | null;
  measuredAt: Instant | null;
  endedAt: Instant | null;
}

/** What several tickets come from, on its way to an improvement. */
export const problemSubject = subject<ProblemFact, ProblemColumns>()({
  kind: 'problem',
  words: problemWords,
  keptBy: (_subject, promise) => waysToKeep(promise),
  concernsAllPromises: [],
  changes: {
    problemRootCauseFound: (model, _fact, { atMs, stated }) =>
      model.changeOwn({
        status: 'analysed',
        analysedAt: instantOf(atMs),
        rootCause: textOf(stated['rootCause']),
      }),
    problemFixImplemented: (model, { round }, { atMs, stated }) =>
      model.changeOwn({
        status: 'implemented',
        implementedAt: instantOf(atMs),
        round,
        solution: textOf(stated['solution']),
      }),
    problemEffectMeasured: (model, _fact, { atMs, stated }) =>
      model.changeOwn({
        status: 'measured',
        measuredAt: instantOf(atMs),
        effect: stated['effect'] ?? null,
      }),
    problemRefinementRequested: (model) => model.changeOwn({ status: 'analysed' }),
    problemWidened: (model, { tickets }) =>
      model.changeOwn({ tickets: [...new Set([...model.subject.own.tickets, ...tickets])] }),
    problemClosed: (model, _fact, { atMs }) =>
      model.changeOwn({ status: 'closed', endedAt: instantOf(atMs) }),
    problemCancelled: (model, _fact, { atMs }) =>
      model.changeOwn({ status: 'cancelled', endedAt: instantOf(atMs) }),
  },
});

function textOf(said: unknown): string | null {
  return typeof said === 'string' ? said : null;
}

function waysToKeep({ id: promiseId, step, kind }: Keepable): Way[] {
  switch (kind === 'update' ? null : (step as ProblemStep)) {
    case 'root-cause':
      return [{ signal: 'rootCauseFound', body: { promiseId } }];
    case 'fix':
      return [{ signal: 'fixImplemented', body: { promiseId } }];
    case 'effect':
      return [{ signal: 'effectMeasured', body: { promiseId } }];
    case 'standard':
      return [
        { signal: 'closed', body: { promiseId } },
        { signal: 'refinementRequested', body: { promiseId } },
      ];
    case null:
      return [];
  }
}
