import type { Stating } from '../../fact/api/fact-route';
import { type CheckedFact, occurredAtMs } from '../../fact/api/state-fact';
import type { StatedOf } from '../../fact/domain/body';
import { deputyOf } from '../../people/store/people';
import { checkFactAboutUpdate, isAboutEscalation } from '../../promise/api/escalation-checks';
import { ESCALATION_BODIES } from '../../promise/domain/escalation-bodies';
import { resource } from '../../subject/api/resource';
import { findVendor } from '../../vendors/registry';
import { ENGAGEMENTS } from '../dispatch/hand-over';
import { ENGAGEMENT_BODIES, type StatedEngagementFact } from '../domain/facts/bodies';
import type { Engagement } from '../store/engagements';
import { judgeStated } from '../store/stated/judge';
import { engagementRoutes } from './engagements';
import { problemOf } from './refusals';

/** An update on an escalation is stated here too, by the id of its promise. */
const BODIES = { ...ENGAGEMENT_BODIES, ...ESCALATION_BODIES };

/** An engagement as the API has it. */
export const engagementResource = resource<Engagement, typeof BODIES>({
  handOver: ENGAGEMENTS,
  path: '/v1/engagements',
  tag: 'engagements',
  called: 'an engagement',
  summary: 'State a fact about an engagement',
  bodies: BODIES,
  routes: engagementRoutes,
  check,
});

async function check(stating: Stating<Engagement>, stated: StatedOf<typeof BODIES>): Promise<CheckedFact> {
  const { deps, row: engagement, person } = stating;
  if (isAboutEscalation(stated)) {
    return await checkFactAboutUpdate(deps, engagement.id, stated, person);
  }
  return await checkFact(stating, stated);
}

async function checkFact(
  { deps, row: engagement, person, nowMs }: Stating<Engagement>,
  stated: StatedEngagementFact,
): Promise<CheckedFact> {
  const { db, vendors } = deps;
  const { signal, body } = stated;
  const deputies = await deputyOf(db, person.id, new Date(nowMs));
  const judged = await judgeStated(
    {
      ...{ db, engagement, nowMs, byPerson: true },
      stater: { id: person.id, roles: person.roles, deputyOf: deputies },
      hostsOf: (vendor) => findVendor(vendor, vendors)?.linkHosts,
    },
    stated,
  );
  if ('refused' in judged) throw problemOf(judged.refused, signal, engagement);
  const { promise } = judged;
  return {
    workflowId: judged.workflowId ?? promise?.workflowId ?? engagement.workflowId,
    occurredAtMs: occurredAtMs(body.occurredAt, nowMs, engagement.startedAt.getTime()),
    promiseId: promise?.id,
    body: judged.body,
    fields: judged.fields,
    whenStored: judged.whenStored,
  };
}
