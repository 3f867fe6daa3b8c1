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
  call: 'Call the requester',
  elevation: 'Answer to the elevated request',
  elevationReport: 'Report on the elevated request',
  approval: "The client's approval of the completion",
  satisfaction: "The client's satisfaction",
  outsideChange: 'What follows from a change in the help desk',
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
  /** Opened while its engagement was on hold, which it is under from that instant on; null: it was not. */
  heldSinceMs: number | null;
  /** The task queue on which letters to the requester are sent. */
  mailQueue: string;
  /** The task queue of the vendor where the ticket is kept in step; left out: nowhere. */
  helpdeskQueue?: string;
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
  /** Since when its engagement has been on hold, whatever the rules make of it; null while it is not. */
  heldSinceMs: number | null;
  /** When its clocks stood still for that, oldest first. */
  holds: Pause[];
  /** What the vendor was told last where the ticket is kept in step; left out: nothing yet. */
  inStep?: Standing;
  /** What the resolution clock had used when the ticket was resolved. */
  resolution: { startMs: number; pauses: Pause[] } | null;
}

/** How a ticket stands, as far as a vendor is told. */
export interface Standing {
  status: TicketStatus;
  priority: Priority;
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
    heldSinceMs: null,
    holds: [],
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
