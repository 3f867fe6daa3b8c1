import type { FieldsByName, NameOf, NamesWith, Readable } from '../../../fact/domain/declaration';
import { ESCALATION_FACTS } from '../../../promise/domain/escalation-facts';
import { engagementCancelled, engagementHeld, engagementResumed } from './course';
import type { TicketFactRules } from './declare';
import { cancelled, completionApproved, csatGiven, merged, reopened, resolved } from './end';
import { assigned, elevated, elevationAnswered, handedOver } from './hands';
import { outsideChanged, stepCompleted } from './outside';
import {
  articleLinked,
  clientReplied,
  estimated,
  priorityChanged,
  responded,
  rulesRenewed,
  waitingForClient,
  workLogged,
} from './work';

/** Every fact of a ticket. What may be stated, by whom, and what it keeps follows from this list. */
export const TICKET_FACTS = [
  responded,
  clientReplied,
  waitingForClient,
  priorityChanged,
  articleLinked,
  estimated,
  workLogged,
  rulesRenewed,
  resolved,
  reopened,
  completionApproved,
  csatGiven,
  merged,
  cancelled,
  assigned,
  handedOver,
  elevated,
  elevationAnswered,
  engagementHeld,
  engagementResumed,
  engagementCancelled,
  outsideChanged,
  stepCompleted,
  ...ESCALATION_FACTS,
] as const satisfies readonly TicketFactDeclaration[];

/** Any of them, its own types forgotten. */
export type TicketFactDeclaration = TicketFactRules & Readable<object>;

type Facts = typeof TICKET_FACTS;

export type TicketSignal = NameOf<Facts>;
/** What a workflow is told of a ticket's facts. */
export type TicketSignalFields = FieldsByName<Facts>;
/** The facts that are stated to a ticket itself. */
export type StatableTicketSignal = NamesWith<Facts, { statedBy: 'desk' | 'client' }>;
