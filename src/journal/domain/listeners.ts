import { type Directory, LAST_RESORT, listenersAtLevel, listenersFor } from '../../people/domain/listeners';
import type { Role } from '../../promise/domain/ladder/rules';
import type { Model, SubjectState } from './model';
import { informedRoles, isNews } from '../../post/domain/informed';
import { playbooksOf } from './notices';
import type { PromiseFact } from './promise-facts';

/** Who is told of a fact, and in whose place; nobody of most. */
export interface Listeners {
  told: string[];
  instead: Role[];
}

export const NOBODY: Listeners = { told: [], instead: [] };

/** Finds out who is told of a fact at its instant, among the people who are there. */
export function listenersTo(model: Model, fact: PromiseFact, people: Directory, atMs: number): Listeners {
  const { team, rules } = model.subject;
  switch (fact.kind) {
    case 'escalationRaised':
    case 'escalationClimbed':
      return listenersAtLevel(fact, { ladder: rules.ladder, team }, people, atMs);
    case 'escalationHeard':
      return { told: knows(model, fact) ? [] : [fact.personId], instead: [] };
    case 'promiseWarned': {
      const promise = model.get('promise', fact.promiseId);
      if (!promise || promise.owedBy === 'client') {
        return NOBODY;
      }
      const own = promise.assigneeId ? { ...team, [promise.owedBy]: promise.assigneeId } : team;
      return { told: listenersFor([promise.owedBy], own, people, atMs), instead: [] };
    }
    case 'promiseKept':
    case 'promiseWaived':
    case 'promiseCancelled':
    case 'meetingChanged': {
      const informed = informedRoles(playbooksOf(model.subject), fact);
      return { told: listenersFor(informed, team, people, atMs), instead: [] };
    }
    case 'promiseOpened':
    case 'promiseBroken':
    case 'promisePaused':
    case 'promiseResumed':
    case 'promiseRetargeted':
    case 'deadlineExtended':
    case 'escalationResumed':
    case 'escalationAcknowledged':
    case 'escalationResolved':
    case 'factIgnored':
      return NOBODY;
  }
}

/** Whether somebody was told of the present climb of a level, or there is none to be told of. */
function knows(
  model: Model,
  { escalationId, level, personId }: Extract<PromiseFact, { kind: 'escalationHeard' }>,
): boolean {
  const climb = model.get('escalation', escalationId)?.climbs.findLast((one) => one.level === level);
  return climb?.told.includes(personId) ?? true;
}

/** The roles that may have to be told of some facts; those of a warned promise's owner are to be looked up with it. */
export function rolesToTell(subject: SubjectState, facts: readonly { kind: string }[]): Role[] {
  const roles = facts.flatMap((fact): readonly Role[] => {
    if (isClimb(fact)) {
      return [...fact.roles, ...subject.rules.ladder.levels.map(({ role }) => role), ...LAST_RESORT];
    }
    // Of a step that several playbooks have, each one's: whichever of them is in force then.
    return isNews(fact) ? playbooksOf(subject).flatMap((one) => informedRoles([one], fact)) : [];
  });
  return [...new Set(roles)];
}

const isClimb = (fact: {
  kind: string;
}): fact is Extract<PromiseFact, { kind: 'escalationRaised' | 'escalationClimbed' }> =>
  fact.kind === 'escalationRaised' || fact.kind === 'escalationClimbed';
