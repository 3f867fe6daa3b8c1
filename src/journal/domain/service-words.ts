import type { Wording } from './journal-words';
import type { IncidentKind, ServiceFact } from './service-journal';
import type { InsteadOf } from '../../engagement/domain/signals';

/** One journal entry of a ticket, an incident or a problem as a plain sentence. */
export function summariseService(fact: ServiceFact, wording: Wording): string {
  const { actor, words } = wording;
  const because = words ? `: ${words}` : '';
  switch (fact.kind) {
    case 'ticketOpened':
      return `${actor} opened the ticket with priority ${fact.priority}`;
    case 'ticketResponded':
      return fact.public ? `${actor} answered the client${because}` : `${actor} left a note${because}`;
    case 'ticketClientReplied':
      return `The client wrote or called, stated by ${actor}${because}`;
    case 'ticketAssigned':
      return `The ticket was assigned to ${wording.personName(fact.personId)}${asDeputy(fact.insteadOf, wording)}`;
    case 'ticketWaiting':
      return `${actor} waits for the client${because}`;
    case 'ticketPriorityChanged':
      return `${actor} changed the priority to ${fact.priority}${because}`;
    case 'ticketResolved':
      return `${actor} resolved the ticket${fact.firstTime ? ', at the first answer' : ''}${because}`;
    case 'ticketReopened':
      return `${actor} reopened the ticket${because}`;
    case 'ticketClosed':
      return fact.by === 'approval'
        ? `Closed: ${actor} approved the completion${because}`
        : 'Closed: the client was silent';
    case 'ticketHandedOver':
      return fact.personId === null
        ? `${actor} handed the ticket to ${fact.title}; nobody there is free, so its owner stays${because}`
        : `${actor} handed the ticket to ${fact.title}: ${wording.personName(fact.personId)} has it${because}`;
    case 'ticketElevated':
      return `${actor} took the request up to ${fact.title}${because}`;
    case 'ticketElevationAnswered':
      return `The elevated request was ${fact.outcome}, stated by ${actor}${because}`;
    case 'ticketArticleLinked':
      return `${actor} linked an article${because}`;
    case 'ticketCsatGiven':
      return `The client's satisfaction is ${fact.csat} of 5${because}`;
    case 'ticketMerged':
      return `${actor} merged the ticket into ${fact.intoReference}${because}`;
    case 'ticketAbsorbed':
      return `${fact.reference} is the same and goes on here`;
    case 'ticketCancelled':
      return `${actor} withdrew the ticket${because}`;
    case 'ticketEstimated':
      return `${actor} estimated ${fact.minutes} minutes of work${because}`;
    case 'ticketWorkLogged':
      return `${actor} worked ${fact.minutes} minutes on it${because}`;
    case 'ticketRulesRenewed':
      return `${actor} put the ticket under the rules of today (${fact.to} in place of ${fact.from})${because}`;
    case 'ticketLetterSent':
      return `The requester was told by mail: ${fact.letter}`;
    case 'ticketLetterDropped':
      return `Not sent to the requester any more, because ${fact.why}: ${fact.letter}`;
    case 'ticketLetterFailed':
      return `The requester could not be told by mail (${fact.failure}): ${fact.letter}`;
    case 'problemOpened':
      return `${actor} opened the problem`;
    case 'problemRootCauseFound':
      return `${actor} told the root cause${because}`;
    case 'problemFixImplemented':
      return `${actor} put a solution into use${because}`;
    case 'problemEffectMeasured':
      return `${actor} measured the effect${because}`;
    case 'problemRefinementRequested':
      return `${actor} asked to refine the solution${because}`;
    case 'problemWidened':
      return `${actor} linked ${fact.tickets.length} tickets${because}`;
    case 'problemClosed':
      return `${actor} closed the problem: the solution is the standard${because}`;
    case 'problemCancelled':
      return `${actor} gave the problem up${because}`;
    case 'problemLinked':
      return `Comes from the problem ${fact.reference}`;
    case 'problemOver':
      return `The problem ${fact.reference} is not open any more`;
    case 'incidentDeclared':
      return fact.incidentKind === 'brokenPromise'
        ? 'A promise was broken up to the end of its ladder: its crisis is managed from here'
        : `${actor} declared a crisis: ${INCIDENT_WORDS[fact.incidentKind]}`;
    case 'incidentUpdated':
      return `${actor} gave an update${because}`;
    case 'incidentWidened':
      return `${actor} linked ${counted(fact.engagements, 'engagement')} and ${counted(fact.tickets, 'ticket')}${because}`;
    case 'incidentClosed':
      return `${actor} closed the crisis with its root cause${because}`;
    case 'incidentLinked':
      return `Affected by the crisis ${fact.reference}`;
    case 'incidentOver':
      return `The crisis ${fact.reference} is over`;
  }
}

/** What each kind of crisis is, in words for people. */
export const INCIDENT_WORDS: Record<IncidentKind, string> = {
  systemFailure: 'system-wide failure',
  dataBreach: 'data breach',
  majorDisruption: 'major disruption',
  brokenPromise: 'broken promise',
};

function counted({ length }: string[], what: string): string {
  return `${length} ${what}${length === 1 ? '' : 's'}`;
}

/** Why somebody else has it than was named; nothing when it is whoever was named. */
export function asDeputy(insteadOf: InsteadOf | undefined, wording: Pick<Wording, 'personName'>): string {
  if (insteadOf === undefined) {
    return '';
  }
  const { personId, untilMs } = insteadOf;
  const until = untilMs === null ? '' : ` until ${new Date(untilMs).toISOString()}`;
  return `, deputy of ${wording.personName(personId)}, who is away${until}`;
}

const KINDS = /^(ticket|incident|problem)[A-Z]/;

export function isServiceFact(fact: { kind: string }): fact is ServiceFact {
  return KINDS.test(fact.kind);
}
