import { z } from 'zod';
import { type Priority, normalPriority, PRIORITIES } from '../../service-desk/domain/service-desk';
import type { TicketSignal } from './ticket';

const comment = z.string().trim().max(5_000);
const reason = z.string().trim().min(1).max(2_000);
const id = z.string().min(1).max(100);
const minutes = z.int().min(1).max(100_000);
const name = z.string().trim().min(1).max(60);

/** Fields that every fact may carry. */
const common = {
  promiseId: id.optional(),
  comment: comment.optional(),
  occurredAt: z.iso.datetime({ offset: true }).describe('RFC 3339 with offset').optional(),
  commandId: z.string().min(1).max(100).optional(),
};

const fact = <T extends z.core.$ZodLooseShape>(shape: T) => z.strictObject({ ...shape, ...common });

/** `critical, high, medium, low`; `normal` stands for medium, `general` for low. */
export const prioritySchema = z
  .enum([...PRIORITIES, 'normal', 'general'])
  .transform((word): Priority => normalPriority(word) ?? 'medium');

/** How an answer or a message went: every channel counts alike. */
const by = z.enum(['email', 'portal', 'phone', 'whatsapp', 'video', 'api']).optional();

/** The body of each fact that the API takes for a ticket. */
export const TICKET_SIGNAL_BODIES = {
  responded: fact({
    public: z.boolean().default(true).describe('false: an internal note, which answers nobody'),
    automatic: z.boolean().default(false).describe('true: no human wrote it, so it answers nobody'),
    channel: by,
  }),
  clientReplied: fact({ channel: by }),
  assigned: fact({ personId: id.describe('While this person is away, their deputy gets the ticket') }),
  waitingForClient: fact({}),
  priorityChanged: fact({ priority: prioritySchema }),
  resolved: fact({}),
  reopened: fact({ reason: reason.optional() }),
  completionApproved: fact({}),
  handedOver: fact({
    team: name,
    personId: id.optional().describe('Somebody of that team who is here; left out: by skill and load'),
  }),
  elevated: fact({ to: name, reason }),
  elevationAnswered: fact({
    outcome: z.enum(['accepted', 'planned', 'declined', 'delivered']),
    note: comment.optional(),
  }),
  articleLinked: fact({ url: z.url({ protocol: /^https?$/ }).max(2_000) }),
  csatGiven: fact({ csat: z.int().min(1).max(5) }),
  merged: fact({ into: id.describe('The id or the reference of the ticket that goes on') }),
  cancelled: fact({ reason }),
  estimated: fact({ minutes }),
  workLogged: fact({ minutes }),
  rulesRenewed: fact({}),
} satisfies Partial<Record<TicketSignal, z.ZodType>>;

export type TicketSignalBody = {
  [S in keyof typeof TICKET_SIGNAL_BODIES]: z.infer<(typeof TICKET_SIGNAL_BODIES)[S]>;
};

/** A fact's name with its body, as the schemas have passed it. */
export type StatedTicketSignal = {
  [S in keyof TicketSignalBody]: { signal: S; body: TicketSignalBody[S] };
}[keyof TicketSignalBody];
