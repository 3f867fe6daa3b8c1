import { z } from 'zod';
import { peopleIn } from '../../report/domain/consultant-text';
import type { ConsultantFigure } from '../../report/domain/figures';
import { readConsultants } from '../store/consultants';
import { namesOf } from '../../people/store/people';
import type { ApiDeps } from '../../edge/http/deps';
import { clientAsked, scopeOf, scopeQuery } from '../../report/api/metric-scope';
import { type Route, route } from '../../edge/http/route';
import { id, instant } from '../../edge/http/schemas';

const consultantSchema = z
  .strictObject({
    consultantId: id
      .nullable()
      .describe('The partner behind the requesters or the consultant of the engagement; null: neither'),
    name: z.string().nullable().describe('null when that is nobody of ours'),
    tickets: z.int().describe('Opened, resolved or answered in the period, or open at its end'),
    opened: z.int(),
    resolved: z.int(),
    open: z.int().describe('At the end of the period'),
    responseTimeCompliance: z
      .strictObject({ value: z.number().nullable(), counts: z.int(), outOf: z.int() })
      .describe('100 * first responses kept in time / kept or overdue, in percent; null: there is no case'),
    support: z
      .array(z.strictObject({ personId: id.nullable(), name: z.string().nullable(), tickets: z.int() }))
      .describe('Who has these tickets; null: nobody yet'),
  })
  .meta({ id: 'ConsultantFigures' });

const consultantsSchema = z.strictObject({
  client: id.nullable(),
  from: instant,
  to: instant,
  items: z.array(consultantSchema),
});

/** What technical support did for each consultant. */
export function consultantRoutes({ db, clock }: ApiDeps): Route[] {
  return [
    route({
      method: 'get',
      path: '/v1/metrics/consultants',
      summary: 'The tickets of a period per consultant, and who in support has them',
      tag: 'reports',
      access: 'signed-in',
      query: z.strictObject(scopeQuery),
      answers: { 200: { description: 'The figures', content: { 'application/json': consultantsSchema } } },
      handle: async ({ query }) => {
        const scope = scopeOf(query, await clientAsked(db, query.client), clock.productNow());
        const figures = await readConsultants(db, scope);
        const names = await namesOf(db, peopleIn({ consultants: figures }));
        const { clientId, from, to } = scope;
        const items = figures.map((figure) => show(figure, names));
        return {
          status: 200,
          body: { client: clientId, from: from.toISOString(), to: to.toISOString(), items },
        };
      },
    }),
  ];
}

function show(figure: ConsultantFigure, names: Map<string, string>): z.output<typeof consultantSchema> {
  const { responsesInTime: counts, responses: outOf, support, consultantId, ...same } = figure;
  const nameOf = (personId: string | null) => (personId === null ? null : (names.get(personId) ?? null));
  return {
    consultantId,
    name: nameOf(consultantId),
    ...same,
    responseTimeCompliance: { value: outOf === 0 ? null : (100 * counts) / outOf, counts, outOf },
    support: support.map(({ personId, tickets }) => ({ personId, name: nameOf(personId), tickets })),
  };
}
