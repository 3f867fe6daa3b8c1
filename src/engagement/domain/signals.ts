import type { Actor, InsteadOf } from '../../fact/domain/actor';

/**
 * The facts that people, clients and systems state to an engagement. Names are in the past tense: a fact is recorded,
 * not asked for. No zod here: workflows import this file.
 */

export const ENGAGEMENT_SIGNALS = {
  stepCompleted: 'Somebody completed a step that was a task of theirs',
  approvalGiven: 'Somebody approved what a step asked for',
  approvalRefused: 'Somebody refused an approval, with a reason',
  proposalSigned: 'One party signed the proposal',
  paymentReceived: 'A payment arrived',
  paymentWaived: 'Delivery may start without the first payment',
  qualityChecked: 'Somebody checked the deliverable against the quality checklist',
  deliveryAccepted: 'The client accepted the delivery',
  revisionRequested: 'The client asked for changes',
  meetingHeld: 'A meeting took place',
  surveyAnswered: 'The client answered the survey',
  held: 'The engagement was put on hold: every clock pauses',
  resumed: 'The engagement goes on: every clock resumes',
  reassigned: 'A role was given to another person',
  deadlineExtended: 'A promise was given a later deadline',
  escalationAcknowledged: 'Somebody took an escalation on and said when the next update comes',
  escalationResolved: 'An escalation was resolved',
  dealChanged: 'The deal moved to another stage in the CRM',
  trackEnded: 'A track of this engagement ended',
  cancelled: 'The engagement was called off',
} as const;

export type EngagementSignal = keyof typeof ENGAGEMENT_SIGNALS;

/** Facts that only the product itself states. */
export const SYSTEM_SIGNALS = ['dealChanged', 'trackEnded'] as const satisfies EngagementSignal[];

/** The fields of each fact that a workflow may see: closed values, ids, amounts and instants (ms of product time). */
export interface SignalFields {
  stepCompleted: { answers: Record<string, string | number | boolean>; team?: Record<string, string> };
  approvalGiven: Record<string, never>;
  approvalRefused: Record<string, never>;
  proposalSigned: { party: 'client' | 'provider' };
  paymentReceived: { amount: string; currency: string };
  paymentWaived: Record<string, never>;
  qualityChecked: { passed: boolean };
  deliveryAccepted: Record<string, never>;
  revisionRequested: { items: number };
  meetingHeld: Record<string, never>;
  surveyAnswered: { nps: number; csat: number };
  held: Record<string, never>;
  resumed: Record<string, never>;
  /** `insteadOf`: who was named but is away, so that `personId` stands in; until when, null when nobody knows. */
  reassigned: { role: string; personId: string; actingUntilMs?: number; insteadOf?: InsteadOf };
  deadlineExtended: { dueAtMs: number };
  /** `standsIn`: the roles of those who are away and whose deputy the person is. */
  escalationAcknowledged: { escalationId: string; nextUpdateAtMs: number; standsIn?: string[] };
  escalationResolved: { escalationId: string };
  dealChanged: { stage: string };
  trackEnded: { track: string; outcome: 'done' | 'cancelled' };
  cancelled: Record<string, never>;
}

/** A fact on its way to a workflow. The same `commandId` twice has one effect. */
export interface Fact<S extends EngagementSignal = EngagementSignal> {
  commandId: string;
  actor: Actor;
  /** When it happened, by the word of whoever stated it; judges whether a promise was kept in time. */
  occurredAtMs: number;
  promiseId?: string;
  fields: SignalFields[S];
}

/** A fact with its name, as the desk of a workflow hands it round. */
export type NamedFact = { [S in EngagementSignal]: Fact<S> & { signal: S } }[EngagementSignal];
