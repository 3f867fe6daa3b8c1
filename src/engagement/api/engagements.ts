import { z } from 'zod';
import { handOverOrLater } from '../../dispatch/hand-over';
import { ENGAGEMENTS } from '../dispatch/hand-over';
import { STAGES } from '../../playbook/domain/playbook';
import { findEngagementDetail, listEngagements } from '../store/engagements';
import { startEngagement } from '../store/engagements-start';
import { fingerprintOf } from '../../fact/store/idempotency';
import { decodeCursor, instantPart, pageOf, pageQuery, toPage } from '../../edge/http/cursor';
import type { ApiDeps } from '../../edge/http/deps';
import {
  engagementItemSchema,
  engagementSchema,
  showEngagement,
  showEngagementItem,
} from './engagement-view';
import { idempotencyHeader, idempotencyKeyOf } from '../../fact/api/idempotency-key';
import { actorOf, principalKey } from '../../edge/http/principal';
import { invalid, notFound, Problem } from '../../edge/http/problem';
import { type Route, route } from '../../edge/http/route';
import { email, facts, id, idParams, instant, name, roleName, words } from '../../edge/http/schemas';
import { money } from '../../money/domain/money-schema';

const START = 'POST /v1/engagements';

const newEngagement = z
  .strictObject({
    playbook: z
      .string()
      .max(80)
      .regex(/^[a-z][a-z0-9-]*(@[1-9]\d{0,5})?$/, 'the name of a playbook, or name@version')
      .describe('The name of a published playbook, for its newest version, or name@version'),
    client: z.strictObject({
      name,
      calendar: z
        .string()
        .max(60)
        .optional()
        .describe(
          "By which this client is served from now on, where an engagement names no calendar: one of the playbook's",
        ),
      contacts: z
        .array(
          z.strictObject({
            name,
            email,
            role: z.string().trim().max(100).optional(),
            consent: z
              .strictObject({ at: instant, source: words(200) })
              .optional()
              .describe('Consent to mailings: when and where it was given'),
          }),
        )
        .max(50)
        .optional(),
    }),
    title: name,
    value: money.optional(),
    facts: facts.optional(),
    team: z.record(roleName, id).optional().describe('Role to the id of an active person'),
    calendar: z.string().max(60).optional().describe("One of the playbook's calendars"),
    externalIds: z
      .record(
        z.string().regex(/^[a-zA-Z][A-Za-z0-9-]{0,59}$/, 'letters and digits'),
        z.string().min(1).max(200),
      )
      .optional()
      .describe(
        'What it is called elsewhere, such as {"shopOrder": "777"}; each id starts one engagement, ever',
      ),
  })
  .meta({ id: 'NewEngagement' });

const listQuery = z.strictObject({
  ...pageQuery,
  stage: z.enum(STAGES).optional(),
  status: z.enum(['active', 'held', 'completed', 'cancelled']).optional(),
  playbook: z.string().max(80).optional().describe('A name, or name@version'),
  owner: id.optional().describe("A person's id or a role that owes an open promise"),
  late: z.enum(['true', 'false']).optional().describe('Whether a promise is open past its due time'),
  client: z.string().max(200).optional().describe("A client's id, or a name of it"),
  q: z.string().max(200).optional().describe("Part of the reference, the title or the client's name"),
});

/** Starting, finding and reading engagements. */
export function engagementRoutes(deps: ApiDeps): Route[] {
  const { db, clock, settings } = deps;
  const now = () => new Date(clock.productNow());
  const show = async (engagementId: string) => {
    const detail = await findEngagementDetail(db, engagementId);
    if (!detail) throw notFound('engagement', engagementId);
    return showEngagement(detail, now(), {
      temporalUrl: (workflowId) => temporalLink(settings, workflowId),
      currency: settings.currency,
    });
  };
  return [
    route({
      method: 'post',
      path: '/v1/engagements',
      summary: 'Start an engagement',
      tag: 'engagements',
      access: 'signed-in',
      requestHeaders: idempotencyHeader('engagement'),
      body: { kind: 'json', schema: newEngagement },
      answers: {
        201: {
          description: 'Started: stored for good, and on its way',
          content: { 'application/json': engagementSchema },
          headers: { Location: 'Its address' },
        },
        200: {
          description: 'It was started before, by the same key or the same external id',
          content: { 'application/json': engagementSchema },
        },
      },
      handle: async ({ body, headers, principal }) => {
        const key = idempotencyKeyOf(headers);
        const { externalIds, ...request } = body;
        const started = await startEngagement(deps, {
          request,
          startedBy: actorOf(principal),
          externalIds: externalIds ?? {},
          idempotency:
            key === undefined
              ? undefined
              : { principal: principalKey(principal), route: START, key, fingerprint: fingerprintOf(body) },
        });
        if (started.outcome === 'invalid') throw invalid(started.errors);
        if (started.outcome === 'key-reused') throw keyReused();
        const { engagement } = started;
        if (!engagement.handedOverAt) await handOverOrLater(deps, ENGAGEMENTS, engagement.id);
        return {
          status: started.outcome === 'created' ? 201 : 200,
          body: await show(engagement.id),
          headers: { location: `/v1/engagements/${engagement.id}` },
        };
      },
    }),
    route({
      method: 'get',
      path: '/v1/engagements',
      summary: 'List engagements, newest change first',
      tag: 'engagements',
      access: 'signed-in',
      query: listQuery,
      answers: {
        200: { description: 'A page', content: { 'application/json': pageOf(engagementItemSchema) } },
      },
      handle: async ({ query }) => {
        const { limit, cursor, late, ...filter } = query;
        const after = decodeCursor(cursor, z.tuple([instantPart, z.string()]));
        const rows = await listEngagements(
          db,
          { ...filter, ...(late === undefined ? {} : { late: late === 'true' }) },
          now(),
          limit + 1,
          after && { updatedAt: after[0], id: after[1] },
        );
        return {
          status: 200,
          body: toPage(rows, limit, showEngagementItem, (row) => [row.updatedAt, row.id]),
        };
      },
    }),
    route({
      method: 'get',
      path: '/v1/engagements/{id}',
      summary: 'Read an engagement with its promises and tracks',
      tag: 'engagements',
      access: 'signed-in',
      params: idParams,
      answers: { 200: { description: 'The engagement', content: { 'application/json': engagementSchema } } },
      handle: async ({ params }) => ({ status: 200, body: await show(params.id) }),
    }),
  ];
}

/** Where a workflow is to be seen. */
export function temporalLink(settings: ApiDeps['settings'], workflowId: string): string {
  const namespace = encodeURIComponent(settings.temporalNamespace);
  return `${settings.temporalUiUrl}/namespaces/${namespace}/workflows/${encodeURIComponent(workflowId)}`;
}

/** 422 for a key that stands for another request. */
export function keyReused(): Problem {
  return new Problem(
    'invalid',
    'This Idempotency-Key was used for another request before. Nothing was changed. Use a new key for a new request, or send the first one again as it was.',
    { errors: [{ pointer: '/header/Idempotency-Key', message: 'was used with another body' }] },
  );
}
