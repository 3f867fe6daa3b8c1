import { because, underRules, type Words } from '../../journal/domain/words';
import type { FollowOutcome, IncidentKind } from './incident';
import type { IncidentFact } from './journal-facts';

/** The facts of an incident in plain sentences. */
export const incidentWords: Words<IncidentFact> = {
  incidentDeclared: (fact, wording) =>
    fact.incidentKind === 'brokenPromise'
      ? `A promise was broken up to the end of its ladder: its crisis is managed from here${underRules(fact)}`
      : `${wording.actor} declared a crisis: ${INCIDENT_WORDS[fact.incidentKind]}${underRules(fact)}`,
  incidentUpdated: (_fact, wording) => `${wording.actor} gave an update${because(wording)}`,
  incidentWidened: (fact, wording) =>
    `${wording.actor} linked ${counted(fact.engagements, 'engagement')} and ${counted(fact.tickets, 'ticket')}${because(wording)}`,
  incidentClosed: (_fact, wording) =>
    `${wording.actor} closed the crisis with its root cause${because(wording)}`,
  incidentFollowed: (fact, wording) => `${FOLLOWED[fact.outcome]}${because(wording)}`,
  incidentLinked: (fact) => `Affected by the crisis ${fact.reference}`,
  incidentOver: (fact) => `The crisis ${fact.reference} is over`,
};

/** What each kind of crisis is, in words for people. */
export const INCIDENT_WORDS: Record<IncidentKind, string> = {
  systemFailure: 'system-wide failure',
  dataBreach: 'data breach',
  majorDisruption: 'major disruption',
  brokenPromise: 'broken promise',
};

const FOLLOWED: Record<FollowOutcome, string> = {
  goesOn: 'The crisis goes on',
  standsStill: 'The clocks stand still: no engagement that is concerned goes on',
  goesOnAgain: 'The clocks go on',
  withdrawn: 'Closed as withdrawn: every engagement that was concerned is cancelled',
};

function counted({ length }: string[], what: string): string {
  return `${length} ${what}${length === 1 ? '' : 's'}`;
}
