import { z } from 'zod';
import type { EngagementSignal } from './signals';

const comment = z.string().trim().max(5_000);
const instant = z.iso.datetime({ offset: true }).describe('RFC 3339 with offset');
const reason = z.string().trim().min(1).max(2_000);
const personName = z.string().trim().min(1).max(200);
const money = z.string().regex(/^\d{1,15}(\.\d{1,2})?$/, 'an amount such as "1200.00"');

/** Fields that every fact may carry. */
const common = {
  promiseId: z.string().max(100).optional(),
  comment: comment.optional(),
  occurredAt: instant.optional(),
  commandId: z.string().min(1).max(100).optional(),
};

const fact = <T extends z.core.$ZodLooseShape>(shape: T) => z.strictObject({ ...shape, ...common });

const answer = z.union([
  z.string().max(5_000),
  z.number(),
  z.boolean(),
  z.record(z.string(), z.string()),
  z.null(),
]);

const failed = z
  .array(z.string().max(100))
  .max(200)
  .optional()
  .describe("The points of the step's checklists that are not fulfilled, by id; all others are");

/** The body of each fact that the API takes for an engagement. One schema each, for validation and the OpenAPI document. */
export const ENGAGEMENT_SIGNAL_BODIES = {
  stepCompleted: fact({
    form: z.record(z.string(), answer).optional().describe("the answers to the step's form, by field name"),
    failed,
  }),
  approvalGiven: fact({}),
  approvalRefused: fact({ reason }),
  proposalSigned: fact({ party: z.enum(['client', 'provider']), signedBy: personName }),
  paymentReceived: fact({
    amount: money,
    currency: z.string().regex(/^[A-Z]{3}$/, 'an ISO 4217 code such as "EUR"'),
    reference: z.string().trim().max(200).optional(),
  }),
  paymentWaived: fact({ reason }),
  qualityChecked: fact({
    passed: z.boolean(),
    findings: z.union([comment, z.array(z.string().max(1_000)).max(100)]).optional(),
    failed,
  }),
  deliveryAccepted: fact({ acceptedBy: personName }),
  revisionRequested: fact({ items: z.array(z.string().trim().min(1).max(2_000)).min(1).max(100) }),
  meetingHeld: fact({}),
  surveyAnswered: fact({ nps: z.int().min(0).max(10), csat: z.int().min(1).max(5) }),
  held: fact({ reason }),
  resumed: fact({}),
  reassigned: fact({
    role: z.string().min(1).max(100),
    personId: z.string().min(1).max(100).describe('While this person is away, their deputy gets the role'),
    actingUntil: instant.optional(),
  }),
  deadlineExtended: fact({
    dueAt: instant.describe('Later than the present deadline; RFC 3339 with offset'),
    reason,
  }),
  cancelled: fact({ reason }),
} satisfies Partial<Record<EngagementSignal, z.ZodType>>;

export type EngagementSignalBody = {
  [S in keyof typeof ENGAGEMENT_SIGNAL_BODIES]: z.infer<(typeof ENGAGEMENT_SIGNAL_BODIES)[S]>;
};

/** The facts that people state about an escalation, at `/v1/escalations/{id}/signals/{name}`. */
export const ESCALATION_SIGNAL_BODIES = {
  escalationAcknowledged: fact({
    nextUpdateAt: instant.describe('At most 14 days ahead; RFC 3339 with offset'),
  }),
  escalationResolved: fact({ note: z.string().trim().min(1).max(5_000) }),
} satisfies Partial<Record<EngagementSignal, z.ZodType>>;

export type EscalationSignalBody = {
  [S in keyof typeof ESCALATION_SIGNAL_BODIES]: z.infer<(typeof ESCALATION_SIGNAL_BODIES)[S]>;
};
