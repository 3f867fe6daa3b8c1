import { z } from 'zod';
import { decodeCursor, pageOf, pageQuery, toPage } from '../../edge/http/cursor';
import type { ApiDeps } from '../../edge/http/deps';
import { notFound } from '../../edge/http/problem';
import { type Route, route } from '../../edge/http/route';
import { instant, instantOf } from '../../edge/http/schemas';
import { faultyText, RULES_TEXT, sourceIn, versionNumber } from '../../playbook/api/rules-text';
import {
  findServiceDeskVersion,
  listServiceDeskVersions,
  loadServiceDesk,
  newestServiceDesk,
  publishServiceDesk,
} from '../store/versions';

const item = z
  .strictObject({ version: z.int(), title: z.string(), hash: z.string(), publishedAt: instant })
  .meta({ id: 'ServiceDeskItem' });

const version = item
  .extend({
    source: z.string().describe('The YAML text as it was published'),
    rules: z.record(z.string(), z.unknown()).describe('The same, parsed'),
  })
  .meta({ id: 'ServiceDeskVersion' });

const listed = pageOf(item)
  .extend({ current: version.describe('The newest: it rules whatever is begun from now on') })
  .meta({ id: 'ServiceDesk' });

const published = z
  .strictObject({
    version: z.int(),
    title: z.string(),
    currentVersion: z.int().describe('The newest: it rules whatever is begun from now on'),
  })
  .meta({ id: 'PublishedServiceDesk' });

/** The rules of tickets, incidents and problems, published by version. */
export function serviceDeskRoutes({ db, clock }: ApiDeps): Route[] {
  const read = async (number: number) => {
    const row = await findServiceDeskVersion(db, number);
    if (!row) throw notFound("version of the service desk's rules", String(number));
    return {
      ...row,
      publishedAt: instantOf(row.publishedAt),
      rules: await loadServiceDesk(db, row.version),
    };
  };
  return [
    route({
      method: 'get',
      path: '/v1/service-desk',
      summary: "The service desk's rules: which version holds, and all versions, newest first",
      tag: 'service-desk',
      access: 'signed-in',
      query: z.strictObject(pageQuery),
      answers: { 200: { description: 'A page', content: { 'application/json': listed } } },
      handle: async ({ query }) => {
        const before = decodeCursor(query.cursor, z.tuple([z.int().min(1)]));
        const { version: newest } = await newestServiceDesk(db);
        const rows = await listServiceDeskVersions(db, query.limit + 1, before?.[0] ?? null);
        const show = (row: (typeof rows)[number]) => ({ ...row, publishedAt: instantOf(row.publishedAt) });
        const page = toPage(rows, query.limit, show, (row) => [row.version]);
        return { status: 200, body: { current: await read(newest), ...page } };
      },
    }),
    route({
      method: 'post',
      path: '/v1/service-desk',
      summary: "Publish the service desk's rules as their next version",
      tag: 'service-desk',
      access: 'administrator',
      body: RULES_TEXT,
      answers: {
        201: {
          description:
            'Published: what is opened from now on is ruled by it. What is open keeps the version that it was begun with; a ticket takes the newest by rulesRenewed',
          content: { 'application/json': published },
          headers: { Location: 'Its address' },
        },
        200: {
          description:
            'This very text is a version already, and that is all: nothing was changed. To go back to a version before the current one, publish its text with a change, such as a comment',
          content: { 'application/json': published },
          headers: { Location: 'Its address' },
        },
      },
      handle: async ({ body, headers }) => {
        const outcome = await publishServiceDesk(db, sourceIn(body, headers), new Date(clock.productNow()));
        if (outcome.outcome === 'faulty') throw faultyText(outcome.faults);
        const { version: number, title } = outcome;
        const newest = await newestServiceDesk(db);
        return {
          status: outcome.outcome === 'published' ? 201 : 200,
          body: { version: number, title, currentVersion: newest.version },
          headers: { location: `/v1/service-desk/versions/${number}` },
        };
      },
    }),
    route({
      method: 'get',
      path: '/v1/service-desk/versions/{v}',
      summary: "Read a version of the service desk's rules: its text and its rules",
      tag: 'service-desk',
      access: 'signed-in',
      params: z.object({ v: versionNumber }),
      answers: { 200: { description: 'The version', content: { 'application/json': version } } },
      handle: async ({ params }) => ({ status: 200, body: await read(Number(params.v)) }),
    }),
  ];
}
