import { z } from 'zod';
import { wordsOf } from '../../capability/outside';
import type { ApiDeps } from '../../edge/http/deps';
import { notFound } from '../../edge/http/problem';
import { type Route, route } from '../../edge/http/route';
import { id, idParams, instant, instantOf } from '../../edge/http/schemas';
import { type Discrepancy, listDiscrepancies } from '../store/discrepancies';
import { findEngagement } from '../store/engagements';

export const discrepancySchema = z
  .strictObject({
    vendor: z.string(),
    id: z
      .string()
      .describe(
        'By which it is known at the vendor; of a project that was left open there, the key of its effect',
      ),
    what: z.string(),
    how: z.string(),
    summary: z.string(),
    since: instant,
    promiseId: id
      .nullable()
      .describe('The promise to decide what follows; null where nobody has to, or somebody has'),
    restorable: z
      .boolean()
      .describe('Whether the vendor puts it right: state restoreChosen with that promise, and it does'),
  })
  .meta({ id: 'Discrepancy' });

/** Where outside systems stand otherwise than an engagement has left them. Nothing is put right unless somebody chooses. */
export function discrepancyRoutes({ db }: ApiDeps): Route[] {
  return [
    route({
      method: 'get',
      path: '/v1/engagements/{id}/discrepancies',
      summary:
        'What stands otherwise outside than the engagement has made it, and where its project is closed by half',
      tag: 'engagements',
      access: 'signed-in',
      params: idParams,
      answers: {
        200: {
          description: 'All of them; none of what was put right since',
          content: { 'application/json': z.strictObject({ items: z.array(discrepancySchema) }) },
        },
      },
      handle: async ({ params }) => {
        if (!(await findEngagement(db, params.id))) throw notFound('engagement', params.id);
        return {
          status: 200,
          body: { items: (await listDiscrepancies(db, params.id)).map(showDiscrepancy) },
        };
      },
    }),
  ];
}

export function showDiscrepancy({ change, since, ...same }: Discrepancy): z.input<typeof discrepancySchema> {
  return { ...same, ...change, summary: wordsOf(change).told, since: instantOf(since) };
}
