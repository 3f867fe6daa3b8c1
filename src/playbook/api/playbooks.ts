import { z } from 'zod';
import { chartOf } from '../domain/flowchart';
import { findPlaybookVersion, listPlaybooks, loadPlaybook, publishPlaybook } from '../store/playbooks';
import { decodeCursor, pageOf, pageQuery, toPage } from '../../edge/http/cursor';
import type { ApiDeps } from '../../edge/http/deps';
import { FLOWCHART, flowchartAnswer } from './flowchart-answer';
import { notFound } from '../../edge/http/problem';
import { type Route, route } from '../../edge/http/route';
import { instant, instantOf } from '../../edge/http/schemas';
import { faultyText, RULES_TEXT, sourceIn, versionNumber } from './rules-text';

const playbookItem = z
  .strictObject({
    name: z.string(),
    version: z.int(),
    title: z.string(),
    hash: z.string(),
    publishedAt: instant,
  })
  .meta({ id: 'PlaybookItem' });

const published = z
  .strictObject({ name: z.string(), version: z.int(), title: z.string() })
  .meta({ id: 'PublishedPlaybook' });

const playbookVersion = playbookItem
  .extend({
    source: z.string().describe('The YAML text as it was published'),
    rules: z.record(z.string(), z.unknown()).describe('The same, parsed'),
  })
  .meta({ id: 'PlaybookVersion' });

const versionParams = z.object({
  name: z.string().max(80),
  v: versionNumber,
});

/** Business rules, published by version. */
export function playbookRoutes({ db, clock, vendors }: ApiDeps): Route[] {
  return [
    route({
      method: 'get',
      path: '/v1/playbooks',
      summary: 'List the newest version of each playbook',
      tag: 'playbooks',
      access: 'signed-in',
      query: z.strictObject(pageQuery),
      answers: { 200: { description: 'A page', content: { 'application/json': pageOf(playbookItem) } } },
      handle: async ({ query }) => {
        const after = decodeCursor(query.cursor, z.tuple([z.string()]));
        const rows = await listPlaybooks(db, query.limit + 1, after?.[0] ?? null);
        const show = (row: (typeof rows)[number]) => ({ ...row, publishedAt: instantOf(row.publishedAt) });
        return { status: 200, body: toPage(rows, query.limit, show, (row) => [row.name]) };
      },
    }),
    route({
      method: 'post',
      path: '/v1/playbooks',
      summary: 'Publish a playbook as its next version',
      tag: 'playbooks',
      access: 'administrator',
      body: RULES_TEXT,
      answers: {
        201: {
          description: 'Published; running engagements keep the version that they started with',
          content: { 'application/json': published },
          headers: { Location: 'Its address' },
        },
        200: {
          description: 'This very text is published already',
          content: { 'application/json': published },
        },
      },
      handle: async ({ body, headers }) => {
        const source = sourceIn(body, headers);
        const outcome = await publishPlaybook(db, source, new Date(clock.productNow()), vendors);
        if (outcome.outcome === 'faulty') throw faultyText(outcome.faults);
        const { name, version, title } = outcome;
        return {
          status: outcome.outcome === 'published' ? 201 : 200,
          body: { name, version, title },
          headers: { location: `/v1/playbooks/${name}/versions/${version}` },
        };
      },
    }),
    route({
      method: 'get',
      path: '/v1/playbooks/{name}/versions/{v}',
      summary: 'Read a version of a playbook: its text and its rules',
      tag: 'playbooks',
      access: 'signed-in',
      params: versionParams,
      answers: { 200: { description: 'The version', content: { 'application/json': playbookVersion } } },
      handle: async ({ params }) => {
        const row = await findPlaybookVersion(db, params.name, Number(params.v));
        if (!row) throw notFound('playbook version', `${params.name}@${params.v}`);
        const rules = await loadPlaybook(db, row.name, row.version);
        return { status: 200, body: { ...row, publishedAt: instantOf(row.publishedAt), rules } };
      },
    }),
    route({
      method: 'get',
      path: '/v1/playbooks/{name}/versions/{v}/flowchart',
      summary: 'The flowchart of a playbook or of a part of it, drawn from its rules',
      tag: 'playbooks',
      access: 'signed-in',
      params: versionParams,
      ...FLOWCHART,
      handle: async ({ params, query, headers }) => {
        const row = await findPlaybookVersion(db, params.name, Number(params.v));
        if (!row) throw notFound('playbook version', `${params.name}@${params.v}`);
        const chart = chartOf(await loadPlaybook(db, row.name, row.version));
        return flowchartAnswer(chart, query, headers);
      },
    }),
  ];
}
