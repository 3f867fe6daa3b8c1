import type { JournalFact, SubjectKind } from '../../src/subject/domain/subjects';
import type { LadderRules } from '../../src/promise/domain/ladder/rules';
import { CancellationScope, condition } from '@temporalio/workflow';
import type { CarriedState } from '../../src/engagement/domain/engagement';
import { derivedId } from '../../src/promise/domain/ids';
import { nextMoment } from '../../src/promise/domain/ladder/moments';
import { isOpen, type PromiseState } from '../../src/promise/domain/ladder/promise-state';
import { openTerms, type TermAnswer, type TermRequest } from '../../src/promise/domain/ladder/terms';
import { withMoments } from '../../src/promise/domain/ladder/transitions';
import type { Calendar } from '../../src/promise/domain/clock/types';
import { type TimeScale, toProduct, wallDuration } from '../../src/promise/domain/time';
import { Journal, type Source } from './journal';
import { comeToRest, Recorder } from './recorder';

/** The rules by which a desk counts time and tells people. */
export interface DeskRules {
  calendars: Record<string, Calendar>;
  calendar: string;
  ladder: LadderRules;
}

/** Something besides promises that happens at an instant. */
export interface Appointment {
  readonly atMs: number;
  /** For the summary of its timer. */
  readonly what: string;
  /** Lets it happen, after which there is another one or none. */
  pass(): void;
}

export interface DeskOptions {
  subject: { kind: SubjectKind; id: string };
  workflowId: string;
  rules: DeskRules;
  time: TimeScale;
  state: CarriedState;
  /** Hears every fact that has arrived: an answer in time beats the alarm that came with it. */
  hear(): Promise<void>;
  /** Lets a promise go through its next moment. */
  pass(promise: PromiseState): void;
  /** What else has its moment, the earliest; left out: nothing has. */
  appointment?(): Appointment | null;
  /** What else is counted in working time, as far as it is not computed yet; left out: nothing. */
  terms?(): TermRequest[];
  /** Takes in what was computed of these. */
  takeAnswers?(answers: readonly TermAnswer[]): void;
  /** Called when everything that happened is in the journal's hands: the place to show the state in Temporal's UI. */
  show(): void;
}

/**
 * What every workflow here stands on: one journal, one alarm and the promises that it keeps open. The alarm is a single
 * timer for the earliest moment of all promises; it is set again only for an earlier one, so a promise that is kept in
 * time costs no timer of its own.
 */
export class Desk {
  readonly journal: Journal;
  readonly promises = new Map<string, PromiseState>();
  private readonly recorder = new Recorder(this);
  private busy = 0;

  constructor(readonly options: DeskOptions) {
    this.journal = new Journal(options.state.lastSeq, () => this.nowMs());
    for (const promise of options.state.promises) {
      this.promises.set(promise.key, promise);
    }
  }

  get state(): CarriedState {
    return this.options.state;
  }

  /** The product's time. */
  nowMs(): number {
    return toProduct(Date.now(), this.options.time);
  }

  /** The id of the promise of this key. */
  promiseId(key: string): string {
    const { subject, workflowId } = this.options;
    return derivedId('prm', subject.id, workflowId, key);
  }

  /** The id of the escalation that a promise would raise next. */
  nextEscalationId({ id, escalation }: PromiseState): string {
    return derivedId('esc', escalation?.id ?? id);
  }

  note(fact: JournalFact, source?: Source): void {
    this.journal.note(fact, source);
  }

  put(promise: PromiseState): void {
    this.promises.set(promise.key, promise);
  }

  openPromises(): PromiseState[] {
    return [...this.promises.values()].filter(isOpen);
  }

  byId(id: string): PromiseState | undefined {
    return [...this.promises.values()].find((promise) => promise.id === id);
  }

  /** Runs something that a continue-as-new must not cut off. */
  async whileBusy<T>(work: () => Promise<T>): Promise<T> {
    this.busy += 1;
    try {
      return await work();
    } finally {
      this.busy -= 1;
    }
  }

  /** Nothing is in flight: the state is all there is, and a next run can go on from it. */
  get isQuiet(): boolean {
    return this.busy === 0 && this.recorder.isDone && this.dueTerms().length === 0;
  }

  /** The state as the next run needs it. */
  carry(): CarriedState {
    return { ...this.state, lastSeq: this.journal.lastSeq, promises: [...this.promises.values()] };
  }

  /** Starts the recorder and the alarm; they go on through a cancellation until the workflow ends. */
  run(): void {
    void CancellationScope.nonCancellable(() => this.recorder.run());
    void CancellationScope.nonCancellable(() => this.runAlarm());
  }

  /** Waits until every open promise that is not paused has its deadline computed. */
  async deadlinesKnown(): Promise<void> {
    if (this.dueTerms().length > 0) {
      await condition(() => this.dueTerms().length === 0);
    }
  }

  /**
   * Waits until all that this turn has set going has come to rest: what follows from the facts so far has been done,
   * written, and its deadlines are known.
   */
  async rest(): Promise<void> {
    await comeToRest();
    await condition(() => this.recorder.isIdle && this.dueTerms().length === 0);
  }

  /** Waits until every fact so far is stored. */
  async flushed(): Promise<void> {
    await condition(() => this.recorder.isDone && this.busy === 0);
  }

  /** The terms that are to be computed: those of open promises first. */
  dueTerms(): TermRequest[] {
    const { calendars, ladder } = this.options.rules;
    const ofPromises = this.openPromises().flatMap((promise) => openTerms(promise, calendars, ladder));
    return [...ofPromises, ...(this.options.terms?.() ?? [])];
  }

  /** Whether what was computed still holds; a clock that was paused or set anew meanwhile has another deadline. */
  isCurrent({ id, dueMs }: TermAnswer): boolean {
    for (const promise of this.openPromises()) {
      if (promise.id === id) {
        return promise.moments?.dueMs === dueMs;
      }
      if (promise.escalation?.id === id) {
        return promise.escalation.respondByMs === dueMs;
      }
    }
    return true;
  }

  /** Takes in what was computed. */
  takeAnswers(answers: TermAnswer[]): void {
    for (const { id, dueMs, warningsMs, marksMs } of answers) {
      for (const promise of this.openPromises()) {
        if (promise.id === id && promise.moments === null) {
          this.put(withMoments(promise, { own: { dueMs, warningsMs, marksMs } }));
        } else if (promise.escalation?.id === id && promise.escalation.respondByMs === null) {
          this.put(withMoments(promise, { respondByMs: dueMs }));
        }
      }
    }
    this.options.takeAnswers?.(answers);
  }

  private earliest(): Appointment | null {
    let found = this.options.appointment?.() ?? null;
    for (const promise of this.openPromises()) {
      const moment = nextMoment(promise);
      if (moment && (found === null || moment.atMs < found.atMs)) {
        const what = `${promise.step}, owed by ${promise.owedBy}`;
        found = { atMs: moment.atMs, what, pass: () => this.options.pass(promise) };
      }
    }
    return found;
  }

  private async runAlarm(): Promise<void> {
    for (;;) {
      await condition(() => this.earliest() !== null);
      const next = this.earliest();
      if (!next) {
        continue;
      }
      const waitMs = wallDuration(next.atMs - this.nowMs(), this.options.time);
      if (waitMs > 0) {
        const earlier = () => (this.earliest()?.atMs ?? next.atMs) < next.atMs;
        const summary = `Next moment: ${next.what}`;
        if (await condition(earlier, waitMs, { summary })) {
          continue;
        }
      }
      await this.options.hear();
      this.passDueMoments();
    }
  }

  private passDueMoments(): void {
    for (let next = this.earliest(); next && next.atMs <= this.nowMs(); next = this.earliest()) {
      next.pass();
    }
  }
}
