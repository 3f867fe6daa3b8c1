import { z } from 'zod';
import { withOffers } from '../../engagement/store/offers';
import { deputyOf } from '../../people/store/people';
import { listInbox } from '../store/promises';
import { decodeCursor, instantPart, pageOf, pageQuery, toPage } from '../../edge/http/cursor';
import type { ApiDeps } from '../../edge/http/deps';
import type { Principal } from '../../edge/http/principal';
import { promiseSchema, showPromise } from './promise-view';
import { type Route, route } from '../../edge/http/route';
import { id } from '../../edge/http/schemas';

const inboxItem = promiseSchema
  .extend({
    engagementId: id.nullable(),
    ticketId: id.nullable(),
    incidentId: id.nullable(),
    problemId: id.nullable(),
    engagement: z
      .strictObject({ reference: z.string().nullable(), title: z.string().nullable() })
      .describe('What it belongs to, in words'),
    client: z.strictObject({ name: z.string().nullable() }),
  })
  .meta({ id: 'InboxItem' });

/** What the caller owes now. */
export function inboxRoutes({ db, clock }: ApiDeps): Route[] {
  return [
    route({
      method: 'get',
      path: '/v1/inbox',
      summary: "The open promises owed by the caller or the caller's roles, most urgent first",
      tag: 'inbox',
      access: 'signed-in',
      query: z.strictObject(pageQuery),
      answers: { 200: { description: 'A page', content: { 'application/json': pageOf(inboxItem) } } },
      handle: async ({ query, principal }) => {
        const now = new Date(clock.productNow());
        const after = decodeCursor(query.cursor, z.tuple([z.boolean(), instantPart.nullable(), z.string()]));
        const listed = await listInbox(
          db,
          await ownerOf(principal, now),
          query.limit + 1,
          after && { others: after[0], dueAt: after[1], id: after[2] },
        );
        const rows = await withOffers(db, listed);
        const show = (row: (typeof rows)[number]) => ({
          ...showPromise(row, now),
          engagementId: row.engagementId,
          ticketId: row.ticketId,
          incidentId: row.incidentId,
          problemId: row.problemId,
          engagement: { reference: row.reference, title: row.engagementTitle },
          client: { name: row.clientName },
        });
        return {
          status: 200,
          body: toPage(rows, query.limit, show, (row) => [row.others, row.dueAt, row.id]),
        };
      },
    }),
  ];

  async function ownerOf(principal: Principal, now: Date) {
    if (principal.kind === 'administrator') return null;
    const absent = await deputyOf(db, principal.id, now);
    return { personIds: [principal.id, ...absent], roles: principal.roles };
  }
}
