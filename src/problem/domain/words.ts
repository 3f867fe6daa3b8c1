import { because, underRules, type Words } from '../../journal/domain/words';
import type { ProblemFact } from './journal-facts';

/** The facts of a problem in plain sentences. */
export const problemWords: Words<ProblemFact> = {
  problemOpened: (fact, wording) => `${wording.actor} opened the problem${underRules(fact)}`,
  problemRootCauseFound: (_fact, wording) => `${wording.actor} told the root cause${because(wording)}`,
  problemFixImplemented: (_fact, wording) => `${wording.actor} put a solution into use${because(wording)}`,
  problemEffectMeasured: (_fact, wording) => `${wording.actor} measured the effect${because(wording)}`,
  problemRefinementRequested: (_fact, wording) =>
    `${wording.actor} asked to refine the solution${because(wording)}`,
  problemWidened: (fact, wording) =>
    `${wording.actor} linked ${fact.tickets.length} tickets${because(wording)}`,
  problemClosed: (_fact, wording) =>
    `${wording.actor} closed the problem: the solution is the standard${because(wording)}`,
  problemCancelled: (_fact, wording) => `${wording.actor} gave the problem up${because(wording)}`,
  problemLinked: (fact) => `Comes from the problem ${fact.reference}`,
  problemOver: (fact) => `The problem ${fact.reference} is not open any more`,
};
