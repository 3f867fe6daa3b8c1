import { z } from 'zod';
import { handOverOrLater } from '../../dispatch/hand-over';
import { INCIDENTS } from '../dispatch/hand-over';
import { termToSeconds } from '../../promise/domain/duration';
import { DECLARED_KINDS } from '../domain/incident';
import { findEscalation } from '../../promise/store/escalations';
import { fingerprintOf } from '../../fact/store/idempotency';
import {
  declareIncident,
  findIncident,
  type Incident,
  listIncidents,
  unknownSubjects,
  withIncidentDetails,
} from '../store/incidents';
import { newestServiceDesk } from '../../service-desk/store/versions';
import type { ServiceDesk } from '../../service-desk/domain/service-desk';
import { forbidden, refuseAdministrator } from '../../fact/api/refusals';
import { decodeCursor, instantPart, pageOf, pageQuery, toPage } from '../../edge/http/cursor';
import type { ApiDeps } from '../../edge/http/deps';
import { keyReused, temporalLink } from '../../engagement/api/engagements';
import { idempotencyHeader, idempotencyKeyOf } from '../../fact/api/idempotency-key';
import { incidentSchema, showIncident } from './incident-view';
import { actorOf, type Principal, principalKey } from '../../edge/http/principal';
import { type FieldFault, invalid, notFound } from '../../edge/http/problem';
import { type Route, route } from '../../edge/http/route';
import { id, idParams, name } from '../../edge/http/schemas';

const DECLARE = 'POST /v1/incidents';
const ids = z.array(id).max(1_000).default([]);

const newIncident = z
  .strictObject({
    kind: z.enum(DECLARED_KINDS),
    title: name,
    engagements: ids.describe('The engagements concerned, each one that is there'),
    tickets: ids.describe('The tickets concerned, each one that is there'),
    updateEvery: z
      .string()
      .regex(/^[1-9]\d{0,3} (min|h|d)$/, 'a plain term such as "30 min" or "1 h"')
      .optional(),
    escalationId: id.optional().describe('The escalation that it is declared from'),
  })
  .meta({ id: 'NewIncident' });

/** Declaring, finding and reading crises. */
export function incidentRoutes(deps: ApiDeps): Route[] {
  const { db, clock, settings } = deps;
  const show = async (rows: Incident[]) => {
    const details = await withIncidentDetails(db, rows);
    const now = new Date(clock.productNow());
    return details.map((one) => showIncident(one, now, (workflowId) => temporalLink(settings, workflowId)));
  };
  const read = async (incidentId: string) => {
    const incident = await findIncident(db, incidentId);
    if (!incident) throw notFound('incident', incidentId);
    return (await show([incident]))[0];
  };
  return [
    route({
      method: 'post',
      path: '/v1/incidents',
      summary: 'Declare a crisis: everybody on the ladder is told at once',
      tag: 'incidents',
      access: 'signed-in',
      requestHeaders: idempotencyHeader('incident'),
      body: { kind: 'json', schema: newIncident },
      answers: {
        201: {
          description: 'Declared: stored for good, and on its way to everybody',
          content: { 'application/json': incidentSchema },
          headers: { Location: 'Its address' },
        },
        200: {
          description: 'It was declared before, by the same key',
          content: { 'application/json': incidentSchema },
        },
      },
      handle: async ({ body, headers, principal }) => {
        const { desk, version } = await newestServiceDesk(db);
        requireDeclarer(principal, desk);
        await requireKnown(deps, body);
        const key = idempotencyKeyOf(headers);
        const { updateEvery = desk.incidents.updateEvery, escalationId = null, ...same } = body;
        const declared = await declareIncident(
          db,
          {
            ...same,
            escalationId,
            updateEverySeconds: termToSeconds(updateEvery),
            deskVersion: version,
            declaredBy: actorOf(principal),
            idempotency:
              key === undefined
                ? undefined
                : {
                    principal: principalKey(principal),
                    route: DECLARE,
                    key,
                    fingerprint: fingerprintOf(body),
                  },
          },
          new Date(clock.productNow()),
        );
        if (declared.outcome === 'key-reused') throw keyReused();
        const { incident } = declared;
        if (!incident.handedOverAt) await handOverOrLater(deps, INCIDENTS, incident.id);
        return {
          status: declared.outcome === 'created' ? 201 : 200,
          body: await read(incident.id),
          headers: { location: `/v1/incidents/${incident.id}` },
        };
      },
    }),
    route({
      method: 'get',
      path: '/v1/incidents',
      summary: 'List crises, newest change first',
      tag: 'incidents',
      access: 'signed-in',
      query: z.strictObject({ ...pageQuery, status: z.enum(['open', 'closed']).optional() }),
      answers: { 200: { description: 'A page', content: { 'application/json': pageOf(incidentSchema) } } },
      handle: async ({ query }) => {
        const after = decodeCursor(query.cursor, z.tuple([instantPart, z.string()]));
        const place = after && { updatedAt: after[0], id: after[1] };
        const rows = await listIncidents(db, query.status, query.limit + 1, place);
        const { nextCursor } = toPage(
          rows,
          query.limit,
          (row) => row,
          (row) => [row.updatedAt, row.id],
        );
        return { status: 200, body: { items: await show(rows.slice(0, query.limit)), nextCursor } };
      },
    }),
    route({
      method: 'get',
      path: '/v1/incidents/{id}',
      summary: 'Read a crisis with its updates',
      tag: 'incidents',
      access: 'signed-in',
      params: idParams,
      answers: { 200: { description: 'The crisis', content: { 'application/json': incidentSchema } } },
      handle: async ({ params }) => ({ status: 200, body: await read(params.id) }),
    }),
  ];
}

/** Who may declare a crisis may also tell of it and close it. @throws Problem 403 */
export function requireDeclarer(principal: Principal, desk: Pick<ServiceDesk, 'incidents'>): void {
  if (principal.kind === 'administrator') throw refuseAdministrator();
  const { declaredBy } = desk.incidents;
  if (!principal.roles.some((role) => declaredBy.includes(role))) throw forbidden(declaredBy);
}

/** @throws Problem 422 for ids that stand for nothing */
export async function requireKnown(
  { db }: ApiDeps,
  body: { engagements: string[]; tickets: string[]; escalationId?: string | undefined },
): Promise<void> {
  const unknown = await unknownSubjects(db, body);
  const at = (list: 'engagements' | 'tickets') => (one: string) => ({
    pointer: `/${list}/${body[list].indexOf(one)}`,
    message: 'there is none of that id',
  });
  const faults: FieldFault[] = [
    ...unknown.engagements.map(at('engagements')),
    ...unknown.tickets.map(at('tickets')),
  ];
  if (body.escalationId !== undefined && !(await findEscalation(db, body.escalationId))) {
    faults.push({ pointer: '/escalationId', message: 'there is no such escalation' });
  }
  if (faults.length > 0) throw invalid(faults);
}
