import { z } from 'zod';
import { handOver } from '../../dispatch/hand-over';
import { ENGAGEMENTS } from '../dispatch/hand-over-engagements';
import { findStep, type Playbook } from '../../playbook/domain/playbook';
import { faultsOfCheck, pointsOf } from '../../playbook/domain/quality-checks';
import { normalRole } from '../../people/domain/roles';
import { ENGAGEMENT_SIGNAL_BODIES, ESCALATION_SIGNAL_BODIES } from '../domain/signals-schema';
import { type Engagement, findEngagement, listPromises, type PromiseRecord } from '../store/engagements';
import { deputyOf } from '../../people/store/people';
import { loadPlaybook } from '../../playbook/store/playbooks';
import { actingPerson, type ActingPerson } from '../../people/api/acting-person';
import { choosePromise, refuseAdministrator } from '../../promise/api/choose-promise';
import { completeStep } from './completed-step';
import type { ApiDeps } from '../../edge/http/deps';
import {
  checkFactAboutUpdate,
  isAboutEscalation,
  type StatedEscalationSignal,
} from '../../promise/api/escalation-facts';
import type { CallingPerson } from '../../edge/http/principal';
import { conflict, invalid, notFound } from '../../edge/http/problem';
import { type Route, route } from '../../edge/http/route';
import { id } from '../../edge/http/schemas';
import { fieldsOf, type StatedSignal } from './signal-fields';
import {
  type CheckedFact,
  FACT_ANSWERS,
  occurredAtMs,
  PREFER_HEADER,
  stateFact,
} from '../../fact/api/state-fact';

/** An update on an escalation is stated here too, by the id of its promise. */
const BODIES = { ...ENGAGEMENT_SIGNAL_BODIES, ...ESCALATION_SIGNAL_BODIES };
type Stated = StatedSignal | StatedEscalationSignal;
const names = Object.keys(BODIES) as [Stated['signal'], ...Stated['signal'][]];

/** Facts that people state about an engagement. */
export function engagementSignalRoutes(deps: ApiDeps): Route[] {
  return [
    route({
      method: 'post',
      path: '/v1/engagements/{id}/signals/{name}',
      summary: 'State a fact about an engagement',
      tag: 'engagements',
      access: 'signed-in',
      params: z.object({ id, name: z.enum(names) }),
      requestHeaders: PREFER_HEADER,
      body: { kind: 'json-by-name', schemas: BODIES },
      answers: FACT_ANSWERS,
      handle: async ({ params, body, principal, headers }) => {
        // The body has passed the schema of this very name.
        const stated = { signal: params.name, body } as Stated;
        const engagement = await findEngagement(deps.db, params.id);
        if (!engagement) throw notFound('engagement', params.id);
        if (principal.kind === 'administrator') throw refuseAdministrator();
        const { signal } = stated;
        const fact = {
          subjectId: engagement.id,
          target: engagement.id,
          signal,
          body: stated.body,
          principal,
          headers,
        };
        return stateFact(deps, fact, () => check(deps, engagement, stated, principal));
      },
    }),
  ];
}

async function check(
  deps: ApiDeps,
  engagement: Engagement,
  stated: Stated,
  person: CallingPerson,
): Promise<CheckedFact> {
  const ended = engagement.status === 'completed' || engagement.status === 'cancelled';
  const hasEnded = () =>
    conflict(`${engagement.reference} is ${engagement.status}: it takes no more facts. Nothing was changed.`);
  if (isUpdate(stated)) {
    if (ended) throw hasEnded();
    return await checkFactAboutUpdate(deps, engagement.id, stated, person);
  }
  const { db, clock } = deps;
  const nowMs = clock.productNow();
  const { signal, body } = stated;
  const [playbook, promises, deputies] = await Promise.all([
    loadPlaybook(db, engagement.playbookName, engagement.playbookVersion),
    listPromises(db, engagement.id),
    deputyOf(db, person.id, new Date(nowMs)),
  ]);
  const promise = choosePromise({
    signal,
    promiseId: body.promiseId,
    party: signal === 'proposalSigned' ? body.party : undefined,
    promises,
    stater: { id: person.id, roles: person.roles, deputyOf: deputies },
    context: { decisions: playbook.decisions, team: engagement.team as Record<string, string> },
  });
  if (ended) throw hasEnded();
  const acting = await checkFields(deps, stated, { playbook, promise }, nowMs);
  const completed = await complete(deps, stated, playbook, engagement, promise);
  if (!engagement.handedOverAt) await handOver(deps, ENGAGEMENTS, engagement.id);
  return {
    workflowId: promise?.workflowId ?? engagement.workflowId,
    occurredAtMs: occurredAtMs(body.occurredAt, nowMs, engagement.startedAt.getTime()),
    promiseId: promise?.id,
    body: completed.body,
    fields: { ...completed.fields, ...acting },
  };
}

function isUpdate(stated: Stated): stated is StatedEscalationSignal {
  return isAboutEscalation(stated.signal);
}

/** What a body must have to do with the world besides its schema. Returns who gets the role of a `reassigned`. */
async function checkFields(
  deps: ApiDeps,
  stated: StatedSignal,
  { playbook, promise }: { playbook: Playbook; promise: PromiseRecord | null },
  nowMs: number,
): Promise<ActingPerson | null> {
  const { signal, body } = stated;
  if (signal === 'deadlineExtended') {
    requireLater(Date.parse(body.dueAt), promise?.dueAt ?? null, nowMs);
  }
  if (signal === 'qualityChecked' || signal === 'stepCompleted') {
    const points = pointsOf(playbook, promise ? findStep(playbook, promise.step) : undefined);
    const passed = signal === 'qualityChecked' ? body.passed : undefined;
    const faults = faultsOfCheck(points, { passed, failed: body.failed });
    if (faults.length > 0) throw invalid(faults);
  }
  if (signal !== 'reassigned') {
    return null;
  }
  const role = normalRole(body.role);
  const faults = [];
  if (!Object.hasOwn(playbook.roles, role)) {
    const known = Object.keys(playbook.roles).join(', ');
    faults.push({ pointer: '/role', message: `the playbook has no such role; it has: ${known}` });
  }
  const acting = await actingPerson(deps, body.personId);
  if ('fault' in acting) {
    faults.push({ pointer: '/personId', message: acting.fault });
  }
  if (body.actingUntil !== undefined && Date.parse(body.actingUntil) <= nowMs) {
    faults.push({ pointer: '/actingUntil', message: 'lies in the past: give a time to come' });
  }
  if ('fault' in acting || faults.length > 0) throw invalid(faults);
  return acting;
}

/** Nobody shortens a deadline under the name of an extension. While a clock stands still there is none to compare with. */
function requireLater(dueAtMs: number, present: Date | null, nowMs: number): void {
  if (dueAtMs <= nowMs) {
    throw invalid([{ pointer: '/dueAt', message: 'lies in the past: give a time to come' }]);
  }
  if (present !== null && dueAtMs <= present.getTime()) {
    const message = `is not later than the present deadline, ${present.toISOString()}: a deadline is only ever extended`;
    throw invalid([{ pointer: '/dueAt', message }]);
  }
}

async function complete(
  { db }: ApiDeps,
  stated: StatedSignal,
  playbook: Playbook,
  engagement: Engagement,
  promise: PromiseRecord | null,
): Promise<Pick<CheckedFact, 'body' | 'fields'>> {
  const promiseId = promise ? { promiseId: promise.id } : {};
  if (stated.signal !== 'stepCompleted' || !promise) {
    const signal = stated as Exclude<StatedSignal, { signal: 'stepCompleted' }>;
    return { body: { ...stated.body, ...promiseId }, fields: fieldsOf(signal) };
  }
  const step = await completeStep(db, playbook, engagement, promise, stated.body.form);
  const form = step.form ? { form: step.form } : {};
  return { body: { ...stated.body, ...promiseId, ...form }, fields: step.fields };
}
