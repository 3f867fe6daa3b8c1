import { conflict } from '../../edge/http/problem';
import type { Stating } from '../../fact/api/fact-route';
import { type CheckedFact, occurredAtMs } from '../../fact/api/state-fact';
import { fieldsIn, type StatedOf } from '../../fact/domain/body';
import { checkFactAboutUpdate, isAboutEscalation } from '../../promise/api/escalation-checks';
import { ESCALATION_BODIES } from '../../promise/domain/escalation-bodies';
import { loadServiceDesk } from '../../service-desk/store/versions';
import { resource } from '../../subject/api/resource';
import { INCIDENTS } from '../dispatch/hand-over';
import { INCIDENT_BODIES } from '../domain/bodies';
import type { Incident } from '../store/incidents';
import { incidentRoutes, requireDeclarer, requireKnown } from './incidents';

/** An update on an escalation is stated here too, by the id of its promise. */
const BODIES = { ...INCIDENT_BODIES, ...ESCALATION_BODIES };

/** A crisis as the API has it. */
export const incidentResource = resource<Incident, typeof BODIES>({
  handOver: INCIDENTS,
  path: '/v1/incidents',
  tag: 'incidents',
  called: 'a crisis',
  summary: 'State a fact about a crisis: an update, who else is concerned, its end with the root cause',
  prefix: 'Incident',
  bodies: BODIES,
  routes: incidentRoutes,
  check,
});

async function check(
  { deps, row: incident, person, nowMs }: Stating<Incident>,
  stated: StatedOf<typeof BODIES>,
): Promise<CheckedFact> {
  if (isAboutEscalation(stated)) {
    return await checkFactAboutUpdate(deps, incident.id, stated, person);
  }
  requireDeclarer(person, await loadServiceDesk(deps.db, incident.deskVersion));
  if (incident.status === 'closed') {
    throw conflict(`${incident.reference} is closed: it takes no more facts. Nothing was changed.`);
  }
  const { signal, body } = stated;
  if (signal === 'linked') {
    await requireKnown(deps, body);
  }
  return {
    workflowId: incident.workflowId,
    occurredAtMs: occurredAtMs(body.occurredAt, nowMs, incident.declaredAt.getTime()),
    body,
    fields: fieldsIn(INCIDENT_BODIES, stated),
  };
}
