import type { HeardFact } from '../../src/fact/domain/heard-fact';
import type { Verdict } from '../promise/hearing';
import type { Matter } from './matter';

/** What becomes of a ticket with the engagement that it belongs to, by the rules in force. */
export function engagementFacts(matter: Matter) {
  const { state, desk } = matter;

  return {
    engagementHeld(fact: HeardFact): Verdict {
      if (state.heldSinceMs !== null) {
        return { ignored: 'its engagement is on hold already' };
      }
      matter.comeUnderHold(fact.occurredAtMs, fact);
      return 'applied';
    },
    engagementResumed(fact: HeardFact): Verdict {
      if (state.heldSinceMs === null) {
        return { ignored: 'its engagement is not on hold' };
      }
      goOn(matter, fact);
      return 'applied';
    },
    engagementCancelled(fact: HeardFact): Verdict {
      // What is resolved is done: the client may still approve it, or say what is missing.
      if (state.rules.follows.cancel === 'withdraw' && state.status !== 'resolved') {
        state.status = 'cancelled';
        desk.note({ kind: 'ticketCancelled', with: 'engagement' }, fact);
        matter.withdrawAll('its engagement was cancelled');
        return 'applied';
      }
      desk.note({ kind: 'ticketOutlivesEngagement' }, fact);
      matter.leaveHold(fact.occurredAtMs);
      return 'applied';
    },
  };
}

/** What stood still goes on with the engagement, with what was left or anew, as the rules say. */
function goOn(matter: Matter, fact: HeardFact): void {
  const { desk, hold, clocks, promises } = matter;
  const restarts = hold.isOn && matter.state.rules.follows.resume === 'restart';
  const how = restarts ? 'restarted' : 'goOn';
  desk.note({ kind: 'ticketResumed', clocks: hold.isOn ? how : 'running' }, fact);
  matter.leaveHold(fact.occurredAtMs);
  if (restarts) {
    for (const promise of clocks.running()) {
      promises.retarget(promise, { target: promise.term.target, startMs: fact.occurredAtMs }, fact);
    }
  }
}
