import { z } from 'zod';
import type { ApiDeps } from '../../edge/http/deps';
import { PAGE, pageAnswer } from '../../edge/http/page';
import { notFound } from '../../edge/http/problem';
import { type Route, route } from '../../edge/http/route';
import { idParams, instant, instantOf } from '../../edge/http/schemas';
import { findEngagement } from '../../engagement/store/engagements';
import { findPlaybookVersion, loadPlaybook } from '../../playbook/store/playbooks';
import { findServiceDeskVersion, loadServiceDesk } from '../../service-desk/store/versions';
import { DOCUMENT_KINDS, RULE_KINDS } from '../domain/document';
import { deskPage, playbookPage } from '../domain/pages';
import { documentsOf, type UsedDocument } from '../store/documents';

const documentSchema = z
  .strictObject({
    kind: z.enum(DOCUMENT_KINDS),
    name: z.string().describe("In the playbook, in the engagement's folder, or a certificate's number"),
    title: z.string(),
    version: z
      .int()
      .describe('Of the rules that hold it; of what is saved in the folder, how often it was saved so far'),
    hash: z.string().nullable().describe('SHA-256 of its content; null where it is not known'),
    firstUsedAt: instant.nullable().describe('Null while nothing has used it'),
    link: z
      .string()
      .nullable()
      .describe('Where it stands: a page of the storage, or a path of this API; null where nobody told'),
  })
  .meta({ id: 'Document' });

const version = z.string().regex(/^[1-9]\d{0,5}$/);

/** What people read of an engagement: the documents of its rules, and its own. */
export function documentRoutes({ db }: ApiDeps): Route[] {
  return [
    route({
      method: 'get',
      path: '/v1/engagements/{id}/documents',
      summary: 'The documents of an engagement, each in the version that it used',
      tag: 'documents',
      access: 'signed-in',
      params: idParams,
      answers: {
        200: {
          description:
            'Those of every version of the playbooks by which it goes or went, the oldest first; then its own',
          content: { 'application/json': z.strictObject({ items: z.array(documentSchema) }) },
        },
      },
      handle: async ({ params }) => {
        const engagement = await findEngagement(db, params.id);
        if (!engagement) throw notFound('engagement', params.id);
        return { status: 200, body: { items: (await documentsOf(db, engagement)).map(show) } };
      },
    }),
    route({
      method: 'get',
      path: '/v1/playbooks/{name}/versions/{v}/documents/{kind}',
      summary: 'A document that a version of a playbook holds, as a page to read and to print',
      tag: 'documents',
      access: 'signed-in',
      params: z.object({ name: z.string().max(80), v: version, kind: z.enum(RULE_KINDS) }),
      answers: { 200: { description: 'The page', content: PAGE } },
      handle: async ({ params: { name, v, kind } }) => {
        const row = await findPlaybookVersion(db, name, Number(v));
        if (!row) throw notFound('playbook version', `${name}@${v}`);
        const { title, body } = playbookPage(kind, await loadPlaybook(db, row.name, row.version), row);
        return pageAnswer(200, title, body);
      },
    }),
    route({
      method: 'get',
      path: '/v1/service-desk/versions/{v}/documents/{kind}',
      summary: "A document that a version of the service desk's rules holds, as a page to read and to print",
      tag: 'documents',
      access: 'signed-in',
      params: z.object({ v: version, kind: z.literal('sla-policy') }),
      answers: { 200: { description: 'The page', content: PAGE } },
      handle: async ({ params: { v } }) => {
        const row = await findServiceDeskVersion(db, Number(v));
        if (!row) throw notFound("version of the service desk's rules", v);
        const { title, body } = deskPage(await loadServiceDesk(db, row.version), row);
        return pageAnswer(200, title, body);
      },
    }),
  ];
}

function show({ firstUsedAt, ...same }: UsedDocument): z.input<typeof documentSchema> {
  return { ...same, firstUsedAt: instantOf(firstUsedAt) };
}
