import { workflowInfo } from '@temporalio/workflow';
import { termToSeconds, termToTarget } from '../../src/promise/domain/duration';
import { newState } from '../../src/engagement/domain/engagement';
import { isOpen, type PromiseState } from '../../src/promise/domain/ladder/promise-state';
import type { Letter } from '../../src/service-desk/domain/service-desk';
import {
  hasEnded,
  newTicketState,
  TICKET_PROMISES,
  type TicketInput,
  type TicketState,
  type TicketStep,
  type WaitingLetter,
} from '../../src/ticket/domain/ticket';
import { Desk } from '../promise/desk';
import { Hold } from '../promise/hold';
import { type Hearer, Hearing } from '../promise/hearing';
import type { Source } from '../promise/journal';
import { Promises } from '../promise/promises';
import { LATE_AFTER_MS } from '../promise/promise-facts';
import type { PromiseSpec } from '../promise/promise-spec';
import { showDesk } from '../promise/show-desk';
import { Clocks } from './clocks';
import { Elevations } from './elevations';
import { InStep } from './in-step';
import { Letters } from './letters';
import { DECIDED, tellChange } from './outside';

/** One ticket: its promises, its clocks and what is known of it. */
export class Matter {
  readonly desk: Desk;
  readonly promises: Promises;
  readonly hearing: Hearing;
  readonly clocks: Clocks;
  readonly hold: Hold;
  readonly state: TicketState;
  readonly letters: Letters;
  readonly inStep: InStep;
  readonly elevations: Elevations;
  private closedBySilence = false;

  /** @param facts what each fact does to the ticket */
  constructor(
    readonly input: TicketInput,
    facts: (matter: Matter) => Record<string, Hearer>,
  ) {
    this.state = input.carried?.ticket ?? newTicketState(input);
    const { calendars, calendar, ladder } = this.state.rules;
    this.desk = new Desk({
      subject: { kind: 'ticket', id: input.ticketId },
      workflowId: workflowInfo().workflowId,
      rules: { calendars, calendar, ladder },
      time: input.time,
      state: input.carried?.desk ?? newState(input.people),
      hear: () => this.hearing.catchUp(),
      pass: (promise) => this.promises.pass(promise),
      show: () => this.show(),
    });
    this.promises = new Promises(this.desk);
    this.letters = new Letters(this);
    this.inStep = new InStep(this);
    this.elevations = new Elevations(this);
    this.hold = new Hold(this.desk, this.promises, this.state);
    this.clocks = new Clocks(this.desk, this.promises, this.state, this.hold);
    this.hearing = new Hearing(this.desk, this.promises, facts(this));
  }

  /**
   * Starts a new ticket's clocks, which stand still when its engagement is on hold; after a continue-as-new, remembers
   * what its open promises wait for.
   */
  begin(): void {
    void this.letters.run();
    void this.inStep.run();
    if (!this.input.carried) {
      const { priority, rules } = this.state;
      this.desk.note({ kind: 'ticketOpened', priority, rules: rules.version });
      const { openedAtMs, heldSinceMs } = this.input;
      if (heldSinceMs !== null) this.comeUnderHold(heldSinceMs, {});
      this.clocks.begin(openedAtMs);
      this.tell('opened');
      return;
    }
    for (const promise of this.desk.openPromises()) {
      this.promises.open(this.known(promise));
    }
  }

  get role(): string {
    return this.state.rules.teams[this.state.team]?.role ?? this.state.team;
  }

  get assignee(): string | null {
    return this.desk.state.team[this.role] ?? null;
  }

  /** Whether everything is to stand still, by the rules in force. */
  get standsStill(): boolean {
    return this.state.heldSinceMs !== null && this.state.rules.follows.hold === 'pause';
  }

  /** The engagement was put on hold. Where the rules say so, everything that is promised stands still from then on. */
  comeUnderHold(sinceMs: number, source: Source): void {
    this.state.heldSinceMs = sinceMs;
    const clocks = this.standsStill ? 'paused' : 'running';
    this.desk.note({ kind: 'ticketHeld', sinceMs, clocks }, source);
    this.hold.set(this.standsStill, sinceMs);
  }

  /** No engagement holds the ticket any more. */
  leaveHold(atMs: number): void {
    this.state.heldSinceMs = null;
    this.hold.set(false, atMs);
  }

  get hasEnded(): boolean {
    return hasEnded(this.state.status);
  }

  /**
   * The client's approval of the completion: given, or taken from silence, with reminders on the way.
   * The ticket closes with it.
   */
  approval(): PromiseSpec {
    const { silence, reminders } = this.state.rules.approval;
    const key = `approval#${this.state.round}`;
    const marks = reminders.map((after, index) => ({
      afterSeconds: termToSeconds(after),
      onMark: () => this.remind(key, index),
    }));
    marks.push({ afterSeconds: termToSeconds(silence), onMark: () => this.closeInSilence(key) });
    // One whose end was put off has that one left.
    const left = this.desk.promises.get(key)?.markSeconds.length ?? marks.length;
    return this.askClient(key, 'approval', silence, marks.slice(-left));
  }

  private remind(key: string, index: number): void {
    const dueMs = this.desk.promises.get(key)?.moments?.marksMs[index] ?? this.desk.nowMs();
    this.tell('reminder', {
      dueMs,
      isLastReminder: index === this.state.rules.approval.reminders.length - 1,
    });
  }

  // Silence says nothing before the reminder has had its time: then its being out decides how long there is left.
  private closeInSilence(key: string): void {
    if (this.letters.holds('reminder')) {
      return;
    }
    this.promises.settle(key, 'waived', 'silence', {});
    this.closedBySilence = true;
    this.close('silence');
  }

  /** After a last reminder that was late, silence is given the whole time that should lie between the two. */
  gone({ isLastReminder, dueMs }: WaitingLetter): void {
    const key = `approval#${this.state.round}`;
    const promise = this.desk.promises.get(key);
    const nowMs = this.desk.nowMs();
    if (!isLastReminder || !promise || !isOpen(promise)) {
      return;
    }
    const hasPassed = promise.marksPassed === promise.markSeconds.length;
    if (hasPassed || nowMs - dueMs > LATE_AFTER_MS) {
      const { silence, reminders } = this.state.rules.approval;
      const seconds = Math.max(0, termToSeconds(silence) - termToSeconds(reminders.at(-1) ?? silence));
      this.promises.retarget(promise, { target: { kind: 'resolution', seconds }, startMs: nowMs }, {});
      this.desk.put({ ...(this.desk.promises.get(key) ?? promise), markSeconds: [seconds], marksPassed: 0 });
      this.promises.open(this.approval());
    }
  }

  /** How satisfied the client is: told, or not within the time. */
  satisfaction(): PromiseSpec {
    const { askFor } = this.state.rules.satisfaction;
    const end = () => this.promises.settle('satisfaction', 'waived', 'no answer', {});
    const marks = [{ afterSeconds: termToSeconds(askFor), onMark: end }];
    return this.askClient('satisfaction', 'satisfaction', askFor, marks);
  }

  private askClient(key: string, step: TicketStep, within: string, marks: PromiseSpec['marks']): PromiseSpec {
    const target = termToTarget(within);
    const { calendar } = this.state.rules;
    const title = TICKET_PROMISES[step];
    const place = { stage: null, track: null, owedBy: 'client' };
    return { key, step, kind: 'wait', title, ...place, target, calendar, escalates: false, marks };
  }

  close(by: 'approval' | 'silence'): void {
    this.state.status = 'closed';
    this.desk.note({ kind: 'ticketClosed', by });
    this.withdrawAll('the ticket is closed');
    // How satisfied the client is, is asked and answered whatever holds the engagement.
    this.leaveHold(this.desk.nowMs());
  }

  /** What an open promise of an earlier run was opened with. */
  private known(promise: PromiseState): PromiseSpec {
    const { key, kind, stage, track, owedBy } = promise;
    const step = promise.step as TicketStep;
    if (kind !== 'update' && step === 'approval') {
      return this.approval();
    }
    if (kind !== 'update' && step === 'satisfaction') {
      return this.satisfaction();
    }
    const title = kind === 'update' ? `Update on: ${TICKET_PROMISES[step]}` : TICKET_PROMISES[step];
    const awaits = this.awaitsOf(step, key);
    return { key, step, kind, title, stage, track, owedBy, target: promise.term.target, awaits };
  }

  private awaitsOf(step: TicketStep, key: string): NonNullable<PromiseSpec['awaits']> {
    if (step === 'outsideChange') {
      return DECIDED;
    }
    return step === 'elevation' || step === 'elevationReport' ? this.elevations.awaits(key) : {};
  }

  /** The vendor did not take how the ticket stands: somebody sees to it there. */
  refused(vendor: string): void {
    const change = { what: 'ticket', how: 'refused' } as const;
    tellChange(this, { vendor, id: this.input.reference, change }, {});
  }

  /** Everything of a ticket that is open at the end is withdrawn: no timer of it is left. */
  withdrawAll(why: string): void {
    for (const promise of this.desk.openPromises()) {
      this.promises.settle(promise.key, 'cancelled', why, {});
    }
  }

  /** Whoever works on the ticket from now on. */
  assign(role: string, personId: string | null): void {
    if (personId !== null) {
      this.desk.state.team[role] = personId;
    }
    for (const promise of this.clocks.owned()) {
      this.desk.put({ ...promise, owedBy: role, assignee: personId });
    }
  }

  private show(): void {
    const { priority, status, team } = this.state;
    const heading = `**${this.input.reference}**: ${priority}, **${status}**, with ${team}`;
    showDesk(this.desk, heading, status);
  }

  /** Tells the requester by mail, once and in order; a mail that cannot be sent is noted and stops nothing. */
  tell(letter: Letter, due: { dueMs?: number; isLastReminder?: boolean } = {}): void {
    this.state.letters += 1;
    const key = `${workflowInfo().workflowId}/letter-${this.state.letters}`;
    const { dueMs = this.desk.nowMs(), isLastReminder = false } = due;
    const late = this.desk.nowMs() - dueMs > LATE_AFTER_MS;
    // What the client has just done is confirmed at once.
    const mayWait = letter === 'reminder' || (letter === 'closed' && this.closedBySilence);
    const { round } = this.state;
    this.letters.put({ letter, key, round, late, mayWait, dueMs, isLastReminder });
  }
}
