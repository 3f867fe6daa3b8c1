import { waysToKeep } from '../../fact/domain/declaration';
import { subject, type Told } from '../../journal/domain/entry';
import type { Keepable, Model } from '../../journal/domain/model';
import { type Instant, instantOf, type Way } from '../../journal/domain/rows';
import { TICKET_FACTS } from './facts/registry';
import { CLOCK_KINDS, type Priority } from '../../service-desk/domain/service-desk';
import type { TicketFact } from './journal-facts';
import type { TicketStatus } from './ticket';
import { ticketWords } from './words';

/** What the facts of a ticket change in its row. */
export interface TicketColumns {
  status: TicketStatus;
  priority: Priority;
  team: string;
  assigneeId: string | null;
  mergedInto: string | null;
  firstTimeResolution: boolean | null;
  csat: number | null;
  articles: string[];
  resolvedAt: Instant | null;
  closedAt: Instant | null;
  heldSince: Instant | null;
  /** The version of the service desk's rules that rules it. */
  deskVersion: number;
}

/** A client's request, from its opening to the word of how satisfied the client is. */
export const ticketSubject = subject<TicketFact, TicketColumns>()({
  kind: 'ticket',
  idPrefix: 'tkt',
  table: 'ticket',
  since: 'opened_at',
  isHandedOver: true,
  overStatuses: ['closed', 'merged', 'cancelled'],
  columns: {
    status: true,
    priority: true,
    team: true,
    assigneeId: true,
    mergedInto: true,
    firstTimeResolution: true,
    csat: true,
    articles: true,
    resolvedAt: true,
    closedAt: true,
    heldSince: true,
    deskVersion: true,
  },
  words: ticketWords,
  remarks: (_model, told) => writtenBy(told),
  keptBy: ticketKeptBy,
  concernsAllPromises: ['ticketAssigned', 'ticketHandedOver'],
  changes: {
    ticketResponded: (model, { status }) => model.changeOwn({ status }),
    ticketClientReplied: (model, { status }) => model.changeOwn({ status }),
    ticketWaiting: (model) => model.changeOwn({ status: 'waitingForClient' }),
    ticketPriorityChanged: (model, { priority }) => model.changeOwn({ priority }),
    ticketResolved: (model, { firstTime }, { atMs }) =>
      model.changeOwn({ status: 'resolved', resolvedAt: instantOf(atMs), firstTimeResolution: firstTime }),
    ticketReopened: (model) =>
      model.changeOwn({ status: 'open', resolvedAt: null, firstTimeResolution: false }),
    ticketClosed: (model, _fact, { atMs }) =>
      model.changeOwn({ status: 'closed', closedAt: instantOf(atMs), heldSince: null }),
    ticketMerged: (model, { into }, { atMs }) =>
      model.changeOwn({ status: 'merged', closedAt: instantOf(atMs), mergedInto: into, heldSince: null }),
    ticketCancelled: (model, _fact, { atMs }) =>
      model.changeOwn({ status: 'cancelled', closedAt: instantOf(atMs), heldSince: null }),
    ticketHeld: (model, { sinceMs }) => model.changeOwn({ heldSince: instantOf(sinceMs) }),
    ticketResumed: (model) => model.changeOwn({ heldSince: null }),
    ticketOutlivesEngagement: (model) => model.changeOwn({ heldSince: null }),
    ticketRulesRenewed: (model, { to }) => model.changeOwn({ deskVersion: to }),
    ticketCsatGiven: (model, { csat }) => model.changeOwn({ csat }),
    ticketArticleLinked: (model, _fact, { stated }) =>
      model.changeOwn({ articles: [...model.subject.own.articles, String(stated['url'])] }),
    ticketAssigned: (model, { role, personId }) => {
      give(model, role, personId);
      model.changeOwn({ assigneeId: personId });
    },
    ticketHandedOver: (model, { team, role, personId }) => {
      const owner = personId ?? model.subject.own.assigneeId;
      give(model, role, owner);
      model.changeOwn({ team, assigneeId: owner });
    },
  },
});

/** Who answered or replied in the help desk of a vendor, whose name the actor is. */
function writtenBy({ stated: { author, channel } }: Told): string[] {
  if (typeof author !== 'string') return [];
  return [typeof channel === 'string' ? `${author}, by ${channel}` : author];
}

/** The promises of a ticket that are owed by whoever has it. */
const OWNERS_STEPS: readonly string[] = [...CLOCK_KINDS, 'handOver', 'call', 'outsideChange'];

function give(model: Model<TicketColumns>, role: string, personId: string | null): void {
  if (personId !== null) {
    model.giveRole(role, personId);
  }
  for (const promise of model.all('promise')) {
    if (promise.state === 'open' && promise.kind === 'task' && OWNERS_STEPS.includes(promise.step)) {
      model.put('promise', { ...promise, owedBy: role, assigneeId: personId });
    }
  }
}

function ticketKeptBy(_ticket: unknown, { id, step, kind }: Keepable): Way[] {
  return waysToKeep<unknown>(TICKET_FACTS, kind === 'update' ? kind : step, id, null);
}
