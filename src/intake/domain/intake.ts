import type { Invoice } from '../../capability/offered/accounting';
import type { StageEntry } from '../../capability/offered/crm';
import type { OutsideChange } from '../../capability/outside';
import type { DealProperties } from '../../playbook/domain/starts';

/**
 * The intake of vendors' calls: the contract between its workflow and its activities. Ids, stages and amounts only: names
 * and addresses stay in PostgreSQL and at the vendor.
 */

/** A stored call of a vendor. */
export interface DeliveryKey {
  vendor: string;
  key: string;
}

/** What a delivery is about: an object to be read at its vendor, or nothing that concerns us. */
export type DeliverySubject =
  | { kind: 'deal'; dealId: string }
  | { kind: 'invoice'; invoiceId: string }
  | { kind: 'envelope'; envelopeId: string }
  /** By the vendor's id. */
  | { kind: 'ticket'; ticketId: string }
  | { kind: 'survey'; respondentId: string }
  | { kind: 'enrolment'; enrolmentId: string }
  /** To be read at least as of this version of it. */
  | { kind: 'order'; orderId: string; version: number }
  | { kind: 'shipment'; shipmentId: string }
  | ({ kind: 'outside'; id: string } & OutsideChange)
  /** It states something about our work, which stays in PostgreSQL. */
  | { kind: 'statement' }
  /** The vendor does not say what has changed. */
  | { kind: 'look' }
  | { kind: 'none'; why: string };

/** What an intake starts from: which stored delivery to act on. The vendor's name is also the task queue of its calls. */
export interface IntakeInput {
  vendor: string;
  key: string;
  subject: DeliverySubject;
}

/** A deal as it was read. */
export interface DealState {
  dealId: string;
  stage: string;
  isLost: boolean;
  /** The engagement that made it itself, as the deal says. */
  madeBy?: string;
  /** Other ids by which it was known before it was merged. */
  mergedIds: readonly string[];
  mergedAtMs: number | null;
  /** Its way, oldest first. */
  way: readonly StageEntry[];
  /** What else of it decides which playbook starts. */
  properties?: DealProperties;
}

export type DealSight = { found: false } | ({ found: true } & DealState);

export type DealVerdict =
  | { do: 'nothing'; outcome: string }
  | { do: 'start'; playbook: string }
  | { do: 'tell'; engagementId: string; commandIds: string[] };

/** `moved`: the deal has left the stage meanwhile; nothing was started. */
export type StartSight =
  | { outcome: 'started' | 'existing'; reference: string }
  | { outcome: 'moved' }
  | { outcome: 'refused'; why: string };

/** What a vendor says of an invoice, as far as it matters here. */
export interface InvoiceState extends Omit<Invoice, 'id'> {
  invoiceId: string;
}

export type InvoiceSight = { found: false } | ({ found: true } & InvoiceState);

export type InvoiceVerdict =
  | { do: 'nothing'; outcome: string }
  | { do: 'tell'; engagementId: string; commandIds: string[] }
  /** No engagement is known to have made it: not ours, or its making was not put down yet. */
  | { do: 'wait' };

export type EnvelopeVerdict =
  | { do: 'nothing'; outcome: string }
  | { do: 'tell'; engagementId: string; commandIds: string[] };

/** `wait`: the vendor does not show all of it yet; `why` is what is missing. */
export type TicketVerdict = { do: 'nothing'; outcome: string } | { do: 'wait'; why: string };

export type SurveyVerdict =
  | { do: 'nothing'; outcome: string }
  | { do: 'tell'; engagementId: string; commandIds: string[] };

/** What is to be told, to each engagement that it concerns. */
export interface Telling {
  engagementId: string;
  commandIds: string[];
}

/** Two engagements may have enrolled one learner in one course: each is told. */
export type EnrolmentVerdict = { do: 'nothing'; outcome: string } | { do: 'tell'; told: Telling[] };

/** `wait`: nothing rests on it yet, or the vendor does not show yet what it told of. */
export type GoodsVerdict = EnrolmentVerdict | { do: 'wait'; why: string };

/** What an intake does in our own house; on the main task queue. */
export interface IntakeActivities {
  'intake.judgeDeal'(request: DeliveryKey & { deal: DealState }): Promise<DealVerdict>;
  /**
   * Puts down for each engagement that rests on what was changed that it was.
   * @returns a plain sentence; null when nothing rests on it, or its making was not put down yet
   */
  'intake.judgeOutside'(request: DeliveryKey): Promise<string | null>;
  /** Does what a delivery states, as far as the vendor may. @returns a plain sentence */
  'intake.takeStatement'(request: DeliveryKey): Promise<string>;
  /** Looks at what has changed at the vendor. @returns a plain sentence */
  'intake.look'(request: { vendor: string }): Promise<string>;
  'intake.judgeInvoice'(request: DeliveryKey & { invoice: InvoiceState }): Promise<InvoiceVerdict>;
  /** Hands stored facts to the engagement; answers in a plain sentence. */
  'intake.tell'(request: { engagementId: string; commandIds: string[] }): Promise<string>;
  'intake.settle'(request: DeliveryKey & { outcome: string }): Promise<void>;
}

/** What an intake reads of a deal, on the task queue of the vendor that told of it. */
export interface DealActivities {
  'crm.readDeal'(request: { dealId: string }): Promise<DealSight>;
  /** Reads the deal with its contacts and starts an engagement for it, once per deal. */
  'crm.startEngagement'(request: { dealId: string; stage: string; playbook: string }): Promise<StartSight>;
}

/** What an intake reads of an invoice, on the task queue of the vendor that told of it. */
export interface InvoiceActivities {
  'accounting.readInvoice'(request: { invoiceId: string }): Promise<InvoiceSight>;
}

/** What an intake does about an envelope, on the task queue of the vendor that told of it. */
export interface EnvelopeActivities {
  /**
   * Reads the envelope and judges it. Both at once: the names of those who signed stay out of histories.
   * @returns `wait` while no engagement is known to have sent it; it is not read then
   */
  'signature.takeEnvelope'(request: { envelopeId: string }): Promise<EnvelopeVerdict | { do: 'wait' }>;
}

/** What an intake does about a ticket of the service desk, on the task queue of the vendor that told of it. */
export interface TicketActivities {
  /** Reads the ticket and judges it. Both at once: names and texts stay out of histories. */
  'helpdesk.takeTicket'(request: { key: string; ticketId: string }): Promise<TicketVerdict>;
}

/** What an intake does about answers to a survey, on the task queue of the vendor that has them. */
export interface SurveyActivities {
  /** Reads what somebody has answered, and judges it. */
  'survey.takeAnswers'(request: { key: string; respondentId: string }): Promise<SurveyVerdict>;
}

/** What an intake does about an enrolment, on the task queue of the vendor that told of it. */
export interface EnrolmentActivities {
  /**
   * Reads the enrolment and judges it.
   * @returns `wait` while no engagement is known to have made it; it is not read then
   */
  'learning.takeEnrolment'(request: { enrolmentId: string }): Promise<EnrolmentVerdict | { do: 'wait' }>;
}

/** What an intake does about an order, on the task queue of the vendor that told of it. */
export interface OrderActivities {
  /** Reads the order and judges it. Both at once: what its lines are stays out of histories. */
  'orders.takeOrder'(request: { orderId: string; version: number }): Promise<GoodsVerdict>;
}

/** What an intake does about a shipment, on the task queue of the vendor that told of it. */
export interface ShipmentActivities {
  /** Reads the shipment and judges it. Both at once: who signed for it stays out of histories. */
  'tracking.takeShipment'(request: { shipmentId: string }): Promise<GoodsVerdict>;
}

/** How the outcome of a delivery begins that could not be handled. */
const FAILED = 'failed: ';

export function failureOf(why: string): string {
  return `${FAILED}${why}`;
}

export function isFailure(outcome: string): boolean {
  return outcome.startsWith(FAILED);
}
