import type { InsteadOf } from '../../fact/domain/actor';
import type { CarriedState } from '../../engagement/domain/engagement';
import type { Pause } from '../../promise/domain/ladder/promise-state';
import type { Letter, Priority, TicketRules } from '../../service-desk/domain/service-desk';
import type { TimeScale } from '../../promise/domain/time';

export type TicketStatus =
  | 'new'
  | 'open'
  | 'waitingForClient'
  | 'resolved'
  | 'closed'
  | 'merged'
  | 'cancelled';

/** Promises of a ticket by step, in words for people. */
export const TICKET_PROMISES = {
  firstResponse: 'First response',
  nextResponse: 'Next response',
  resolution: 'Resolution',
  handOver: "The team's part",
  elevation: 'Answer to the elevated request',
  elevationReport: 'Report on the elevated request',
  approval: "The client's approval of the completion",
  satisfaction: "The client's satisfaction",
} as const;
export type TicketStep = keyof typeof TICKET_PROMISES;

/** A ticket that takes no more facts, but for the client's satisfaction. */
export function hasEnded(status: string): boolean {
  return status === 'closed' || status === 'merged' || status === 'cancelled';
}

/** The id under which Temporal knows a ticket's workflow. */
export function ticketWorkflowId(reference: string): string {
  return `ticket/${reference}`;
}

/** What a ticket's workflow starts from: ids, closed words and rules, never a name, an address or a text. */
export interface TicketInput {
  ticketId: string;
  reference: string;
  /** From here its clocks count, in product time. */
  openedAtMs: number;
  priority: Priority;
  team: string;
  /** Persons by role: the ticket's assignee, and whoever serves the engagement that it belongs to. */
  people: Record<string, string>;
  rules: TicketRules;
  /** The task queue on which letters to the requester are sent. */
  mailQueue: string;
  time: TimeScale;
  carried?: { desk: CarriedState; ticket: TicketState };
}

/** What a ticket's run hands to the next one, beside its promises. */
export interface TicketState {
  status: TicketStatus;
  priority: Priority;
  team: string;
  /** In force: those of the opening, or the ones that it was renewed with. */
  rules: TicketRules;
  /** 1, and one more for each reopening. */
  round: number;
  publicResponses: number;
  /** The newest public answer, by its own time. */
  answeredAtMs: number | null;
  resolvedAtMs: number | null;
  nextResponses: number;
  handOvers: number;
  elevations: number;
  letters: number;
  /** Letters that are not out yet, in their order. */
  post: WaitingLetter[];
  csat: number | null;
  /** The id of the ticket that goes on in its place. */
  mergedInto: string | null;
  /** What the resolution clock had used when the ticket was resolved. */
  resolution: { startMs: number; pauses: Pause[] } | null;
}

/** A letter to the requester that is not out yet. */
export interface WaitingLetter {
  letter: Letter;
  key: string;
  /** The round of the ticket that it speaks of. */
  round: number;
  /** Whether its time had come long before it was put in, as after an outage. */
  late: boolean;
  /** Whether it may wait for the requester's morning. */
  mayWait: boolean;
  /** When it was due, in product time. */
  dueMs: number;
  /** The last reminder before silence is taken for an answer. */
  isLastReminder: boolean;
}

export function newTicketState(input: TicketInput): TicketState {
  return {
    status: 'new',
    priority: input.priority,
    team: input.team,
    rules: input.rules,
    round: 1,
    publicResponses: 0,
    answeredAtMs: null,
    resolvedAtMs: null,
    nextResponses: 0,
    handOvers: 0,
    elevations: 0,
    letters: 0,
    post: [],
    csat: null,
    mergedInto: null,
    resolution: null,
  };
}

export type ElevationOutcome = 'accepted' | 'planned' | 'declined' | 'delivered';

/** Whether nothing more is to be heard of an elevated request after such an answer. */
export function isFinalAnswer(outcome: ElevationOutcome): boolean {
  switch (outcome) {
    case 'declined':
    case 'delivered':
      return true;
    case 'accepted':
    case 'planned':
      return false;
  }
}

/** What a workflow is told of a ticket's facts: closed values, ids and instants only. */
export interface TicketSignalFields {
  responded: { public: boolean };
  clientReplied: Record<string, never>;
  assigned: { personId: string; insteadOf?: InsteadOf };
  waitingForClient: Record<string, never>;
  priorityChanged: { priority: Priority };
  resolved: Record<string, never>;
  reopened: Record<string, never>;
  completionApproved: Record<string, never>;
  /** `personId`: who takes it on in the new team; null while nobody of it is there. */
  handedOver: { team: string; personId: string | null };
  elevated: { to: string };
  elevationAnswered: { outcome: ElevationOutcome };
  articleLinked: Record<string, never>;
  csatGiven: { csat: number };
  merged: { into: string; intoReference: string };
  cancelled: Record<string, never>;
  estimated: { minutes: number };
  workLogged: { minutes: number };
  rulesRenewed: { rules: TicketRules };
  /** `standsIn`: the roles of those who are away and whose deputy the person is. */
  escalationAcknowledged: { escalationId: string; nextUpdateAtMs: number; standsIn?: string[] };
  escalationResolved: { escalationId: string };
}

export type TicketSignal = keyof TicketSignalFields;

export const TICKET_SIGNALS: Record<TicketSignal, string> = {
  responded: 'Somebody answered the client, or left an internal note',
  clientReplied: 'The client wrote or called',
  assigned: 'Somebody took the ticket on, or was given it',
  waitingForClient: 'The desk waits for the client: clocks that may be paused are',
  priorityChanged: 'The ticket was given another priority',
  resolved: 'The request is done; the client is asked to approve',
  reopened: 'The request is not done after all',
  completionApproved: 'The client approved the completion',
  handedOver: 'The ticket went to another team',
  elevated: 'The request was taken up to another department',
  elevationAnswered: 'The department that it was taken up to answered',
  articleLinked: 'An article of the knowledge base was linked',
  csatGiven: 'The client said how satisfied they are',
  merged: 'The ticket is the same as another one',
  cancelled: 'The request was withdrawn',
  estimated: 'Somebody estimated the work',
  workLogged: 'Somebody said how long they worked on it',
  rulesRenewed: 'The rules in force today hold from now on; the clocks are set by them',
  escalationAcknowledged: 'Somebody took an escalation on and said when the next update comes',
  escalationResolved: 'An escalation was resolved',
};
