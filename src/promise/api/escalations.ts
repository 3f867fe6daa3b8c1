import { z } from 'zod';
import { ESCALATION_SIGNAL_BODIES, type EscalationSignalBody } from '../../engagement/domain/signals-schema';
import { type Escalation, findEscalation, listEscalations } from '../store/escalations';
import { incidentReferences } from '../../incident/store/incident-concerns';
import { refuseAdministrator } from './choose-promise';
import { decodeCursor, instantPart, pageOf, pageQuery, toPage } from '../../edge/http/cursor';
import type { ApiDeps } from '../../edge/http/deps';
import { checkEscalationFact, type Climb, type StatedEscalationSignal } from './escalation-facts';
import { notFound } from '../../edge/http/problem';
import { type Route, route } from '../../edge/http/route';
import { id, instant, instantOf, level, levelOf } from '../../edge/http/schemas';
import { FACT_ANSWERS, PREFER_HEADER, stateFact } from '../../fact/api/state-fact';

const climb = z.strictObject({
  level,
  at: instant,
  told: z.array(z.string()).describe('Ids of the people who were told'),
});

const escalationSchema = z
  .strictObject({
    id,
    engagementId: id.nullable(),
    ticketId: id.nullable(),
    incidentId: id.nullable().describe('The crisis that it belongs to, or that it has led to'),
    incidentReference: z.string().nullable(),
    promiseId: id,
    level,
    role: z.string(),
    raisedAt: instant,
    respondBy: instant.nullable(),
    state: z.enum(['open', 'acknowledged', 'resolved']),
    climbs: z.array(climb),
  })
  .meta({ id: 'Escalation' });

const names = Object.keys(ESCALATION_SIGNAL_BODIES) as [
  keyof EscalationSignalBody,
  ...(keyof EscalationSignalBody)[],
];

/** Climbs of the ladder: who was told, and the facts that stop or end them. */
export function escalationRoutes(deps: ApiDeps): Route[] {
  const { db } = deps;
  return [
    route({
      method: 'get',
      path: '/v1/escalations',
      summary: 'List escalations, newest first',
      tag: 'escalations',
      access: 'signed-in',
      query: z.strictObject({
        ...pageQuery,
        state: z.enum(['open', 'acknowledged', 'resolved']).optional(),
        engagementId: id.optional(),
        ticketId: id.optional(),
        incidentId: id.optional(),
      }),
      answers: { 200: { description: 'A page', content: { 'application/json': pageOf(escalationSchema) } } },
      handle: async ({ query }) => {
        const { limit, cursor, ...filter } = query;
        const after = decodeCursor(cursor, z.tuple([instantPart, z.string()]));
        const place = after && { raisedAt: after[0], id: after[1] };
        const rows = await listEscalations(db, filter, limit + 1, place);
        const incidents = await incidentReferences(
          db,
          rows.flatMap(({ incidentId }) => incidentId ?? []),
        );
        const shown = (row: Escalation) => show(row, incidents);
        return { status: 200, body: toPage(rows, limit, shown, (row) => [row.raisedAt, row.id]) };
      },
    }),
    route({
      method: 'post',
      path: '/v1/escalations/{id}/signals/{name}',
      summary: 'Acknowledge or resolve an escalation',
      tag: 'escalations',
      access: 'signed-in',
      params: z.object({ id, name: z.enum(names) }),
      requestHeaders: PREFER_HEADER,
      body: { kind: 'json-by-name', schemas: ESCALATION_SIGNAL_BODIES },
      answers: FACT_ANSWERS,
      handle: async ({ params, body, principal, headers }) => {
        // The body has passed the schema of this very name.
        const stated = { signal: params.name, body } as StatedEscalationSignal;
        const escalation = await findEscalation(db, params.id);
        if (!escalation) throw notFound('escalation', params.id);
        if (principal.kind === 'administrator') throw refuseAdministrator();
        const { signal } = stated;
        const { subjectId } = escalation;
        const fact = { subjectId, target: escalation.id, signal, body: stated.body, principal, headers };
        return stateFact(deps, fact, () => checkEscalationFact(deps, escalation, stated, principal));
      },
    }),
  ];
}

function show(row: Escalation, incidents: Map<string, string>): Record<string, unknown> {
  const climbs = row.climbs as unknown as Climb[];
  return {
    id: row.id,
    engagementId: row.engagementId,
    ticketId: row.ticketId,
    incidentId: row.incidentId,
    incidentReference: row.incidentId && (incidents.get(row.incidentId) ?? null),
    promiseId: row.promiseId,
    level: levelOf(row.level),
    role: row.role,
    raisedAt: instantOf(row.raisedAt),
    respondBy: instantOf(row.respondBy),
    state: row.state,
    climbs: climbs.map((one) => ({ ...one, level: levelOf(one.level) })),
  };
}
