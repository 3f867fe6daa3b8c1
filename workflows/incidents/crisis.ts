import { workflowInfo } from '@temporalio/workflow';
import { termToTarget } from '../../src/promise/domain/duration';
import { newState } from '../../src/engagement/domain/engagement';
import { standingOf } from '../../src/incident/domain/following';
import type { EngagementTurn } from '../../src/journal/domain/model';
import type { HeardFact } from '../../src/fact/domain/heard-fact';
import { engagementHeld, type IncidentSignal, linked } from '../../src/incident/domain/facts';
import {
  type FollowOutcome,
  type IncidentInput,
  type IncidentState,
  newIncidentState,
  REACHED_KIND,
  type Telling,
} from '../../src/incident/domain/incident';
import { Desk } from '../promise/desk';
import { escalationFacts } from '../promise/escalation-facts';
import { type Hearer, Hearing, type Verdict } from '../promise/hearing';
import { Hold } from '../promise/hold';
import { Promises } from '../promise/promises';
import type { PromiseSpec } from '../promise/promise-spec';
import { showDesk } from '../promise/show-desk';

const CLOSING = 'incident';
const UPDATE = 'incident-update';
const TITLES = { [CLOSING]: 'Close the crisis with its root cause', [UPDATE]: 'Say how the crisis stands' };
/** Who answers for a crisis until it is closed. */
const MANAGER = 'operations-manager';

/** One crisis: its two promises, and what is still to be told to those concerned. */
export class Crisis {
  readonly desk: Desk;
  readonly promises: Promises;
  readonly hearing: Hearing;
  readonly state: IncidentState;
  private readonly hold: Hold;

  constructor(readonly input: IncidentInput) {
    this.state = input.carried?.incident ?? newIncidentState();
    this.desk = new Desk({
      subject: { kind: 'incident', id: input.incidentId },
      workflowId: workflowInfo().workflowId,
      rules: input.rules,
      time: input.time,
      state: input.carried?.desk ?? newState({}),
      hear: () => this.hearing.catchUp(),
      pass: (promise) => this.promises.pass(promise),
      show: () => this.show(),
    });
    this.promises = new Promises(this.desk);
    this.hold = new Hold(this.desk, this.promises, this.state);
    this.hearing = new Hearing(this.desk, this.promises, this.facts());
  }

  /** Tells everybody who has not been told, starts the updates clock and links whatever is known to be concerned. */
  begin(): void {
    const { declaredBy, incidentKind, engagements, tickets, declaredAtMs, carried } = this.input;
    if (carried) {
      for (const promise of this.desk.openPromises()) {
        this.promises.open(this.spec(promise.step, promise.key, promise.term.target));
      }
      return;
    }
    const { version } = this.input.rules;
    this.desk.note({ kind: 'incidentDeclared', incidentKind, rules: version }, { actor: declaredBy });
    // What a ladder reached may be noticed late, after an outage; nobody could give an update of it before.
    const reached = incidentKind === REACHED_KIND;
    const sinceMs = reached ? this.desk.nowMs() : declaredAtMs;
    const closing = this.promises.open({
      ...this.spec(CLOSING, CLOSING, termToTarget(this.input.rules.closeWithin)),
      since: { startMs: sinceMs, pauses: [] },
    });
    // The ladder that reached it has told everybody.
    if (!reached) {
      this.promises.raiseCrisis(closing);
    }
    this.oweUpdate(sinceMs);
    this.concern(engagements, tickets);
  }

  private facts(): Record<string, Hearer> {
    const facts: Record<IncidentSignal, Hearer> = {
      updateGiven: (fact) => {
        this.desk.note({ kind: 'incidentUpdated' }, fact);
        this.promises.settle(`${UPDATE}#${this.state.updates}`, 'kept', 'updateGiven', fact);
        this.oweUpdate(fact.occurredAtMs);
        return 'applied';
      },
      linked: (fact) => {
        const { engagements, tickets } = linked.read(fact);
        this.desk.note({ kind: 'incidentWidened', engagements, tickets }, fact);
        this.concern(engagements, tickets);
        return 'applied';
      },
      closed: (fact) => {
        this.desk.note({ kind: 'incidentClosed' }, fact);
        this.promises.settle(CLOSING, 'kept', 'closed', fact);
        this.end('the crisis is over');
        return 'applied';
      },
      engagementHeld: (fact) => this.follow('held', fact),
      engagementResumed: (fact) => this.follow('resumed', fact),
      engagementCancelled: (fact) => this.follow('cancelled', fact),
      ...escalationFacts(this.desk, this.promises),
    };
    return Object.fromEntries(
      Object.entries(facts).map(([signal, hear]): [string, Hearer] => [
        signal,
        (fact) => (this.state.status === 'closed' ? { ignored: 'the crisis is over' } : hear(fact)),
      ]),
    );
  }

  private end(why: string): void {
    this.state.status = 'closed';
    for (const promise of this.desk.openPromises()) {
      this.promises.settle(promise.key, 'cancelled', why, {});
    }
    this.tellAll('over', this.state.engagements, this.state.tickets);
  }

  /** What becomes of the crisis with an engagement that it concerns, by the rules. */
  private follow(turn: EngagementTurn, fact: HeardFact): Verdict {
    const { engagementId } = engagementHeld.read(fact);
    const { stopped } = this.state;
    if (stopped[engagementId] === (turn === 'resumed' ? undefined : turn)) {
      return { ignored: 'that engagement stands so already' };
    }
    if (turn === 'resumed') delete stopped[engagementId];
    else stopped[engagementId] = turn;
    const outcome = this.outcome();
    this.desk.note({ kind: 'incidentFollowed', engagementId, turn, outcome }, fact);
    this.hold.set(outcome === 'standsStill', fact.occurredAtMs);
    if (outcome === 'withdrawn') this.end('every engagement that it concerned was cancelled');
    if (outcome === 'goesOnAgain' && this.input.rules.follows.resume === 'restart') {
      for (const promise of this.desk.openPromises().filter(({ kind }) => kind === 'task')) {
        this.promises.retarget(promise, { target: promise.term.target, startMs: fact.occurredAtMs }, fact);
      }
    }
    return 'applied';
  }

  private outcome(): FollowOutcome {
    const standing = standingOf(this.state, this.input.rules.follows);
    return standing === 'goesOn' && this.hold.isOn ? 'goesOnAgain' : standing;
  }

  private oweUpdate(sinceMs: number): void {
    this.state.updates += 1;
    const target = { kind: 'periodicUpdate' as const, seconds: this.input.updateEverySeconds };
    const spec = this.spec(UPDATE, `${UPDATE}#${this.state.updates}`, target);
    this.promises.open({ ...spec, since: this.hold.measured({ startMs: sinceMs, pauses: [] }) });
  }

  private concern(engagements: string[], tickets: string[]): void {
    const newEngagements = engagements.filter((id) => !this.state.engagements.includes(id));
    const newTickets = tickets.filter((id) => !this.state.tickets.includes(id));
    this.state.engagements.push(...newEngagements);
    this.state.tickets.push(...newTickets);
    this.tellAll('linked', newEngagements, newTickets);
    // One more that goes on lets the crisis go on.
    if (this.outcome() === 'goesOnAgain') this.hold.set(false, this.desk.nowMs());
  }

  private tellAll(what: Telling['what'], engagements: string[], tickets: string[]): void {
    const of = (kind: Telling['kind']) => (id: string) => ({ kind, id, what });
    this.state.toTell.push(...engagements.map(of('engagement')), ...tickets.map(of('ticket')));
  }

  // Everybody has been told already when the closing is late, so only a missing update climbs.
  private spec(step: string, key: string, target: PromiseSpec['target']): PromiseSpec {
    const title = TITLES[step === UPDATE ? UPDATE : CLOSING];
    const place = { stage: null, track: null, owedBy: MANAGER };
    return { key, step, kind: 'task', title, ...place, target, escalates: step === UPDATE };
  }

  private show(): void {
    const { incidentKind, reference } = this.input;
    const { status } = this.state;
    showDesk(this.desk, `**${reference}**: ${incidentKind}, **${status}**`, status);
  }
}
