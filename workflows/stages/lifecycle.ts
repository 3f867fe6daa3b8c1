import type { HeardFact } from '../../src/fact/domain/heard-fact';
import { CancellationScope, condition, isCancellation, workflowInfo } from '@temporalio/workflow';
import {
  type ActionName,
  type ActionParams,
  type ActionRequest,
  type ActionResult,
  type Capability,
  capabilityOf,
  undoOf,
} from '../../src/capability/actions';
import type { AskedOutside } from '../../src/journal/domain/promise-facts';
import { termToTarget } from '../../src/promise/domain/duration';
import type { CarriedState, Undo } from '../../src/engagement/domain/engagement';
import { keyIn } from '../../src/playbook/domain/legs/keys';
import type { Plan, StageName, Step } from '../../src/playbook/domain/playbook';
import type { MoneyText } from '../../src/money/domain/money';
import type { TimeScale } from '../../src/promise/domain/time';
import { actionActivity } from '../activities';
import { type Appointment, Desk } from '../promise/desk';
import { type Hearer, Hearing } from '../promise/hearing';
import { describeFailure } from './failure';
import { actingEnds, standingFacts } from './standing-facts';
import { meetingCalledOff, rememberMeeting } from '../promise/meetings';
import { Promises } from '../promise/promises';
import type { PromiseSpec } from '../promise/promise-spec';
import { showInTemporal } from './legible';
import { askedAt, isOfPayment, postEffect } from './money/ledger';
import { nextReminder, reminderTerms, takeReminderTimes } from './money/reminders';

/** What a workflow that passes through stages starts from. */
export interface LifecycleInput {
  engagementId: string;
  reference: string;
  plan: Plan;
  value: MoneyText | null;
  isCurrencyAssumed?: boolean;
  facts: Record<string, string | number | boolean>;
  calendar: string | null;
  queues: Record<Capability, string>;
  time: TimeScale;
}

/**
 * One engagement, or one track of it, as the stages see it: promises to keep, actions to perform, passages that happen
 * once. Everything is remembered by its key, so that a run that continues as new walks through the same code and finds
 * what is done, done.
 */
export class Lifecycle {
  readonly desk: Desk;
  readonly promises: Promises;
  readonly hearing: Hearing;
  private readonly openStages: StageName[] = [];

  constructor(
    readonly input: LifecycleInput,
    state: CarriedState,
    readonly track: string | null,
    hearers: (lifecycle: Lifecycle) => Record<string, Hearer>,
    /** What has arrived before. */
    inbox: HeardFact[] = [],
    /** What else has its moment here. */
    besides: (lifecycle: Lifecycle) => Appointment | null = () => null,
  ) {
    const { plan, calendar, time } = input;
    this.desk = new Desk({
      subject: { kind: 'engagement', id: input.engagementId },
      workflowId: workflowInfo().workflowId,
      rules: { calendars: plan.calendars, calendar: calendar ?? plan.calendar, ladder: plan.ladder },
      time,
      state,
      hear: () => this.hearing.catchUp(),
      pass: (promise) => this.promises.pass(promise),
      appointment: () => [actingEnds(this), nextReminder(this), besides(this)].reduce(earlier),
      terms: () => reminderTerms(this),
      takeAnswers: (answers) => takeReminderTimes(this, answers),
      show: () => showInTemporal(this),
    });
    this.promises = new Promises(this.desk);
    const own = { ...standingFacts(this), ...hearers(this) };
    this.hearing = new Hearing(this.desk, this.promises, own, inbox);
  }

  /** An engagement says once that it began, and once by which playbook it goes on; a track's beginning it tells itself. */
  begin(): void {
    if (this.track !== null) {
      return;
    }
    const { value, isCurrencyAssumed, plan } = this.input;
    const assumed = value && isCurrencyAssumed ? { assumedCurrency: value.currency } : {};
    this.once('started', () => this.desk.note({ kind: 'engagementStarted', ...assumed }));
    const before = plan.earlier?.at(-1)?.title;
    if (before !== undefined) {
      const { name, version, title } = plan;
      const begun = this.keyOf({ id: 'begun' }, 1);
      this.once(begun, () => this.desk.note({ kind: 'playbookBegan', name, version, title, before }));
    }
  }

  get state(): CarriedState {
    return this.desk.state;
  }

  /** The stage that is shown: the one entered last of those that are not left. */
  get stage(): StageName | null {
    return this.openStages.at(-1) ?? null;
  }

  /** Passes through a stage, if the playbook has it. Later rounds of the same stage have a generation above 1. */
  async pass(name: StageName, generation: number, body: () => Promise<void>): Promise<void> {
    const rules = this.input.plan.stages[name];
    if (!rules) {
      return;
    }
    this.openStages.push(name);
    const passage = this.keyOf({ id: name }, generation);
    this.once(`entered/${passage}`, () =>
      this.desk.note({ kind: 'stageEntered', stage: name, title: rules.title, shown: name }),
    );
    await body();
    this.openStages.splice(this.openStages.indexOf(name), 1);
    this.once(`left/${passage}`, () =>
      this.desk.note({ kind: 'stageLeft', stage: name, title: rules.title, shown: this.stage ?? name }),
    );
  }

  /** Does something once in the life of the engagement, however often the code comes by. */
  once(key: string, act: () => void): void {
    if (!(key in this.state.done)) {
      this.state.done[key] = true;
      act();
    }
  }

  /** The key of a step: the same in every run, another one for every generation, and in every leg of the journey. */
  keyOf(step: Pick<Step, 'id'>, generation: number): string {
    return keyIn((this.input.plan.earlier?.length ?? 0) + 1, step.id, generation);
  }

  /** The key of what a promise's action has done outside. */
  effectKeyOf(promiseKey: string): string {
    return `${workflowInfo().workflowId}/${promiseKey}`;
  }

  /** The promise that a step is, counted in the step's own calendar, its owner's, or the engagement's. */
  promiseOf(step: Step, generation: number, stage: StageName): PromiseSpec {
    const calendar = step.calendar ?? this.input.plan.roleCalendars?.[step.owner];
    return {
      key: this.keyOf(step, generation),
      step: step.id,
      kind: step.kind,
      title: step.title,
      stage,
      track: this.track,
      owedBy: step.owner,
      target: termToTarget(step.within),
      ...(calendar ? { calendar } : {}),
      ...(step.escalates === undefined ? {} : { escalates: step.escalates }),
      ...(isOfPayment(step) ? { asks: askedAt(this, stage) } : {}),
    };
  }

  /**
   * Has an effect on an outside system, once. The step's promise is kept when it is done; when the vendor refuses or
   * stays away too long, the promise becomes a task for its owner, and the engagement goes on when they have done it.
   */
  async perform(
    spec: PromiseSpec,
    action: ActionName,
    params: object,
    more: Pick<ActionRequest, 'contact'> = {},
  ): Promise<void> {
    const effect = this.asked(action, this.effectKeyOf(spec.key));
    const promise = this.promises.open({ ...spec, effect });
    if (promise.status !== 'open') {
      return;
    }
    await this.whileActive();
    await this.desk.whileBusy(async () => {
      const { key } = effect;
      this.rememberUndo(action, key, params);
      try {
        const result = await this.call(action, key, params, spec.title, more);
        const { refs, note } = result;
        rememberMeeting(this, spec, refs);
        this.promises.settle(spec.key, 'kept', action, { effect: { refs, note } });
        postEffect(this, action, key, result, this.desk.nowMs());
      } catch (error) {
        if (isCancellation(error)) {
          throw error;
        }
        this.handOver(spec, action, promise.id, error);
      }
    });
    await this.promises.keep(spec);
  }

  /** What is asked of the vendor that does such a thing here. */
  asked(action: ActionName, key: string): AskedOutside {
    return { key, action, vendor: this.input.queues[capabilityOf(action)] };
  }

  /** Calls an action's activity, without a promise around it. @param more see `ActionRequest` */
  async call(
    action: ActionName,
    key: string,
    params: object,
    summary: string,
    more: Pick<ActionRequest, 'fills' | 'contact'> = {},
    queues = this.input.queues,
  ): Promise<ActionResult> {
    const request = {
      engagementId: this.input.engagementId,
      key,
      params: params as ActionParams[typeof action],
      ...more,
    };
    return await actionActivity(action, queues, this.input.time).executeWithOptions({ summary }, [
      request as never,
    ]);
  }

  /** Waits while the engagement is on hold: nothing new is begun. */
  async whileActive(): Promise<void> {
    if (this.state.held) {
      await condition(() => !this.state.held);
    }
  }

  /** Undoes, newest first, what a called-off engagement had begun. What cannot be undone becomes somebody's task. */
  async compensate(owner: string): Promise<void> {
    await CancellationScope.nonCancellable(async () => {
      for (const undo of [...this.state.undos].reverse()) {
        await this.undo(undo, owner);
      }
    });
  }

  private async undo(undo: Undo, owner: string): Promise<void> {
    const undoing = undoOf(undo.action, undo);
    if (!undoing) {
      return;
    }
    const { action, params } = undoing;
    try {
      const queues = { ...this.input.queues, [capabilityOf(action)]: undo.queue };
      const result = await this.call(action, `${undo.key}/undo`, params, `Undo: ${undo.action}`, {}, queues);
      this.desk.note({ kind: 'actionUndone', action, undoes: undo.key, note: result.note });
      postEffect(this, action, `${undo.key}/undo`, result, this.desk.nowMs());
    } catch {
      await this.promises.keep({
        key: `${undo.key}/undo`,
        step: 'undo-by-hand',
        kind: 'task',
        title: `Undo by hand: ${undo.action}`,
        stage: null,
        track: this.track,
        owedBy: owner,
        target: termToTarget('24 h'),
        awaits: { stepCompleted: completed },
      });
    }
    meetingCalledOff(this, undo.key.slice(this.effectKeyOf('').length));
  }

  // Before the call, since a call with an unknown outcome must be undone as well; undoing nothing does nothing.
  private rememberUndo(action: ActionName, key: string, params: object): void {
    if (undoOf(action, { key, params }) && !this.state.undos.some((undo) => undo.key === key)) {
      const queue = this.input.queues[capabilityOf(action)];
      this.state.undos.push({ action, key, params: { ...params }, queue });
    }
  }

  private handOver(spec: PromiseSpec, action: ActionName, promiseId: string, error: unknown): void {
    const failed = { ...describeFailure(error), promiseId };
    this.desk.note({ kind: 'actionFailed', action, title: spec.title, ...failed });
    this.promises.awaitAlso(spec.key, { stepCompleted: completed });
  }
}

function earlier(one: Appointment | null, other: Appointment | null): Appointment | null {
  return one && (other === null || one.atMs <= other.atMs) ? one : other;
}

export const completed = (fact: HeardFact) => ({ status: 'kept' as const, by: fact.signal });
