import type { HeardFact } from '../../src/fact/domain/heard-fact';
import type { JournalFact } from '../../src/subject/domain/subjects';
import { isOpen } from '../../src/promise/domain/ladder/promise-state';
import { escalationFacts } from '../promise/escalation-facts';
import type { Hearer } from '../promise/hearing';
import * as facts from '../../src/engagement/domain/facts/course';
import type { CarriedState } from '../../src/engagement/domain/engagement';
import { giveBack, giveRole, nextBack } from '../../src/engagement/domain/acting';
import type { Role } from '../../src/promise/domain/ladder/rules';
import type { Appointment, Desk } from '../promise/desk';
import type { Promises } from '../promise/promises';

/** What stands through every stage: an engagement, or one track of it. */
export interface Standing {
  readonly desk: Desk;
  readonly promises: Promises;
  readonly state: CarriedState;
  readonly track: string | null;
}

/** The acting role that ends first, as a moment of the desk: it goes back by itself, and its promises with it. */
export function actingEnds(life: Standing): Appointment | null {
  const next = nextBack(life.state);
  return (
    next && {
      atMs: next.untilMs,
      what: `Acting ${next.role} until then`,
      pass: () => {
        const personId = giveBack(life.state, next.role);
        handPromisesOver(life.desk, next.role, personId);
        if (life.track === null) {
          life.desk.note({ kind: 'actingEnded', role: next.role, personId }, { atMs: next.untilMs });
        }
      },
    }
  );
}

function handPromisesOver(desk: Desk, role: Role, assignee: string | null): void {
  for (const promise of desk.openPromises()) {
    if (promise.owedBy === role) {
      desk.put({ ...promise, assignee });
    }
  }
}

/** The facts that mean the same at every stage: hold, resume, reassign, extend, acknowledge, resolve. */
export function standingFacts(life: Standing): Record<string, Hearer> {
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
      const { role, personId, actingUntilMs, insteadOf } = facts.reassigned.read(fact);
      giveRole(life.state, role, personId, actingUntilMs);
      handPromisesOver(life.desk, role, personId);
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
      const { dueAtMs } = facts.deadlineExtended.read(fact);
      if (dueAtMs <= (promise.moments?.dueMs ?? 0)) {
        return { ignored: 'the deadline is not later than the present one' };
      }
      life.promises.extend(promise, dueAtMs, fact);
      return 'applied';
    },
    ...escalationFacts(life.desk, life.promises),
  };
}
