import type { FieldsByName, NameOf, NamesWith, Readable } from '../../../fact/domain/declaration';
import { ESCALATION_FACTS } from '../../../promise/domain/escalation-facts';
import { paymentReceived, paymentWaived, proposalSigned } from './agreement';
import { cancelled, deadlineExtended, held, reassigned, resumed } from './course';
import type { EngagementFactRules } from './declare';
import { DOCUMENT_FACTS } from './documents/facts';
import { LINK_FACTS } from './documents/links';
import {
  attendanceTaken,
  contentApproved,
  contentRefused,
  courseCompleted,
  courseProgressed,
  learnerEnrolled,
  learnerLeft,
  studentFeedback,
} from './learning/facts';
import { invoiceChanged, invoiceCredited, invoiceRecorded, invoiceVoided, paymentRefunded } from './ledger';
import { PLAN_FACTS } from './plan/facts';
import { deliveryAccepted, qualityChecked, revisionRequested, surveyAnswered } from './result';
import { approvalGiven, approvalRefused, meetingHeld, restoreChosen, stepCompleted } from './steps';
import { dealChanged, outsideChanged, trackEnded } from './system';

/** Every fact of an engagement. What may be stated, by whom, and what it keeps follows from this list. */
export const ENGAGEMENT_FACTS = [
  stepCompleted,
  restoreChosen,
  approvalGiven,
  approvalRefused,
  meetingHeld,
  proposalSigned,
  paymentReceived,
  paymentWaived,
  paymentRefunded,
  invoiceRecorded,
  invoiceVoided,
  invoiceCredited,
  qualityChecked,
  deliveryAccepted,
  revisionRequested,
  surveyAnswered,
  contentApproved,
  contentRefused,
  learnerEnrolled,
  attendanceTaken,
  studentFeedback,
  learnerLeft,
  courseCompleted,
  ...PLAN_FACTS,
  ...DOCUMENT_FACTS,
  ...LINK_FACTS,
  held,
  resumed,
  cancelled,
  reassigned,
  deadlineExtended,
  ...ESCALATION_FACTS,
  dealChanged,
  outsideChanged,
  invoiceChanged,
  courseProgressed,
  trackEnded,
] as const satisfies readonly EngagementFactDeclaration[];

/** Any of them, its own types forgotten. */
export type EngagementFactDeclaration = EngagementFactRules & Readable<object>;

type Facts = typeof ENGAGEMENT_FACTS;

export type EngagementSignal = NameOf<Facts>;
/** The fields of each fact that a workflow may see. */
export type SignalFields = FieldsByName<Facts>;
/** The facts that people state to an engagement itself. */
export type StatableSignal = NamesWith<
  Facts,
  { statedBy: 'owner' | 'deciders' | 'party' | 'paymentDeciders' | 'planners' }
>;
/** The facts for which a playbook names the roles that may state them; for those of a party, each party's. */
export type DecidedSignal = Exclude<NamesWith<Facts, { statedBy: 'deciders' }>, OptionalSignal>;
/** Of those the ones that a playbook need not name. */
export type OptionalSignal = NamesWith<Facts, { statedBy: 'deciders'; isOptional: true }>;
export type PartySignal = NamesWith<Facts, { statedBy: 'party' }>;
/** What a step of kind `wait` can be for, be waived by, or be answered by the other way. */
export type AwaitedSignal = NamesWith<Facts, { keeps: { wait: unknown } }>;
export type WaivingSignal = NamesWith<Facts, { keeps: { waiver: unknown } }>;
export type AlternativeSignal = NamesWith<Facts, { keeps: { alternative: unknown } }>;
