import type { Role } from '../domain/ladder/rules';
import { ESCALATION_BODIES, type StatedEscalationFact } from '../domain/escalation-bodies';
import type { escalationAcknowledged, escalationResolved } from '../domain/escalation-facts';
import type { FieldsOf } from '../../fact/domain/declaration';
import { findEngagement } from '../../engagement/store/engagements';
import { type Escalation, findEscalationBehind } from '../store/escalations';
import { deputyOf, rolesOf } from '../../people/store/people';
import { loadPlaybook } from '../../playbook/store/playbooks';
import { findPromise } from '../store/promises';
import { rulesOf } from '../../service-desk/store/ruled-by';
import { forbidden } from '../../fact/api/refusals';
import type { ApiDeps } from '../../edge/http/deps';
import type { CallingPerson } from '../../edge/http/principal';
import { conflict, invalid, notFound } from '../../edge/http/problem';
import { type CheckedFact, occurredAtMs } from '../../fact/api/state-fact';

/** As the read model keeps it. */
export interface Climb {
  level: number;
  at: string;
  told: string[];
}

/** Whether it is a fact about an escalation, which may be stated to its subject too: by the id of its promise. */
export function isAboutEscalation(stated: { signal: string }): stated is StatedEscalationFact {
  return Object.hasOwn(ESCALATION_BODIES, stated.signal);
}

/**
 * Judges whether somebody may take an escalation on or end it: whoever has a role on its ladder, was told of it, or
 * stands in for one of these.
 * @throws Problem 403, 404, 409 or 422
 */
export async function checkEscalationFact(
  { db, clock }: ApiDeps,
  escalation: Escalation,
  stated: StatedEscalationFact,
  person: CallingPerson,
): Promise<CheckedFact> {
  const nowMs = clock.productNow();
  const { standsIn } = await requirePlace(db, escalation, person, new Date(nowMs));
  if (escalation.state === 'resolved') {
    throw conflict('This escalation is resolved already. Nothing was changed.');
  }
  const promise = await findPromise(db, escalation.promiseId);
  if (!promise) throw notFound('promise', escalation.promiseId);
  const fields = fieldsOf(stated, escalation.id, standsIn, nowMs);
  const { body } = stated;
  return {
    workflowId: promise.workflowId,
    promiseId: promise.id,
    occurredAtMs: occurredAtMs(body.occurredAt, nowMs, escalation.raisedAt.getTime()),
    body: { ...body, escalationId: escalation.id, promiseId: promise.id },
    fields,
  };
}

function fieldsOf(
  { signal, body }: StatedEscalationFact,
  escalationId: string,
  standsIn: Role[],
  nowMs: number,
): FieldsOf<typeof escalationAcknowledged> | FieldsOf<typeof escalationResolved> {
  switch (signal) {
    case 'escalationAcknowledged': {
      const nextUpdateAtMs = Date.parse(body.nextUpdateAt);
      requireSoon(nextUpdateAtMs, nowMs);
      return { escalationId, nextUpdateAtMs, standsIn };
    }
    case 'escalationResolved':
      return { escalationId };
  }
}

/**
 * The same for a fact that names the promise of an update, or the promise that is late, in place of the escalation.
 * @param subjectId what it was stated to
 * @throws Problem 403, 409 or 422
 */
export async function checkFactAboutUpdate(
  deps: ApiDeps,
  subjectId: string,
  stated: StatedEscalationFact,
  person: CallingPerson,
): Promise<CheckedFact> {
  const { promiseId } = stated.body;
  const promise = promiseId === undefined ? null : await findPromise(deps.db, promiseId);
  const escalation = promise?.subjectId === subjectId ? await findEscalationBehind(deps.db, promise) : null;
  if (!promise || !escalation) {
    throw invalid([
      {
        pointer: '/promiseId',
        message: 'name the promise of the update that you give, or the one that is late and was escalated',
      },
    ]);
  }
  const checked = await checkEscalationFact(deps, escalation, stated, person);
  if (promise.state !== 'open') {
    throw conflict(`The promise "${promise.title}" is ${promise.state} already. Nothing was changed.`);
  }
  return checked;
}

/**
 * How far ahead the next update may be promised. Until then the ladder stands still, so without a bound one word would
 * silence an escalation for good; nobody is on leave for longer without a deputy.
 */
const LATEST_UPDATE_DAYS = 14;

function requireSoon(nextUpdateAtMs: number, nowMs: number): void {
  const latestMs = nowMs + LATEST_UPDATE_DAYS * 86_400_000;
  if (nextUpdateAtMs <= nowMs) {
    throw invalid([
      { pointer: '/nextUpdateAt', message: 'lies in the past: say when the next update comes' },
    ]);
  }
  if (nextUpdateAtMs > latestMs) {
    const latest = new Date(latestMs).toISOString();
    throw invalid([
      {
        pointer: '/nextUpdateAt',
        message: `is more than ${LATEST_UPDATE_DAYS} days ahead: promise an update by ${latest}, and the one after it then`,
      },
    ]);
  }
}

async function requirePlace(
  db: ApiDeps['db'],
  escalation: Escalation,
  person: CallingPerson,
  now: Date,
): Promise<{ standsIn: Role[] }> {
  const { roles, team } = await ladderOf(db, escalation);
  const absent = await deputyOf(db, person.id, now);
  const heldHere = (ids: string[]) => roles.filter((role) => ids.includes(team[role] ?? ''));
  const held = await rolesOf(db, absent);
  const standsIn = roles.filter((role) => held.includes(role) || heldHere(absent).includes(role));
  const own = roles.some((role) => person.roles.includes(role)) || heldHere([person.id]).length > 0;
  if (!own && standsIn.length === 0 && !wasTold(escalation, [person.id, ...absent])) {
    throw forbidden(roles);
  }
  return { standsIn };
}

/** The roles that are told of an escalation, and who has them on the engagement. */
async function ladderOf(
  db: ApiDeps['db'],
  { engagementId, subjectId, role }: Escalation,
): Promise<{ roles: Role[]; team: Record<Role, string> }> {
  const engagement = engagementId === null ? null : await findEngagement(db, engagementId);
  // A ticket climbs the service desk's ladder, by its own version, whatever engagement it belongs to.
  const { ladder } =
    engagement?.id === subjectId
      ? await loadPlaybook(db, engagement.playbookName, engagement.playbookVersion)
      : await rulesOf(db, subjectId);
  return {
    roles: [...new Set([...ladder.levels.map((rung) => rung.role), role])],
    team: (engagement?.team as Record<Role, string> | undefined) ?? {},
  };
}

/** Whether one of them was told, at any level. */
function wasTold({ climbs }: Escalation, personIds: string[]): boolean {
  return (climbs as unknown as Climb[]).some(({ told }) => told.some((id) => personIds.includes(id)));
}
