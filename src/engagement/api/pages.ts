import { z } from 'zod';
import type { ApiDeps } from '../../edge/http/deps';
import { notFound } from '../../edge/http/problem';
import { type Route, route } from '../../edge/http/route';
import { id, idParams, instant, instantOf } from '../../edge/http/schemas';
import { findEngagement } from '../store/engagements';
import { listPages } from '../store/pages';

const pageSchema = z
  .strictObject({
    page: z.string().describe('As the playbook calls it'),
    title: z.string(),
    text: z.string().describe('What is to stand on it, to be pasted where people make it'),
    preparedAt: instant,
    promiseId: id.nullable().describe('The promise that it keeps'),
    link: z.string().nullable().describe('Where it is; null while nobody has made it'),
  })
  .meta({ id: 'Page' });

/** The pages on which people write together about an engagement. */
export function pageRoutes({ db }: ApiDeps): Route[] {
  return [
    route({
      method: 'get',
      path: '/v1/engagements/{id}/pages',
      summary: 'What was prepared for pages of an engagement, such as meeting notes, and where they are',
      tag: 'engagements',
      access: 'signed-in',
      params: idParams,
      answers: {
        200: {
          description: 'All of them, the oldest first',
          content: {
            'application/json': z.strictObject({ items: z.array(pageSchema) }).meta({ id: 'Pages' }),
          },
        },
      },
      handle: async ({ params }) => {
        if (!(await findEngagement(db, params.id))) throw notFound('engagement', params.id);
        const pages = await listPages(db, params.id);
        const items = pages.map(({ preparedAt, ...page }) => ({
          ...page,
          preparedAt: instantOf(preparedAt),
        }));
        return { status: 200, body: { items } };
      },
    }),
  ];
}
