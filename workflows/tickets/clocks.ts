import type { HeardFact } from '../../src/fact/domain/heard-fact';
import type { Target } from '../../src/promise/domain/clock/types';
import { termToTarget } from '../../src/promise/domain/duration';
import type { Pause, PromiseState } from '../../src/promise/domain/ladder/promise-state';
import {
  CLOCK_KINDS,
  type ClockKind,
  type Priority,
  type TicketRules,
} from '../../src/service-desk/domain/service-desk';
import { TICKET_PROMISES, type TicketState } from '../../src/ticket/domain/ticket';
import type { Desk } from '../promise/desk';
import type { Hold, Since } from '../promise/hold';
import type { Promises } from '../promise/promises';

/**
 * The clocks of a ticket: first response, next response and resolution, and the clock of the team that has it. Each is
 * a promise of its own; none overrules another.
 */
export class Clocks {
  constructor(
    private readonly desk: Desk,
    private readonly promises: Promises,
    private readonly state: TicketState,
    private readonly hold: Hold,
  ) {}

  /** Starts the clocks of a new ticket from the moment of its opening, however late this is heard of. */
  begin(openedAtMs: number): void {
    this.start('firstResponse', 1, { startMs: openedAtMs, pauses: [] });
    this.start('resolution', 1, { startMs: openedAtMs, pauses: [] });
    this.oweCall(openedAtMs);
  }

  /** The client waits since that message. The oldest unanswered one counts, in whatever order they come. */
  clientWaits(fact: HeardFact): void {
    const sinceMs = fact.occurredAtMs;
    if (this.open('firstResponse') || sinceMs <= (this.state.answeredAtMs ?? 0)) {
      return;
    }
    const running = this.open('nextResponse');
    if (!running) {
      this.state.nextResponses += 1;
      this.start('nextResponse', this.state.nextResponses, { startMs: sinceMs, pauses: [] });
    } else if (sinceMs < running.term.startMs) {
      this.promises.retarget(running, { target: running.term.target, startMs: sinceMs }, fact);
    }
  }

  /** A public answer keeps what was asked before it; a call keeps that somebody was to call. */
  answered(fact: HeardFact, called: boolean): void {
    this.state.answeredAtMs = Math.max(fact.occurredAtMs, this.state.answeredAtMs ?? 0);
    for (const kind of ['firstResponse', 'nextResponse'] as const) {
      const promise = this.open(kind);
      if (promise && (kind === 'firstResponse' || fact.occurredAtMs >= promise.term.startMs)) {
        this.promises.settle(promise.key, 'kept', 'responded', fact);
      }
    }
    const call = this.open('call');
    if (call && called) {
      this.promises.settle(call.key, 'kept', 'responded', fact);
    }
  }

  /** The work is done. The client is told so, which answers whatever was asked. */
  resolved(fact: HeardFact): void {
    const resolution = this.open('resolution');
    if (resolution) {
      const pauses = resolution.pauses.map((pause) => ({ ...pause, toMs: pause.toMs ?? fact.occurredAtMs }));
      this.state.resolution = { startMs: resolution.term.startMs, pauses };
    }
    for (const promise of this.running()) {
      this.promises.settle(promise.key, 'kept', 'resolved', fact);
    }
    this.withdrawCall('the request is resolved');
  }

  /** Takes the resolution clock up again, by the policy of the rules. */
  reopened(fact: HeardFact, resolvedAtMs: number): void {
    const used = this.state.resolution;
    if (used) {
      this.start('resolution', this.state.round, this.resumed(used, resolvedAtMs, fact.occurredAtMs));
    }
  }

  private resumed(used: Since, resolvedAtMs: number, reopenedAtMs: number): Since {
    switch (this.state.rules.policies.reopen) {
      case 'exclude-resolved': {
        const done: Pause = {
          fromMs: resolvedAtMs,
          toMs: Math.max(resolvedAtMs, reopenedAtMs),
          reason: 'resolved',
        };
        return { startMs: used.startMs, pauses: [...used.pauses, done] };
      }
      case 'include-resolved':
        return used;
      case 'new-cycle':
        return { startMs: reopenedAtMs, pauses: [] };
    }
  }

  /** Stops the clocks that may be paused, from the instant at which the waiting began. */
  waitForClient(atMs: number): void {
    this.promises.pause(this.pausable(), 'waitingForClient', atMs);
  }

  clientIsBack(atMs: number): void {
    this.promises.resume(this.pausable(), 'waitingForClient', atMs);
  }

  /** Measures the running clocks by another priority, from their beginning or from now on, as the rules say. */
  reprioritised(priority: Priority, fact: HeardFact): void {
    this.state.priority = priority;
    const restart = this.state.rules.policies.priorityChange === 'restart';
    for (const kind of CLOCK_KINDS) {
      this.setByRules(kind, fact, restart);
    }
    if (this.state.rules.calls[priority] === undefined) {
      this.withdrawCall(`nobody has to call at priority ${priority}`);
    } else {
      this.oweCall(fact.occurredAtMs);
    }
  }

  /** Where the rules want a call, it is owed once beside the clocks; the ladder is that of the answer itself. */
  private oweCall(sinceMs: number): void {
    const { rules, priority } = this.state;
    const within = rules.calls[priority];
    const before = [...this.desk.promises.values()].filter(({ step }) => step === 'call');
    if (within === undefined || before.some(({ status }) => status === 'open' || status === 'kept')) {
      return;
    }
    this.promises.open({
      key: `call#${before.length + 1}`,
      step: 'call',
      kind: 'task',
      title: TICKET_PROMISES.call,
      stage: null,
      track: null,
      owedBy: this.role,
      target: termToTarget(within),
      calendar: rules.calendar,
      since: this.hold.measured({ startMs: sinceMs, pauses: [] }),
      escalates: false,
    });
  }

  private withdrawCall(why: string): void {
    const call = this.open('call');
    if (call) {
      this.promises.settle(call.key, 'cancelled', why, {});
    }
  }

  private get role(): string {
    const { rules, team } = this.state;
    return rules.teams[team]?.role ?? team;
  }

  /** Puts the ticket under other rules. Clocks are set anew where their time or calendar is another now. */
  renew(rules: TicketRules, fact: HeardFact): void {
    const before = this.state.rules;
    this.state.rules = rules;
    const { calendars, calendar, ladder } = rules;
    Object.assign(this.desk.options.rules, { calendars, calendar, ladder });
    for (const kind of CLOCK_KINDS) {
      if (this.measure(before, kind) !== this.measure(rules, kind)) {
        this.setByRules(kind, fact, false);
      }
    }
  }

  private measure(rules: TicketRules, kind: ClockKind): string {
    const term = rules.targets[this.state.priority][kind];
    return JSON.stringify(
      term === 'off' ? term : [term.within, rules.calendars[term.calendar ?? rules.calendar]],
    );
  }

  private setByRules(kind: ClockKind, fact: HeardFact, restart: boolean): void {
    const { rules, priority } = this.state;
    const promise = this.open(kind);
    const term = rules.targets[priority][kind];
    if (promise && term === 'off') {
      this.promises.settle(
        promise.key,
        'cancelled',
        `the rules have no such clock at priority ${priority}`,
        {},
      );
    } else if (promise && term !== 'off') {
      const startMs = restart ? fact.occurredAtMs : promise.term.startMs;
      const calendar = term.calendar ?? rules.calendar;
      this.promises.retarget(promise, { target: termToTarget(term.within), calendar, startMs }, fact);
    }
  }

  /** The team that was handed the ticket has a clock of its own; that of the team before has ended. */
  handedOver(fact: HeardFact, role: string, within: string): void {
    const before = this.open('handOver');
    if (before) {
      this.promises.settle(before.key, 'kept', 'handedOver', fact);
    }
    this.state.handOvers += 1;
    const since = { startMs: fact.occurredAtMs, pauses: this.waitingPause() };
    this.put('handOver', this.state.handOvers, termToTarget(within), this.state.rules.calendar, since, role);
  }

  /** The clocks that run or stand still, of the ticket and of its team. */
  running(): PromiseState[] {
    return [...CLOCK_KINDS, 'handOver' as const].flatMap((kind) => this.open(kind) ?? []);
  }

  /** What is owed by whoever has the ticket. */
  owned(): PromiseState[] {
    const besides = this.desk
      .openPromises()
      .filter(({ step, kind }) => kind === 'task' && (step === 'call' || step === 'outsideChange'));
    return [...this.running(), ...besides];
  }

  private pausable(): PromiseState[] {
    const { pausable } = this.state.rules.policies;
    return this.running().filter(
      ({ step }) => pausable[step === 'handOver' ? 'resolution' : (step as ClockKind)],
    );
  }

  private waitingPause(): Pause[] {
    const waits = this.state.status === 'waitingForClient' && this.state.rules.policies.pausable.resolution;
    return waits ? [{ fromMs: this.desk.nowMs(), toMs: null, reason: 'waitingForClient' }] : [];
  }

  private open(step: ClockKind | 'handOver' | 'call'): PromiseState | undefined {
    return this.desk.openPromises().find((promise) => promise.step === step && promise.kind === 'task');
  }

  private start(kind: ClockKind, number: number, since: Since): void {
    const { rules, priority } = this.state;
    const term = rules.targets[priority][kind];
    if (term !== 'off') {
      const calendar = term.calendar ?? rules.calendar;
      this.put(kind, number, termToTarget(term.within), calendar, since, this.role);
    }
  }

  private put(
    step: ClockKind | 'handOver',
    number: number,
    target: Target,
    calendar: string,
    since: Since,
    owedBy: string,
  ): void {
    const title = TICKET_PROMISES[step];
    const key = `${step}#${number}`;
    const place = { stage: null, track: null, since: this.hold.measured(since) };
    this.promises.open({ key, step, kind: 'task', title, ...place, owedBy, target, calendar });
  }
}
