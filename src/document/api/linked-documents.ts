import { z } from 'zod';
import type { ApiDeps } from '../../edge/http/deps';
import type { CallingPerson } from '../../edge/http/principal';
import { notFound } from '../../edge/http/problem';
import { type Route, route } from '../../edge/http/route';
import { id, idParams, instant, instantOf } from '../../edge/http/schemas';
import { problemOf } from '../../engagement/api/refusals';
import { documentOpened } from '../../engagement/domain/facts/documents/facts';
import { type Engagement, findEngagement } from '../../engagement/store/engagements';
import { refuseAdministrator } from '../../fact/api/refusals';
import { type CheckedFact, stateFact } from '../../fact/api/state-fact';
import type { Actor } from '../../fact/domain/actor';
import { actorSchema, namedActor, personIdOf } from '../../journal/api/journal';
import { namesOf } from '../../journal/store/journal-entries';
import { brokenSchema, showBroken } from '../../link/api/broken';
import { brokenLinks } from '../../link/store/links';
import { derivedId } from '../../promise/domain/ids';
import type { LinkedDocument } from '../domain/linked';
import { listLinkedDocuments } from '../store/linked-documents';

const linkedDocumentSchema = z
  .strictObject({
    id,
    title: z.string(),
    url: z.string(),
    broken: brokenSchema.optional().describe('Left out: it leads somewhere, as far as is known'),
    linkedBy: actorSchema,
    linkedAt: instant,
    openings: z
      .array(z.strictObject({ by: actorSchema, at: instant }))
      .describe('Who opened it by `POST .../openings`, each for the first time'),
    waiver: z
      .strictObject({ by: actorSchema, at: instant, reason: z.string() })
      .nullable()
      .describe('Why it need not be opened'),
  })
  .meta({ id: 'LinkedDocument' });

const openedSchema = z.strictObject({ url: z.string() }).meta({ id: 'OpenedDocument' });

/** Documents elsewhere that people have linked with an engagement, by the fact `documentLinked`. */
export function linkedDocumentRoutes(deps: ApiDeps): Route[] {
  const { db } = deps;
  return [
    route({
      method: 'get',
      path: '/v1/engagements/{id}/linked-documents',
      summary:
        'The documents that people have linked with an engagement: who opened them, and who waived them and why',
      tag: 'documents',
      access: 'signed-in',
      params: idParams,
      answers: {
        200: {
          description: 'All of them, the oldest first',
          content: { 'application/json': z.strictObject({ items: z.array(linkedDocumentSchema) }) },
        },
      },
      handle: async ({ params }) => {
        if (!(await findEngagement(db, params.id))) throw notFound('engagement', params.id);
        const documents = await listLinkedDocuments(db, params.id);
        const names = await namesOf(db, documents.flatMap(actorsIn).flatMap(personIdOf));
        const broken = await brokenLinks(
          db,
          documents.map(({ url }) => url),
        );
        const items = documents.map((document) => ({
          ...show(document, names),
          ...showBroken(broken.get(document.url)),
        }));
        return { status: 200, body: { items } };
      },
    }),
    route({
      method: 'post',
      path: '/v1/engagements/{id}/linked-documents/{document}/openings',
      summary: 'Open a document that is linked with an engagement: that the caller did is put down, once',
      tag: 'documents',
      access: 'signed-in',
      params: z.object({ id, document: id }),
      answers: {
        200: {
          description: 'Where it stands',
          content: { 'application/json': openedSchema },
        },
        409: { description: 'The engagement has ended: nothing is put down any more' },
      },
      handle: async ({ params, principal }) => {
        const engagement = await findEngagement(db, params.id);
        if (!engagement) throw notFound('engagement', params.id);
        if (principal.kind === 'administrator') throw refuseAdministrator();
        const documents = await listLinkedDocuments(db, engagement.id);
        const document = documents.find((one) => one.id === params.document);
        if (!document) throw notFound('document', params.document);
        await putDown(deps, engagement, document, principal);
        return { status: 200, body: { url: document.url } };
      },
    }),
  ];
}

/** Each person's first opening counts, however often they open it. */
async function putDown(
  deps: ApiDeps,
  engagement: Engagement,
  { id: document, title, openings }: LinkedDocument,
  principal: CallingPerson,
): Promise<void> {
  if (openings.some(({ by }) => by.kind === 'person' && by.id === principal.id)) return;
  const stated = {
    subjectId: engagement.id,
    target: document,
    signal: documentOpened.name,
    body: { commandId: derivedId('cmd', engagement.id, document, principal.id) },
    principal,
    headers: {},
  };
  await stateFact(deps, stated, async (): Promise<CheckedFact> => {
    const { status, workflowId } = engagement;
    if (status === 'completed' || status === 'cancelled') {
      throw problemOf({ why: 'ended' }, documentOpened.name, engagement);
    }
    const occurredAtMs = deps.clock.productNow();
    return { workflowId, occurredAtMs, fields: { document }, body: { document, title } };
  });
}

function actorsIn({ linkedBy, openings, waiver }: LinkedDocument): Actor[] {
  return [linkedBy, ...openings.map(({ by }) => by), ...(waiver ? [waiver.by] : [])];
}

function show(
  { linkedBy, linkedAt, openings, waiver, ...same }: LinkedDocument,
  names: Map<string, string>,
): z.input<typeof linkedDocumentSchema> {
  const acted = ({ by, at }: { by: Actor; at: Date }) => ({ by: namedActor(by, names), at: instantOf(at) });
  return {
    ...same,
    ...{ linkedBy: namedActor(linkedBy, names), linkedAt: instantOf(linkedAt) },
    openings: openings.map(acted),
    waiver: waiver && { ...acted(waiver), reason: waiver.reason },
  };
}
