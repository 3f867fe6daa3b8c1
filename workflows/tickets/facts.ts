import type { HeardFact } from '../../src/fact/domain/heard-fact';
import * as ends from '../../src/ticket/domain/facts/end';
import * as hands from '../../src/ticket/domain/facts/hands';
import type { TicketSignal } from '../../src/ticket/domain/facts/registry';
import * as work from '../../src/ticket/domain/facts/work';
import { escalationFacts } from '../promise/escalation-facts';
import type { Hearer, Verdict } from '../promise/hearing';
import { engagementFacts } from './engagement-facts';
import type { Matter } from './matter';
import { outsideFacts } from './outside';

/** What each fact does to a ticket. One that has ended hears only how satisfied the client is. */
export function ticketFacts(matter: Matter): Record<string, Hearer> {
  const facts: Record<TicketSignal, Hearer> = {
    ...workFacts(matter),
    ...handFacts(matter),
    ...endFacts(matter),
    ...engagementFacts(matter),
    ...outsideFacts(matter),
  };
  return Object.fromEntries(
    Object.entries(facts).map(([signal, hear]): [string, Hearer] => [
      signal,
      (fact) =>
        matter.hasEnded && signal !== 'csatGiven'
          ? { ignored: `the ticket is ${matter.state.status}` }
          : hear(fact),
    ]),
  );
}

/** Talking with the client, and working on the request. */
function workFacts(matter: Matter) {
  const { state, desk, clocks } = matter;

  return {
    responded(fact: HeardFact): Verdict {
      const { public: isPublic, called = false } = work.responded.read(fact);
      if (isPublic) {
        state.publicResponses += 1;
        state.status = state.status === 'new' ? 'open' : state.status;
      }
      desk.note({ kind: 'ticketResponded', public: isPublic, status: state.status }, fact);
      if (isPublic) {
        clocks.answered(fact, called);
      }
      return 'applied';
    },
    clientReplied(fact: HeardFact): Verdict {
      if (state.status === 'resolved' && state.rules.policies.reopenByClientReply) {
        reopen(matter, fact);
      } else if (state.status === 'waitingForClient') {
        state.status = 'open';
        clocks.clientIsBack(fact.occurredAtMs);
      }
      desk.note({ kind: 'ticketClientReplied', status: state.status }, fact);
      clocks.clientWaits(fact);
      return 'applied';
    },
    waitingForClient(fact: HeardFact): Verdict {
      if (state.status === 'resolved' || state.status === 'waitingForClient') {
        return { ignored: `the ticket is ${state.status === 'resolved' ? 'resolved' : 'waiting already'}` };
      }
      state.status = 'waitingForClient';
      desk.note({ kind: 'ticketWaiting' }, fact);
      clocks.waitForClient(fact.occurredAtMs);
      return 'applied';
    },
    priorityChanged(fact: HeardFact): Verdict {
      const { priority } = work.priorityChanged.read(fact);
      if (priority === state.priority) {
        return { ignored: `the priority is ${priority} already` };
      }
      desk.note({ kind: 'ticketPriorityChanged', priority }, fact);
      clocks.reprioritised(priority, fact);
      return 'applied';
    },
    rulesRenewed(fact: HeardFact): Verdict {
      const { rules } = work.rulesRenewed.read(fact);
      if (rules.version === state.rules.version) {
        return { ignored: 'these rules are in force already' };
      }
      desk.note({ kind: 'ticketRulesRenewed', from: state.rules.version, to: rules.version }, fact);
      clocks.renew(rules, fact);
      matter.hold.set(matter.standsStill, fact.occurredAtMs);
      return 'applied';
    },
    articleLinked: (fact: HeardFact): Verdict => noted(matter, fact, { kind: 'ticketArticleLinked' }),
    estimated: (fact: HeardFact): Verdict =>
      noted(matter, fact, { kind: 'ticketEstimated', ...work.estimated.read(fact) }),
    workLogged: (fact: HeardFact): Verdict =>
      noted(matter, fact, { kind: 'ticketWorkLogged', ...work.workLogged.read(fact) }),
  } satisfies Partial<Record<TicketSignal, Hearer>>;
}

/** Who has the ticket. */
function handFacts(matter: Matter) {
  const { state, desk, clocks } = matter;

  return {
    assigned(fact: HeardFact): Verdict {
      const { personId, insteadOf } = hands.assigned.read(fact);
      matter.assign(matter.role, personId);
      const deputy = insteadOf ? { insteadOf } : {};
      desk.note({ kind: 'ticketAssigned', personId, role: matter.role, ...deputy }, fact);
      return 'applied';
    },
    handedOver(fact: HeardFact): Verdict {
      const { team, personId } = hands.handedOver.read(fact);
      const rules = state.rules.teams[team];
      if (!rules || team === state.team) {
        return { ignored: rules ? 'that team has the ticket already' : 'there is no such team' };
      }
      // Nobody there to take it on: whoever has it keeps it until somebody is assigned.
      const owner = personId ?? matter.assignee;
      state.team = team;
      clocks.handedOver(fact, rules.role, rules.within);
      matter.assign(rules.role, owner);
      const { title, role } = rules;
      desk.note({ kind: 'ticketHandedOver', team, title, role, personId }, fact);
      return 'applied';
    },
    elevated(fact: HeardFact): Verdict {
      const { to } = hands.elevated.read(fact);
      return matter.elevations.elevate(to, fact) ? 'applied' : { ignored: 'there is no such department' };
    },
    elevationAnswered: (): Verdict => 'forPromises',
    ...escalationFacts(desk, matter.promises),
  } satisfies Partial<Record<TicketSignal, Hearer>>;
}

/** How it ends. */
function endFacts(matter: Matter) {
  const { state, desk, promises, clocks } = matter;

  return {
    resolved(fact: HeardFact): Verdict {
      if (state.status === 'resolved') {
        return { ignored: 'the ticket is resolved already' };
      }
      state.status = 'resolved';
      state.resolvedAtMs = fact.occurredAtMs;
      const firstTime = state.round === 1 && state.publicResponses <= 1;
      desk.note({ kind: 'ticketResolved', firstTime }, fact);
      clocks.resolved(fact);
      promises.open(matter.approval());
      matter.tell('resolved');
      return 'applied';
    },
    reopened(fact: HeardFact): Verdict {
      if (state.status !== 'resolved') {
        return { ignored: 'the ticket is not resolved' };
      }
      reopen(matter, fact);
      return 'applied';
    },
    completionApproved(fact: HeardFact): Verdict {
      if (state.status !== 'resolved') {
        return { ignored: 'the ticket is not resolved' };
      }
      promises.settle(`approval#${state.round}`, 'kept', 'completionApproved', fact);
      matter.close('approval');
      return 'applied';
    },
    csatGiven(fact: HeardFact): Verdict {
      const { csat } = ends.csatGiven.read(fact);
      if (state.csat !== null || (state.status !== 'resolved' && state.status !== 'closed')) {
        return { ignored: state.csat === null ? `the ticket is ${state.status}` : 'it was given already' };
      }
      state.csat = csat;
      desk.note({ kind: 'ticketCsatGiven', csat }, fact);
      promises.settle('satisfaction', 'kept', 'csatGiven', fact);
      return 'applied';
    },
    merged(fact: HeardFact): Verdict {
      const { into, intoReference } = ends.merged.read(fact);
      state.status = 'merged';
      state.mergedInto = into;
      desk.note({ kind: 'ticketMerged', into, intoReference }, fact);
      matter.withdrawAll(`the ticket was merged into ${intoReference}`);
      return 'applied';
    },
    cancelled(fact: HeardFact): Verdict {
      state.status = 'cancelled';
      desk.note({ kind: 'ticketCancelled' }, fact);
      matter.withdrawAll('the ticket was withdrawn');
      return 'applied';
    },
  } satisfies Partial<Record<TicketSignal, Hearer>>;
}

function reopen(matter: Matter, fact: HeardFact): void {
  const { state, promises, clocks, desk } = matter;
  promises.settle(`approval#${state.round}`, 'cancelled', 'the ticket was reopened', {});
  state.round += 1;
  state.status = 'open';
  desk.note({ kind: 'ticketReopened', round: state.round }, fact);
  clocks.reopened(fact, state.resolvedAtMs ?? fact.occurredAtMs);
}

function noted(matter: Matter, fact: HeardFact, told: Parameters<Matter['desk']['note']>[0]): Verdict {
  matter.desk.note(told, fact);
  return 'applied';
}
