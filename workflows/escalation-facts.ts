import type { PromiseState } from '../src/domain/ladder/promise-state';
import type { Desk } from './desk';
import { fieldsOf, type Hearer } from './hearing';
import type { Promises } from './promise';
import type { HeardFact } from './promise-spec';

/** The facts that stop a climb or end it; they mean the same in every workflow. */
export function escalationFacts(
  desk: Desk,
  promises: Promises,
): Record<'escalationAcknowledged' | 'escalationResolved', Hearer> {
  const escalated = (fact: HeardFact): PromiseState | undefined => {
    const { escalationId } = fieldsOf<'escalationResolved'>(fact);
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
      const role = fact.actor.kind === 'person' ? (fact.actor.roles[0] ?? promise.owedBy) : promise.owedBy;
      promises.acknowledge(promise, fieldsOf<'escalationAcknowledged'>(fact).nextUpdateAtMs, role, fact);
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
