import { waysToKeep } from '../../fact/domain/declaration';
import { subject } from '../../journal/domain/entry';
import type { Keepable } from '../../journal/domain/model';
import { type Instant, instantOf, type Way } from '../../journal/domain/rows';
import type { ProblemFact } from './journal-facts';
import type { ProblemStatus } from './problem';
import { PROBLEM_FACTS } from './facts';
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
  idPrefix: 'prb',
  table: 'problem',
  since: 'opened_at',
  isHandedOver: true,
  overStatuses: ['closed', 'cancelled'],
  columns: {
    status: true,
    round: true,
    tickets: true,
    rootCause: true,
    solution: true,
    effect: true,
    analysedAt: true,
    implementedAt: true,
    measuredAt: true,
    endedAt: true,
  },
  words: problemWords,
  keptBy: problemKeptBy,
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

function problemKeptBy(_problem: unknown, { id, step, kind }: Keepable): Way[] {
  return waysToKeep<unknown>(PROBLEM_FACTS, kind === 'update' ? kind : step, id, null);
}
