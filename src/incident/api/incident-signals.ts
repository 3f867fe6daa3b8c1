import { z } from 'zod';
import { handOver } from '../../dispatch/hand-over';
import { INCIDENTS } from '../dispatch/hand-over-incidents';
import { INCIDENT_SIGNAL_BODIES, type StatedIncidentSignal } from '../domain/incident-signals-schema';
import { findIncident, type Incident } from '../store/incidents';
import type { ApiDeps } from '../../edge/http/deps';
import { requireDeclarer, requireKnown } from './incidents';
import { conflict, notFound } from '../../edge/http/problem';
import { type Route, route } from '../../edge/http/route';
import { id } from '../../edge/http/schemas';
import {
  type CheckedFact,
  FACT_ANSWERS,
  occurredAtMs,
  PREFER_HEADER,
  stateFact,
} from '../../fact/api/state-fact';

type Signal = StatedIncidentSignal['signal'];
const names = Object.keys(INCIDENT_SIGNAL_BODIES) as [Signal, ...Signal[]];

/** Facts that people state about a crisis. */
export function incidentSignalRoutes(deps: ApiDeps): Route[] {
  return [
    route({
      method: 'post',
      path: '/v1/incidents/{id}/signals/{name}',
      summary: 'State a fact about a crisis: an update, who else is concerned, its end with the root cause',
      tag: 'incidents',
      access: 'signed-in',
      params: z.object({ id, name: z.enum(names) }),
      requestHeaders: PREFER_HEADER,
      body: { kind: 'json-by-name', schemas: INCIDENT_SIGNAL_BODIES, prefix: 'Incident' },
      answers: FACT_ANSWERS,
      handle: async ({ params, body, principal, headers }) => {
        // The body has passed the schema of this very name.
        const stated = { signal: params.name, body } as StatedIncidentSignal;
        const incident = await findIncident(deps.db, params.id);
        if (!incident) throw notFound('incident', params.id);
        requireDeclarer(principal);
        const { signal } = stated;
        const subjectId = incident.id;
        const fact = { subjectId, target: subjectId, signal, body: stated.body, principal, headers };
        return stateFact(deps, fact, () => check(deps, incident, stated));
      },
    }),
  ];
}

async function check(
  deps: ApiDeps,
  incident: Incident,
  { signal, body }: StatedIncidentSignal,
): Promise<CheckedFact> {
  if (incident.status === 'closed') {
    throw conflict(`${incident.reference} is closed: it takes no more facts. Nothing was changed.`);
  }
  if (signal === 'linked') {
    await requireKnown(deps, body);
  }
  if (!incident.handedOverAt) await handOver(deps, INCIDENTS, incident.id);
  return {
    workflowId: incident.workflowId,
    occurredAtMs: occurredAtMs(body.occurredAt, deps.clock.productNow(), incident.declaredAt.getTime()),
    body,
    fields: signal === 'linked' ? { engagements: body.engagements, tickets: body.tickets } : {},
  };
}
