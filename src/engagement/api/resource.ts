import { conflict } from '../../edge/http/problem';
import type { Stating } from '../../fact/api/fact-route';
import { type CheckedFact, occurredAtMs } from '../../fact/api/state-fact';
import { fieldsIn, type StatedOf } from '../../fact/domain/body';
import { declared } from '../../fact/domain/declaration';
import { deputyOf } from '../../people/store/people';
import { loadPlaybook } from '../../playbook/store/playbooks';
import { choosePromise } from '../../promise/api/choose-promise';
import { checkFactAboutUpdate, isAboutEscalation } from '../../promise/api/escalation-checks';
import { ESCALATION_BODIES } from '../../promise/domain/escalation-bodies';
import { resource } from '../../subject/api/resource';
import { countsAfterTheEnd } from '../dispatch/afterwards';
import { ENGAGEMENTS } from '../dispatch/hand-over';
import { ENGAGEMENT_BODIES, type StatedEngagementFact } from '../domain/facts/bodies';
import { ENGAGEMENT_FACTS } from '../domain/facts/registry';
import { type Engagement, listPromises } from '../store/engagements';
import { engagementRoutes } from './engagements';
import { complete } from './fact-checks';

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

/** What has ended takes facts about money, and whatever keeps what is still promised. */
function requireRunning({ reference, status }: Engagement): void {
  if (status === 'completed' || status === 'cancelled') {
    throw conflict(`${reference} is ${status}: it takes no more facts. Nothing was changed.`);
  }
}

async function checkFact(
  { deps, row: engagement, person, nowMs }: Stating<Engagement>,
  stated: StatedEngagementFact,
): Promise<CheckedFact> {
  const { db } = deps;
  const { signal, body } = stated;
  const [playbook, promises, deputies] = await Promise.all([
    loadPlaybook(db, engagement.playbookName, engagement.playbookVersion),
    listPromises(db, engagement.id),
    deputyOf(db, person.id, new Date(nowMs)),
  ]);
  const promise = choosePromise({
    fact: declared(ENGAGEMENT_FACTS, signal),
    promiseId: body.promiseId,
    party: 'party' in body ? body.party : undefined,
    promises,
    stater: { id: person.id, roles: person.roles, deputyOf: deputies },
    context: { decisions: playbook.decisions, team: engagement.team as Record<string, string> },
  });
  const isHeard = promise?.state === 'open' || countsAfterTheEnd(signal);
  if (!isHeard) requireRunning(engagement);
  const completed = await complete({ deps, engagement, playbook, promise, nowMs }, stated);
  return {
    workflowId: promise?.workflowId ?? engagement.workflowId,
    occurredAtMs: occurredAtMs(body.occurredAt, nowMs, engagement.startedAt.getTime()),
    promiseId: promise?.id,
    body: { ...body, ...(promise ? { promiseId: promise.id } : {}), ...completed.body },
    fields: { ...fieldsIn(ENGAGEMENT_BODIES, stated), ...completed.fields },
  };
}
