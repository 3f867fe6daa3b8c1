import { z } from 'zod';
import { decodeCursor, instantPart, pageOf, pageQuery, toPage } from '../../edge/http/cursor';
import type { ApiDeps } from '../../edge/http/deps';
import { notFound, Problem } from '../../edge/http/problem';
import { type Route, route } from '../../edge/http/route';
import { id, instant, instantOf } from '../../edge/http/schemas';
import { remedyOf, TROUBLE_KINDS, type TroubleKind } from '../domain/trouble';
import { insistOnOperator } from './operators';
import { askForRetry, findTrouble, listTroubles, type TroubleRow } from '../store/troubles';

const KINDS = Object.keys(TROUBLE_KINDS) as [TroubleKind, ...TroubleKind[]];

const troubleSchema = z
  .strictObject({
    id,
    kind: z.enum(KINDS),
    engagementId: id.nullable(),
    subjectId: id.nullable().describe('The engagement, ticket, incident or problem that it holds up'),
    reference: z.string().nullable(),
    what: z.string().describe('What is stuck'),
    why: z.string(),
    todo: z.string().describe('What a person can do about it'),
    since: instant,
    times: z.int().describe('How often it was found, or failed again'),
    toldAt: instant.nullable().describe('When the administrators and operations managers were told last'),
    retryAt: instant.nullable().describe('When somebody asked to try it again'),
  })
  .meta({ id: 'Trouble' });

/** What stands still for a reason that waiting does not mend. */
export function troubleRoutes({ db, clock }: ApiDeps): Route[] {
  return [
    route({
      method: 'get',
      path: '/v1/troubles',
      summary: 'List what stands still, the oldest first; empty in a healthy installation',
      tag: 'troubles',
      access: 'signed-in',
      query: z.strictObject(pageQuery),
      answers: {
        200: { description: 'A page', content: { 'application/json': pageOf(troubleSchema) } },
        403: { description: 'Only for administrators and operations managers' },
      },
      handle: async ({ query: { limit, cursor }, principal }) => {
        insistOnOperator(principal);
        const after = decodeCursor(cursor, z.tuple([instantPart, z.string()]));
        const rows = await listTroubles(db, limit + 1, after && { since: after[0], id: after[1] });
        return { status: 200, body: toPage(rows, limit, show, (row) => [row.since, row.id]) };
      },
    }),
    route({
      method: 'post',
      path: '/v1/troubles/{id}/retry',
      summary: 'Have it tried again at once, instead of after the pause between two tries',
      tag: 'troubles',
      access: 'signed-in',
      params: z.object({ id }),
      answers: {
        202: { description: 'It is tried within seconds', content: { 'application/json': troubleSchema } },
        403: { description: 'Only for administrators and operations managers' },
        404: { description: 'No such trouble' },
        409: { description: 'It is mended already' },
      },
      handle: async ({ params, principal }) => {
        insistOnOperator(principal);
        const found = await findTrouble(db, params.id);
        if (!found) throw notFound('trouble', params.id);
        if (found.mendedAt !== null) {
          throw new Problem('conflict', 'It goes on already. Nothing was changed, and nothing need be done.');
        }
        const now = new Date(clock.productNow());
        await askForRetry(db, params.id, now);
        return { status: 202, body: show({ ...found, retryAt: now }) };
      },
    }),
  ];
}

function show(row: TroubleRow): Record<string, unknown> {
  const { kind, engagementId, subjectId, reference, what, why, times } = row;
  return {
    id: row.id,
    kind,
    engagementId,
    subjectId,
    reference,
    what,
    why,
    todo: remedyOf(kind),
    since: instantOf(row.since),
    times,
    toldAt: instantOf(row.toldAt),
    retryAt: instantOf(row.retryAt),
  };
}
