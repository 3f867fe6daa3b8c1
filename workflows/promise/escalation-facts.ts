import type { HeardFact } from '../../src/fact/domain/heard-fact';
import { escalationAcknowledged, escalationResolved } from '../../src/promise/domain/escalation-facts';
import type { PromiseState } from '../../src/promise/domain/ladder/promise-state';
import { roleTakenOn } from '../../src/promise/domain/ladder/update-owner';
import type { Desk } from './desk';
import type { Hearer } from './hearing';
import type { Promises } from './promises';
import type { PromiseSpec } from './promise-spec';

/** The facts that stop a climb or end it; they mean the same in every workflow. */
export function escalationFacts(
  desk: Desk,
  promises: Promises,
): Record<'escalationAcknowledged' | 'escalationResolved', Hearer> {
  const escalated = (fact: HeardFact): PromiseState | undefined => {
    const { escalationId } = escalationResolved.read(fact);
    return desk
      .openPromises()
      .find(({ escalation }) => escalation?.id === escalationId && escalation.status !== 'resolved');
  };

  return {
    escalationAcknowledged(fact) {
      const promise = escalated(fact);
      if (!promise) {
        return { ignored: 'the escalation is over' };
      }
      const { nextUpdateAtMs } = escalationAcknowledged.read(fact);
      promises.acknowledge(promise, nextUpdateAtMs, updateOwner(desk, promise, fact), fact);
      return 'applied';
    },
    escalationResolved(fact) {
      const promise = escalated(fact);
      if (!promise) {
        return { ignored: 'the escalation is over' };
      }
      promises.resolveEscalation(promise, fact);
      return 'applied';
    },
  };
}

/** Whoever takes an escalation on owes the update themselves, in the role through which they heard of it. */
function updateOwner(
  desk: Desk,
  { owedBy, escalation }: PromiseState,
  fact: HeardFact,
): Pick<PromiseSpec, 'owedBy' | 'assignee'> {
  const { actor } = fact;
  if (actor.kind !== 'person') {
    return { owedBy };
  }
  const { standsIn = [] } = escalationAcknowledged.read(fact);
  const here = Object.entries(desk.state.team).flatMap(([role, id]) => (id === actor.id ? [role] : []));
  const roles = [...actor.roles, ...here];
  const role = roleTakenOn(escalation?.level ?? 0, desk.options.rules.ladder, { roles, standsIn });
  return { owedBy: role ?? owedBy, assignee: actor.id };
}
