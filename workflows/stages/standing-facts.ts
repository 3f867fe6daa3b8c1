import { patched } from '@temporalio/workflow';
import type { JournalFact } from '../../src/journal/domain/journal';
import { isOpen } from '../../src/promise/domain/ladder/promise-state';
import { escalationFacts } from '../promise/escalation-facts';
import { fieldsOf, type Hearer } from '../promise/hearing';
import type { Lifecycle } from './lifecycle';
import type { HeardFact } from '../promise/promise-spec';

/** The facts that mean the same at every stage: hold, resume, reassign, extend, acknowledge, resolve. */
export function standingFacts(life: Lifecycle): Record<string, Hearer> {
  // What concerns the whole engagement is journalled by the engagement, not by each of its tracks.
  const noteOnce = (told: JournalFact, fact: HeardFact) => {
    if (life.track === null) {
      life.desk.note(told, fact);
    }
  };

  return {
    held(fact) {
      if (life.state.held) {
        return { ignored: 'the engagement is on hold already' };
      }
      life.state.held = true;
      noteOnce({ kind: 'engagementHeld' }, fact);
      life.promises.pause(life.desk.openPromises(), 'held');
      return 'applied';
    },
    resumed(fact) {
      if (!life.state.held) {
        return { ignored: 'the engagement is not on hold' };
      }
      life.state.held = false;
      noteOnce({ kind: 'engagementResumed' }, fact);
      life.promises.resume(life.desk.openPromises(), 'held');
      return 'applied';
    },
    reassigned(fact) {
      const { role, personId, actingUntilMs, insteadOf } = fieldsOf<'reassigned'>(fact);
      life.state.team[role] = personId;
      for (const promise of life.desk.openPromises()) {
        if (promise.owedBy === role) {
          life.desk.put({ ...promise, assignee: personId });
        }
      }
      const until = actingUntilMs ? { actingUntilMs } : {};
      const deputy = insteadOf ? { insteadOf } : {};
      noteOnce({ kind: 'reassigned', role, personId, ...until, ...deputy }, fact);
      return 'applied';
    },
    deadlineExtended(fact) {
      const promise = fact.promiseId ? life.desk.byId(fact.promiseId) : undefined;
      if (!promise || !isOpen(promise)) {
        return { ignored: 'the promise is not open' };
      }
      const { dueAtMs } = fieldsOf<'deadlineExtended'>(fact);
      if (dueAtMs <= (promise.moments?.dueMs ?? 0) && patched('deadlines-are-extended-only')) {
        return { ignored: 'the deadline is not later than the present one' };
      }
      life.promises.extend(promise, dueAtMs, fact);
      return 'applied';
    },
    ...escalationFacts(life.desk, life.promises),
  };
}
