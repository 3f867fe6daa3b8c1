import { z } from 'zod';
import { ESCALATION_BODIES } from '../domain/escalation-bodies';
import { type Escalation, findEscalation, listEscalations } from '../store/escalations';
import { incidentReferences } from '../../incident/store/incident-concerns';
import { decodeCursor, instantPart, pageOf, pageQuery, toPage } from '../../edge/http/cursor';
import type { ApiDeps } from '../../edge/http/deps';
import { checkEscalationFact, type Climb } from './escalation-checks';
import { type Route, route } from '../../edge/http/route';
import { id, instant, instantOf, level, levelOf } from '../../edge/http/schemas';
import { factRoute, type Statable } from '../../fact/api/fact-route';

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

/** Whoever has a place on its ladder takes it on or ends it. */
const escalationStatable: Statable<Escalation, typeof ESCALATION_BODIES> = {
  kind: 'escalation',
  path: '/v1/escalations',
  tag: 'escalations',
  summary: 'Acknowledge or resolve an escalation',
  bodies: ESCALATION_BODIES,
  find: findEscalation,
  subjectIdOf: ({ subjectId }) => subjectId,
  check: ({ deps, row, person }, stated) => checkEscalationFact(deps, row, stated, person),
};

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
    factRoute(deps, escalationStatable),
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
