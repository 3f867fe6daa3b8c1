import { wordsOf } from '../../capability/outside';
import { asDeputy, because, underRules, type Words } from '../../journal/domain/words';
import type { TicketFact } from './journal-facts';

/** The facts of a ticket in plain sentences. */
export const ticketWords: Words<TicketFact> = {
  ticketOpened: (fact, wording) =>
    `${wording.actor} opened the ticket with priority ${fact.priority}${underRules(fact)}`,
  ticketResponded: (fact, wording) =>
    fact.public
      ? `${wording.actor} answered the client${because(wording)}`
      : `${wording.actor} left a note${because(wording)}`,
  ticketClientReplied: (_fact, wording) =>
    `The client wrote or called, stated by ${wording.actor}${because(wording)}`,
  ticketAssigned: (fact, wording) =>
    `The ticket was assigned to ${wording.personName(fact.personId)}${asDeputy(fact.insteadOf, wording)}`,
  ticketWaiting: (_fact, wording) => `${wording.actor} waits for the client${because(wording)}`,
  ticketPriorityChanged: (fact, wording) =>
    `${wording.actor} changed the priority to ${fact.priority}${because(wording)}`,
  ticketResolved: (fact, wording) =>
    `${wording.actor} resolved the ticket${fact.firstTime ? ', at the first answer' : ''}${because(wording)}`,
  ticketReopened: (_fact, wording) => `${wording.actor} reopened the ticket${because(wording)}`,
  ticketClosed: (fact, wording) =>
    fact.by === 'approval'
      ? `Closed: ${wording.actor} approved the completion${because(wording)}`
      : 'Closed: the client was silent',
  ticketHandedOver: (fact, wording) =>
    fact.personId === null
      ? `${wording.actor} handed the ticket to ${fact.title}; nobody there is free, so its owner stays${because(wording)}`
      : `${wording.actor} handed the ticket to ${fact.title}: ${wording.personName(fact.personId)} has it${because(wording)}`,
  ticketElevated: (fact, wording) =>
    `${wording.actor} took the request up to ${fact.title}${because(wording)}`,
  ticketElevationAnswered: (fact, wording) =>
    `The elevated request was ${fact.outcome}, stated by ${wording.actor}${because(wording)}`,
  ticketArticleLinked: (_fact, wording) => `${wording.actor} linked an article${because(wording)}`,
  ticketCsatGiven: (fact, wording) => `The client's satisfaction is ${fact.csat} of 5${because(wording)}`,
  ticketMerged: (fact, wording) =>
    `${wording.actor} merged the ticket into ${fact.intoReference}${because(wording)}`,
  ticketAbsorbed: (fact) => `${fact.reference} is the same and goes on here`,
  ticketCancelled: (fact, wording) =>
    fact.with === 'engagement'
      ? `Withdrawn with its engagement${because(wording)}`
      : `${wording.actor} withdrew the ticket${because(wording)}`,
  ticketHeld: (fact, wording) =>
    fact.clocks === 'paused'
      ? `The clocks stand still while the engagement is on hold${because(wording)}`
      : `The engagement is on hold; the ticket goes on, by the rules${because(wording)}`,
  ticketResumed: (fact, wording) => `${RESUMED[fact.clocks]}${because(wording)}`,
  ticketChangedOutside: ({ vendor, what, how }) => `${wordsOf({ what, how }).told} (${vendor})`,
  ticketOutlivesEngagement: (_fact, wording) =>
    `The engagement was cancelled; the ticket goes on, by the rules${because(wording)}`,
  ticketEstimated: (fact, wording) =>
    `${wording.actor} estimated ${fact.minutes} minutes of work${because(wording)}`,
  ticketWorkLogged: (fact, wording) =>
    `${wording.actor} worked ${fact.minutes} minutes on it${because(wording)}`,
  ticketRulesRenewed: (fact, wording) =>
    `${wording.actor} put the ticket under version ${fact.to} of the service desk's rules, in place of ${fact.from}${because(wording)}`,
  ticketLetterSent: (fact) => `The requester was told by mail: ${fact.letter}`,
  ticketLetterDropped: (fact) => `Not sent to the requester any more, because ${fact.why}: ${fact.letter}`,
  ticketLetterFailed: (fact) => `The requester could not be told by mail (${fact.failure}): ${fact.letter}`,
};

const RESUMED: Record<Extract<TicketFact, { kind: 'ticketResumed' }>['clocks'], string> = {
  goOn: 'The clocks go on with the engagement',
  restarted: 'The clocks count anew: the engagement goes on',
  running: 'The engagement goes on',
};
