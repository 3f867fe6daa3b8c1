import { z } from 'zod';
import { handOver } from '../../dispatch/hand-over';
import { TICKETS } from '../dispatch/hand-over';
import { tellFacts } from '../../fact/dispatch/tell-facts';
import { CHANNELS, PRIORITIES } from '../../service-desk/domain/service-desk';
import { prioritySchema } from '../domain/facts/work-bodies';
import { fingerprintOf } from '../../fact/store/idempotency';
import { findTicketDetail, listTickets, type Ticket } from '../store/tickets';
import { openTicket } from '../store/tickets-open';
import { decodeCursor, instantPart, pageOf, pageQuery, toPage } from '../../edge/http/cursor';
import type { ApiDeps } from '../../edge/http/deps';
import { keyReused, temporalLink } from '../../engagement/api/engagements';
import { idempotencyHeader, idempotencyKeyOf } from '../../fact/api/idempotency-key';
import { actorOf, principalKey } from '../../edge/http/principal';
import { invalid, notFound } from '../../edge/http/problem';
import { type Route, route } from '../../edge/http/route';
import { email, id, idParams, name, words } from '../../edge/http/schemas';
import { showTicket, ticketSchema, ticketStatus } from './ticket-view';

const OPEN = 'POST /v1/tickets';

const clientSchema = z
  .union([
    name.transform((text) => ({ id: text, name: text })),
    z
      .strictObject({ id: id.optional(), name: name.optional() })
      .refine((given) => given.id ?? given.name, 'give an id or a name'),
  ])
  .describe(
    "A client's id or name, unless the engagement says it; a new name is a new client, an unknown id is refused",
  );

const newTicket = z
  .strictObject({
    engagementId: id
      .nullish()
      .describe('The engagement that it belongs to, one that is there; left out: say which client'),
    client: clientSchema.nullish(),
    requester: z.strictObject({
      name,
      email,
      partnerId: id
        .nullish()
        .describe('The consultant or partner behind the requester, a person of this house'),
    }),
    subject: name,
    description: z.string().trim().max(20_000).default(''),
    channel: z.enum(CHANNELS),
    priority: prioritySchema,
    category: words(60),
    externalId: z
      .string()
      .min(1)
      .max(200)
      .optional()
      .describe("The message's id on its channel: the same one is the same ticket"),
  })
  .refine((ticket) => ticket.engagementId ?? ticket.client, {
    path: ['client'],
    message: 'say whom it is for: give engagementId or client',
  })
  .meta({ id: 'NewTicket' });

const listQuery = z.strictObject({
  ...pageQuery,
  status: ticketStatus.optional(),
  priority: z.enum(PRIORITIES).optional(),
  channel: z.enum(CHANNELS).optional(),
  category: z.string().max(60).optional(),
  team: z.string().max(60).optional(),
  assignee: id.optional().describe("A person's id"),
  engagementId: id.optional(),
  client: z.string().max(200).optional().describe("A client's id, or a name of it"),
  partner: id.optional().describe('The partner behind the requester'),
  consultant: id.optional().describe('Who advises the client: the partner, or the consultant'),
  q: z.string().max(200).optional().describe("Part of the reference, the subject or the requester's name"),
});

/** Opening, finding and reading tickets. */
export function ticketRoutes(deps: ApiDeps): Route[] {
  const { db, clock, settings } = deps;
  const show = (detail: Parameters<typeof showTicket>[0]) =>
    showTicket(detail, new Date(clock.productNow()), (workflowId) => temporalLink(settings, workflowId));
  const read = async (ticketId: string) => {
    const detail = await findTicketDetail(db, ticketId);
    if (!detail) throw notFound('ticket', ticketId);
    return show(detail);
  };
  return [
    route({
      method: 'post',
      path: '/v1/tickets',
      summary: 'Open a ticket',
      tag: 'tickets',
      access: 'signed-in',
      requestHeaders: idempotencyHeader('ticket'),
      body: { kind: 'json', schema: newTicket },
      answers: {
        201: {
          description: 'Opened: stored for good, its clocks count from now',
          content: { 'application/json': ticketSchema },
          headers: { Location: 'Its address' },
        },
        200: {
          description:
            'It is open already: the same key, the same message, or the same request once more, which then is a message of the client on it',
          content: { 'application/json': ticketSchema },
        },
      },
      handle: async ({ body, headers, principal }) => {
        const key = idempotencyKeyOf(headers);
        const { engagementId, client, requester, ...same } = body;
        const opened = await openTicket(deps, {
          request: {
            ...same,
            engagementId: engagementId ?? undefined,
            client: client ?? undefined,
            requester: { ...requester, partnerId: requester.partnerId ?? undefined },
          },
          openedBy: actorOf(principal),
          idempotency:
            key === undefined
              ? undefined
              : { principal: principalKey(principal), route: OPEN, key, fingerprint: fingerprintOf(body) },
        });
        if (opened.outcome === 'invalid') throw invalid(opened.errors);
        if (opened.outcome === 'key-reused') throw keyReused();
        const { ticket } = opened;
        await handOverOrLater(deps, ticket, opened.outcome);
        return {
          status: opened.outcome === 'created' ? 201 : 200,
          body: await read(ticket.id),
          headers: { location: `/v1/tickets/${ticket.id}` },
        };
      },
    }),
    route({
      method: 'get',
      path: '/v1/tickets',
      summary: 'List tickets, newest change first',
      tag: 'tickets',
      access: 'signed-in',
      query: listQuery,
      answers: { 200: { description: 'A page', content: { 'application/json': pageOf(ticketSchema) } } },
      handle: async ({ query }) => {
        const { limit, cursor, ...filter } = query;
        const after = decodeCursor(cursor, z.tuple([instantPart, z.string()]));
        const place = after && { updatedAt: after[0], id: after[1] };
        const rows = await listTickets(db, filter, limit + 1, place);
        return {
          status: 200,
          body: toPage(rows, limit, show, ({ ticket }) => [ticket.updatedAt, ticket.id]),
        };
      },
    }),
    route({
      method: 'get',
      path: '/v1/tickets/{id}',
      summary: 'Read a ticket with its clocks',
      tag: 'tickets',
      access: 'signed-in',
      params: idParams,
      answers: { 200: { description: 'The ticket', content: { 'application/json': ticketSchema } } },
      handle: async ({ params }) => ({ status: 200, body: await read(params.id) }),
    }),
  ];
}

/** The ticket and the message on it are durable already: what Temporal cannot take now, the dispatcher brings later. */
async function handOverOrLater(
  deps: ApiDeps,
  { id: ticketId, handedOverAt }: Ticket,
  outcome: 'created' | 'existing',
): Promise<void> {
  try {
    if (!handedOverAt) await handOver(deps, TICKETS, ticketId);
    if (outcome === 'existing') await tellFacts({ ...deps, handedOver: [TICKETS] }, ticketId);
  } catch (error) {
    deps.log.warn({ ticketId, err: error }, 'handed over to Temporal later');
  }
}
