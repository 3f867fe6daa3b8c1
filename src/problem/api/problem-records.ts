import { z } from 'zod';
import { handOverOrLater } from '../../dispatch/hand-over';
import { PROBLEMS } from '../dispatch/hand-over';
import { PROBLEM_SOURCES, PROBLEM_STATUSES } from '../domain/problem';
import { fingerprintOf } from '../../fact/store/idempotency';
import { findIncident, type Incident } from '../../incident/store/incidents';
import { findProblem, listProblems, openProblem, type Problem, withProblemDetails } from '../store/problems';
import { newestServiceDesk } from '../../service-desk/store/versions';
import { forbidden, refuseAdministrator } from '../../fact/api/refusals';
import { decodeCursor, instantPart, pageOf, pageQuery, toPage } from '../../edge/http/cursor';
import type { ApiDeps } from '../../edge/http/deps';
import { keyReused, temporalLink } from '../../engagement/api/engagements';
import { idempotencyHeader, idempotencyKeyOf } from '../../fact/api/idempotency-key';
import { requireKnown } from '../../incident/api/incidents';
import { actorOf, type Principal, principalKey } from '../../edge/http/principal';
import { invalid, notFound } from '../../edge/http/problem';
import { problemRecordSchema, showProblemRecord } from './problem-record-view';
import { type Route, route } from '../../edge/http/route';
import { id, idParams, name } from '../../edge/http/schemas';

const OPEN = 'POST /v1/problems';

const newProblem = z
  .strictObject({
    title: name,
    description: z.string().trim().max(20_000).default(''),
    source: z.enum(PROBLEM_SOURCES).describe('What made somebody see it'),
    tickets: z
      .array(id)
      .min(1)
      .max(1_000)
      .describe('The tickets that come from it, each one that is there; one at least'),
    incidentId: id
      .optional()
      .describe('The crisis that it was seen in; one that is closed has told the root cause already'),
  })
  .meta({ id: 'NewProblemRecord' });

/** Opening, finding and reading problems: what tickets come from, on its way to an improvement. */
export function problemRecordRoutes(deps: ApiDeps): Route[] {
  const { db, clock, settings } = deps;
  const show = async (rows: Problem[]) => {
    const details = await withProblemDetails(db, rows);
    const now = new Date(clock.productNow());
    return details.map((one) => showProblemRecord(one, now, (flow) => temporalLink(settings, flow)));
  };
  const read = async (problemId: string) => {
    const problem = await findProblem(db, problemId);
    if (!problem) throw notFound('problem', problemId);
    return (await show([problem]))[0];
  };
  return [
    route({
      method: 'post',
      path: '/v1/problems',
      summary: 'Open a problem: what tickets come from, to be turned into an improvement',
      tag: 'problems',
      access: 'signed-in',
      requestHeaders: idempotencyHeader('problem'),
      body: { kind: 'json', schema: newProblem },
      answers: {
        201: {
          description: 'Opened: stored for good, its root cause is owed from now on',
          content: { 'application/json': problemRecordSchema },
          headers: { Location: 'Its address' },
        },
        200: {
          description: 'It was opened before, by the same key',
          content: { 'application/json': problemRecordSchema },
        },
      },
      handle: async ({ body, headers, principal }) => {
        const { desk, version } = await newestServiceDesk(db);
        requireRole(principal, desk.problems.openedBy);
        const { incidentId, ...same } = body;
        const tickets = [...new Set(body.tickets)];
        await requireKnown(deps, { engagements: [], tickets: body.tickets });
        const incident = incidentId === undefined ? null : await requireIncident(deps, incidentId);
        const key = idempotencyKeyOf(headers);
        const opened = await openProblem(
          db,
          {
            ...same,
            tickets,
            incidentId: incident?.id ?? null,
            rootCause: incident?.rootCause ?? null,
            deskVersion: version,
            openedBy: actorOf(principal),
            idempotency:
              key === undefined
                ? undefined
                : { principal: principalKey(principal), route: OPEN, key, fingerprint: fingerprintOf(body) },
          },
          new Date(clock.productNow()),
        );
        if (opened.outcome === 'key-reused') throw keyReused();
        const { problem } = opened;
        if (!problem.handedOverAt) await handOverOrLater(deps, PROBLEMS, problem.id);
        return {
          status: opened.outcome === 'created' ? 201 : 200,
          body: await read(problem.id),
          headers: { location: `/v1/problems/${problem.id}` },
        };
      },
    }),
    route({
      method: 'get',
      path: '/v1/problems',
      summary: 'List problems, newest change first',
      tag: 'problems',
      access: 'signed-in',
      query: z.strictObject({
        ...pageQuery,
        status: z.enum(PROBLEM_STATUSES).optional(),
        ticket: id.optional().describe('The id of a ticket that comes from it'),
      }),
      answers: {
        200: { description: 'A page', content: { 'application/json': pageOf(problemRecordSchema) } },
      },
      handle: async ({ query }) => {
        const { limit, cursor, ...filter } = query;
        const after = decodeCursor(cursor, z.tuple([instantPart, z.string()]));
        const place = after && { updatedAt: after[0], id: after[1] };
        const rows = await listProblems(db, filter, limit + 1, place);
        const { items, nextCursor } = toPage(
          rows,
          limit,
          (row) => row,
          (row) => [row.updatedAt, row.id],
        );
        return { status: 200, body: { items: await show(items), nextCursor } };
      },
    }),
    route({
      method: 'get',
      path: '/v1/problems/{id}',
      summary: 'Read a problem with what is owed and what was measured',
      tag: 'problems',
      access: 'signed-in',
      params: idParams,
      answers: { 200: { description: 'The problem', content: { 'application/json': problemRecordSchema } } },
      handle: async ({ params }) => ({ status: 200, body: await read(params.id) }),
    }),
  ];
}

/** @throws Problem 403 unless it is a person who has one of these roles */
export function requireRole(principal: Principal, roles: string[]): void {
  if (principal.kind === 'administrator') throw refuseAdministrator();
  if (!principal.roles.some((role) => roles.includes(role))) throw forbidden(roles);
}

async function requireIncident({ db }: ApiDeps, incidentId: string): Promise<Incident> {
  const incident = await findIncident(db, incidentId);
  if (!incident) throw invalid([{ pointer: '/incidentId', message: 'there is no such crisis' }]);
  return incident;
}
