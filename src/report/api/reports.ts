import { z } from 'zod';
import { HOUSE, REPORT_KINDS } from '../domain/report';
import type { CasePlace, MetricScope } from '../store/metric-cases';
import { METRICS } from '../store/metrics';
import { mailingsOf } from '../store/report-mailings';
import { findReport, listReports, type ReportRow } from '../store/reports';
import { decodeCursor, instantPart, pageOf, pageQuery, toPage, wholeNumber } from '../../edge/http/cursor';
import { idsOfClient } from '../../client/store/clients';
import type { ApiDeps } from '../../edge/http/deps';
import { clientAsked, scopeOf, scopeQuery } from './metric-scope';
import { invalid, notFound } from '../../edge/http/problem';
import { type Route, route } from '../../edge/http/route';
import { id, idParams, instant, instantOf } from '../../edge/http/schemas';

const reportItemShape = {
  id,
  kind: z.enum(REPORT_KINDS),
  client: id.nullable().describe("The client's id; null: the whole house"),
  periodStart: instant,
  periodEnd: instant.describe('The first instant after the period'),
  createdAt: instant,
  late: z.boolean().describe('Whether it was compiled after its time'),
};
const reportItem = z.strictObject(reportItemShape).meta({ id: 'ReportItem' });
const reportSchema = z
  .strictObject({
    ...reportItemShape,
    text: z.string().describe('The report as it was mailed'),
    figures: z.record(z.string(), z.unknown()).describe('What the text was written from'),
    sentTo: z.array(z.strictObject({ personId: id, sentAt: instant })),
  })
  .meta({ id: 'Report' });

const metricSchema = z
  .strictObject({
    name: z.string(),
    title: z.string(),
    unit: z.enum(['percent', 'points', 'of 5', 'hours', 'steps', 'revisions']),
    formula: z.string(),
    value: z.number().nullable().describe('null: there is no case'),
    inputs: z.strictObject({ counts: z.number(), outOf: z.number() }).describe('The sums of the formula'),
    cases: z
      .array(
        z.strictObject({
          id: z.string(),
          engagementId: id.nullable(),
          ticketId: id.nullable(),
          counts: z.number(),
          outOf: z.number(),
        }),
      )
      .describe('What the value was calculated from, those that pull it down first'),
    nextCursor: z
      .string()
      .nullable()
      .describe('Gives the next cases of this metric, of the same period; null when there are no more'),
  })
  .meta({ id: 'Metric' });

const metricsSchema = z.strictObject({
  client: id.nullable(),
  from: instant,
  to: instant,
  items: z.array(metricSchema),
});

const metricsQuery = z.strictObject({
  ...scopeQuery,
  metric: z
    .enum(METRICS.map(({ name }) => name))
    .optional()
    .describe('One metric alone; with a cursor, that which the cursor belongs to'),
  limit: wholeNumber(0, 200).default(20).describe('How many cases of each metric at most; 200 at the utmost'),
  cursor: pageQuery.cursor.describe(
    "A metric's `nextCursor`, together with `metric`: its next cases. The period is that of the first page",
  ),
});

/** Reports as they were sent, and the metrics of any period with what they follow from. */
export function reportRoutes({ db, clock }: ApiDeps): Route[] {
  return [
    route({
      method: 'get',
      path: '/v1/reports',
      summary: 'List reports, the newest period first',
      tag: 'reports',
      access: 'signed-in',
      query: z.strictObject({
        ...pageQuery,
        kind: z.enum(REPORT_KINDS).optional(),
        client: id.optional().describe(`A client's id, or ${HOUSE} for the reports on the whole house`),
      }),
      answers: { 200: { description: 'A page', content: { 'application/json': pageOf(reportItem) } } },
      handle: async ({ query }) => {
        const { limit, cursor, kind } = query;
        const client = await clientAsked(db, query.client);
        const filter = { kind, clientIds: client === null ? undefined : await idsOfClient(db, client) };
        const after = decodeCursor(cursor, z.tuple([instantPart, z.string()]));
        const place = after && { periodStart: after[0], id: after[1] };
        const rows = await listReports(db, filter, limit + 1, place);
        return { status: 200, body: toPage(rows, limit, showItem, (row) => [row.periodStart, row.id]) };
      },
    }),
    route({
      method: 'get',
      path: '/v1/reports/{id}',
      summary: 'Read a report as it was sent',
      tag: 'reports',
      access: 'signed-in',
      params: idParams,
      answers: { 200: { description: 'The report', content: { 'application/json': reportSchema } } },
      handle: async ({ params }) => {
        const report = await findReport(db, params.id);
        if (!report) throw notFound('report', params.id);
        const { text, figures } = report;
        const sentTo = await mailingsOf(db, report.id);
        return { status: 200, body: { ...showItem(report), text, figures, sentTo } };
      },
    }),
    route({
      method: 'get',
      path: '/v1/metrics',
      summary: 'The metrics of a period: formula, inputs, value and the cases behind it',
      tag: 'reports',
      access: 'signed-in',
      query: metricsQuery,
      answers: { 200: { description: 'The metrics', content: { 'application/json': metricsSchema } } },
      handle: async ({ query }) => {
        const { limit, metric } = query;
        const place = placeOf(query);
        const client = await clientAsked(db, query.client);
        const scope = place
          ? { ...place.scope, clientId: client }
          : scopeOf(query, client, clock.productNow());
        const items: z.output<typeof metricSchema>[] = [];
        for (const { name, title, unit, formula, houseOnly, read, cases } of METRICS) {
          if ((metric !== undefined && name !== metric) || (scope.clientId !== null && houseOnly)) continue;
          const { value, counts, outOf } = await read(db, scope);
          const rows = await cases(db, scope, limit + 1, place?.after ?? null);
          const page = toPage(
            rows,
            limit,
            (row) => row,
            (row) => [name, scope.from, scope.to, row.counts, row.id],
          );
          const inputs = { counts, outOf };
          items.push({
            name,
            title,
            unit,
            formula,
            value,
            inputs,
            cases: page.items,
            nextCursor: page.nextCursor,
          });
        }
        const { clientId, from, to } = scope;
        const body = { client: clientId, from: from.toISOString(), to: to.toISOString(), items };
        return { status: 200, body };
      },
    }),
  ];
}

/**
 * Where the page before ended, in which period: without `to`, the next page must not be of a later one.
 * @throws Problem 422 when the cursor is not one of the metric that is asked for
 */
function placeOf({
  cursor,
  metric,
}: z.output<typeof metricsQuery>): { scope: Pick<MetricScope, 'from' | 'to'>; after: CasePlace } | null {
  if (cursor !== undefined && metric === undefined) {
    throw invalid([{ pointer: '/query/metric', message: 'names the metric that the cursor belongs to' }]);
  }
  const ended = z.tuple([z.literal(metric), instantPart, instantPart, z.number(), z.string()]);
  const place = decodeCursor(cursor, ended);
  if (!place) {
    return null;
  }
  const [, from, to, counts, lastId] = place;
  return { scope: { from, to }, after: { counts, id: lastId } };
}

function showItem(row: ReportRow): Record<string, unknown> {
  return {
    id: row.id,
    kind: row.kind,
    client: row.clientId === HOUSE ? null : row.clientId,
    periodStart: instantOf(row.periodStart),
    periodEnd: instantOf(row.periodEnd),
    createdAt: instantOf(row.createdAt),
    late: row.late,
  };
}
