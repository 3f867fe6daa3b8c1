import type { HeardFact } from '../../src/fact/domain/heard-fact';
import type { Effect } from '../../src/journal/domain/promise-facts';
import { condition } from '@temporalio/workflow';
import { nextMoment } from '../../src/promise/domain/ladder/moments';
import {
  isOpen,
  isPaused,
  type Pause,
  type PromiseState,
  startingPauses,
} from '../../src/promise/domain/ladder/promise-state';
import * as ladder from '../../src/promise/domain/ladder/transitions';
import type { Desk } from './desk';
import type { Source } from './journal';
import { endOf, factsOf } from './promise-facts';
import type { PromiseSpec, Settlement } from './promise-spec';

/**
 * The promises of one workflow. keep() is the one way to wait in this product: it opens the promise in the journal,
 * lets its clock and its ladder run, and returns how it ended. A promise past its deadline is still awaited: escalation
 * makes people act, it does not end the engagement.
 */
export class Promises {
  private readonly marks = new Map<string, (() => void)[]>();
  private readonly titles = new Map<string, string>();
  private readonly awaited = new Map<string, NonNullable<PromiseSpec['awaits']>>();

  constructor(private readonly desk: Desk) {}

  /** Opens the promise and waits until it is kept, waived or cancelled. After a continue-as-new it goes on waiting. */
  async keep(spec: PromiseSpec): Promise<Settlement> {
    this.open(spec);
    await condition(() => !isOpen(this.get(spec.key)));
    const { status, late, settledBy } = this.get(spec.key);
    if (status === 'open') {
      throw new Error(`The promise ${spec.key} is open although it was awaited`);
    }
    return { status, late, by: settledBy ?? status };
  }

  /** Opens the promise, once, without waiting for it. */
  open(spec: PromiseSpec): PromiseState {
    this.titles.set(spec.key, spec.title);
    this.awaited.set(spec.key, { ...this.awaited.get(spec.key), ...spec.awaits });
    this.marks.set(
      spec.key,
      (spec.marks ?? []).map((mark) => mark.onMark),
    );
    const known = this.desk.promises.get(spec.key);
    if (known) {
      return known;
    }
    const openedAtMs = this.desk.nowMs();
    const { held, team } = this.desk.state;
    const promise: PromiseState = {
      id: this.desk.promiseId(spec.key),
      key: spec.key,
      step: spec.step,
      kind: spec.kind,
      stage: spec.stage,
      track: spec.track,
      owedBy: spec.owedBy,
      assignee: spec.assignee ?? team[spec.owedBy] ?? null,
      calendar: spec.calendar ?? this.desk.options.rules.calendar,
      openedAtMs,
      term: {
        startMs: spec.since?.startMs ?? openedAtMs,
        target: spec.target,
        ...(spec.byTheClock ? { byTheClock: true } : {}),
      },
      moments: null,
      markSeconds: (spec.marks ?? []).map((mark) => mark.afterSeconds),
      warned: 0,
      marksPassed: 0,
      pauses: startingPauses(spec.since?.pauses ?? [], held, openedAtMs),
      escalates: spec.escalates ?? true,
      escalation: null,
      suspended: null,
      status: 'open',
      late: false,
      broken: false,
      breachesMs: [],
      settledAtMs: null,
      settledBy: null,
    };
    this.desk.put(promise);
    const { id, key, step, kind, stage, track, owedBy, assignee } = promise;
    const { title, asks, effect } = spec;
    const said = { title, ...(asks ? { asks } : {}), ...(effect ? { effect } : {}) };
    const opened = { id, key, step, kind, stage, track, owedBy, assignee, openedAtMs, ...said };
    this.desk.note({ kind: 'promiseOpened', promise: opened });
    return promise;
  }

  /** The open promises that this signal can settle. */
  waitingFor(signal: string): PromiseState[] {
    return this.desk.openPromises().filter((promise) => this.awaited.get(promise.key)?.[signal]);
  }

  /** Settles a promise with a fact that it waits for. */
  answer(promise: PromiseState, fact: HeardFact): void {
    const answer = this.awaited.get(promise.key)?.[fact.signal]?.(fact);
    if (answer) {
      this.settle(promise.key, answer.status, answer.by, fact);
    }
  }

  /** From now on the promise waits for these facts as well. */
  awaitAlso(key: string, awaits: NonNullable<PromiseSpec['awaits']>): void {
    this.awaited.set(key, { ...this.awaited.get(key), ...awaits });
  }

  /** Lets a promise go through the moment that has come: warn, break, climb. */
  pass(promise: PromiseState): void {
    const moment = nextMoment(promise);
    if (!moment) {
      return;
    }
    const id = this.desk.nextEscalationId(promise);
    const step = ladder.passMoment(promise, moment, this.desk.options.rules.ladder, id);
    this.desk.put(step.promise);
    this.tell(step);
    if (moment.kind === 'mark') {
      this.marks.get(promise.key)?.[moment.index]?.();
    }
  }

  /** Ends an open promise by a fact. `occurredAtMs` judges whether it was in time. */
  settle(
    key: string,
    status: 'kept' | 'waived' | 'cancelled',
    by: string,
    source: Source & { occurredAtMs?: number; effect?: Effect },
  ): void {
    const promise = this.desk.promises.get(key);
    if (!promise || !isOpen(promise)) {
      return;
    }
    const nowMs = this.desk.nowMs();
    const step = ladder.settle(promise, status, source.occurredAtMs ?? nowMs, nowMs, by);
    this.desk.put(step.promise);
    this.desk.note(endOf(step.promise, this.titleOf(promise), by, source.effect), {
      actor: source.actor,
      commandId: source.commandId,
    });
    this.tell(step);
  }

  /** Stops the clocks and the ladders of these promises. */
  pause(promises: PromiseState[], reason: Pause['reason'], atMs = this.desk.nowMs()): void {
    for (const promise of promises) {
      this.desk.put(ladder.pause(promise, atMs, reason));
      if (!isPaused(promise)) this.desk.note({ kind: 'promisePaused', promiseId: promise.id });
    }
  }

  /** Lets these clocks and ladders go on with what was left, but for those that stand still for another reason too. */
  resume(promises: PromiseState[], reason: Pause['reason'], atMs = this.desk.nowMs()): void {
    for (const promise of promises.filter(isPaused)) {
      const resumed = ladder.resume(promise, atMs, reason);
      this.desk.put(resumed);
      if (!isPaused(resumed)) this.desk.note({ kind: 'promiseResumed', promiseId: promise.id });
    }
  }

  /** Measures an open promise by another target, from its own start on unless told otherwise; breaches stay on record. */
  retarget(promise: PromiseState, to: ladder.NewMeasure, source: Source): void {
    const step = ladder.retarget(promise, to, this.desk.nowMs());
    this.desk.put(step.promise);
    this.desk.note(
      { kind: 'promiseRetargeted', promiseId: promise.id, title: this.titleOf(promise) },
      source,
    );
    this.tell(step);
  }

  /** Gives a promise a later deadline; its ladder starts afresh. */
  extend(promise: PromiseState, dueAtMs: number, source: Source): void {
    const step = ladder.extend(promise, dueAtMs, this.desk.nowMs());
    this.desk.put(step.promise);
    const title = this.titleOf(promise);
    this.desk.note({ kind: 'deadlineExtended', promiseId: promise.id, title, dueAtMs }, source);
    this.tell(step);
  }

  /** The same, sooner or later, where whoever does it has said so already. */
  reschedule(promise: PromiseState, dueAtMs: number): void {
    const step = ladder.extend(promise, dueAtMs, this.desk.nowMs());
    this.desk.put(step.promise);
    this.tell(step);
  }

  /** Stops the climb until the next update, which then is a promise itself, owed by whoever acknowledged. */
  acknowledge(
    promise: PromiseState,
    nextUpdateAtMs: number,
    owner: Pick<PromiseSpec, 'owedBy' | 'assignee'>,
    source: Source,
  ): void {
    const escalation = promise.escalation;
    if (!escalation) {
      return;
    }
    this.endUpdate(promise, 'kept', source);
    this.desk.put(ladder.acknowledge(promise, nextUpdateAtMs, this.desk.nowMs()));
    const { id: promiseId } = promise;
    this.desk.note(
      { kind: 'escalationAcknowledged', escalationId: escalation.id, promiseId, nextUpdateAtMs },
      source,
    );
    const term = ladder.termUntil(nextUpdateAtMs, this.desk.nowMs());
    this.open({
      key: this.nextUpdateKey(promise),
      step: promise.step,
      kind: 'update',
      title: `Update on: ${this.titleOf(promise)}`,
      stage: promise.stage,
      track: promise.track,
      ...owner,
      target: term.target,
      since: { startMs: term.startMs, pauses: [] },
      byTheClock: true,
      escalates: false,
    });
  }

  /** Tells everybody on the ladder at once: somebody has declared a crisis. */
  raiseCrisis(promise: PromiseState): void {
    const id = this.desk.nextEscalationId(promise);
    const step = ladder.raiseCrisis(promise, this.desk.nowMs(), this.desk.options.rules.ladder, id);
    this.desk.put(step.promise);
    this.tell(step);
  }

  /** Ends the escalation of a promise that is still awaited. */
  resolveEscalation(promise: PromiseState, source: Source): void {
    this.endUpdate(promise, 'kept', source);
    const step = ladder.resolveEscalation(promise, this.desk.nowMs());
    this.desk.put(step.promise);
    this.tell(step, source);
  }

  private get(key: string): PromiseState {
    const promise = this.desk.promises.get(key);
    if (!promise) {
      throw new Error(`No promise ${key} was opened`);
    }
    return promise;
  }

  private titleOf(promise: PromiseState): string {
    return this.titles.get(promise.key) ?? promise.step;
  }

  private updates(promise: PromiseState): PromiseState[] {
    return [...this.desk.promises.values()].filter((other) => other.key.startsWith(`${promise.key}/update-`));
  }

  private nextUpdateKey(promise: PromiseState): string {
    return `${promise.key}/update-${this.updates(promise).length + 1}`;
  }

  private endUpdate(promise: PromiseState, status: 'kept' | 'cancelled', source: Source): void {
    for (const update of this.updates(promise).filter(isOpen)) {
      this.settle(update.key, status, status === 'kept' ? 'updateGiven' : 'promiseSettled', {
        actor: source.actor,
      });
    }
  }

  private tell(step: ladder.Step, source: Source = {}): void {
    const { promise } = step;
    for (const { fact, atMs } of factsOf(step, this.titleOf(promise), this.desk.nowMs())) {
      this.desk.note(fact, { ...source, atMs });
      if (fact.kind === 'escalationResolved') {
        this.endUpdate(promise, 'cancelled', source);
      }
    }
  }
}
