import type { HeardFact } from '../../src/fact/domain/heard-fact';
import {
  linked,
  PROBLEM_FACTS,
  type ProblemFactDeclaration,
  type ProblemSignal,
  stepKeptBy,
} from '../../src/problem/domain/facts';
import { factNamed } from '../../src/fact/domain/declaration';
import type { ProblemFact } from '../../src/problem/domain/journal-facts';
import { workflowInfo } from '@temporalio/workflow';
import { termToTarget } from '../../src/promise/domain/duration';
import { newState } from '../../src/engagement/domain/engagement';
import {
  isOver,
  type ProblemInput,
  type ProblemState,
  type ProblemStatus,
  type ProblemStep,
  stepOwedAt,
} from '../../src/problem/domain/problem';
import { Desk } from '../promise/desk';
import { escalationFacts } from '../promise/escalation-facts';
import { type Hearer, Hearing } from '../promise/hearing';
import { Promises } from '../promise/promises';
import type { PromiseSpec } from '../promise/promise-spec';
import { showDesk } from '../promise/show-desk';

/** One problem: the promise that is owed now, and what is still to be told to the tickets concerned. */
export class Improvement {
  readonly desk: Desk;
  readonly promises: Promises;
  readonly hearing: Hearing;
  readonly state: ProblemState;

  constructor(readonly input: ProblemInput) {
    const fresh: ProblemState = { status: 'identified', round: 1, tickets: [], toTell: [] };
    this.state = input.carried?.problem ?? fresh;
    this.desk = new Desk({
      subject: { kind: 'problem', id: input.problemId },
      workflowId: workflowInfo().workflowId,
      rules: input.rules,
      time: input.time,
      state: input.carried?.desk ?? newState({}),
      hear: () => this.hearing.catchUp(),
      pass: (promise) => this.promises.pass(promise),
      show: () => this.show(),
    });
    this.promises = new Promises(this.desk);
    this.hearing = new Hearing(this.desk, this.promises, this.facts());
  }

  /** Opens the first promise and links the tickets, or goes on with what an earlier run has left. */
  begin(): void {
    const { openedBy, openedAtMs, tickets, isAnalysed, carried } = this.input;
    if (carried) {
      this.owe(this.desk.nowMs());
      return;
    }
    const { version } = this.input.rules;
    this.desk.note({ kind: 'problemOpened', rules: version }, { actor: openedBy });
    if (isAnalysed) {
      this.state.status = 'analysed';
    }
    this.owe(openedAtMs);
    this.concern(tickets);
  }

  private facts(): Record<string, Hearer> {
    const facts: Record<ProblemSignal, Hearer> = {
      rootCauseFound: (fact) => this.advance('analysed', { kind: 'problemRootCauseFound' }, fact),
      fixImplemented: (fact) =>
        this.advance('implemented', { kind: 'problemFixImplemented', round: this.state.round }, fact),
      effectMeasured: (fact) =>
        this.advance('measured', { kind: 'problemEffectMeasured', round: this.state.round }, fact),
      refinementRequested: (fact) => {
        const { round } = this.state;
        return this.advance('analysed', { kind: 'problemRefinementRequested', round }, fact, round + 1);
      },
      closed: (fact) => this.advance('closed', { kind: 'problemClosed' }, fact),
      linked: (fact) => {
        const { tickets } = linked.read(fact);
        this.desk.note({ kind: 'problemWidened', tickets }, fact);
        this.concern(tickets);
        return 'applied';
      },
      cancelled: (fact) => this.advance('cancelled', { kind: 'problemCancelled' }, fact),
      ...escalationFacts(this.desk, this.promises),
    };
    return Object.fromEntries(
      Object.entries(facts).map(([signal, hear]): [string, Hearer] => [
        signal,
        (fact) => (isOver(this.state.status) ? { ignored: 'the problem is not open any more' } : hear(fact)),
      ]),
    );
  }

  /** Brings the problem to a status by a fact that fits now: what was owed is kept, what follows is owed from then on. */
  private advance(
    status: ProblemStatus,
    told: ProblemFact,
    fact: HeardFact,
    round = this.state.round,
  ): ReturnType<Hearer> {
    const owed = stepOwedAt(this.state.status);
    const declared: ProblemFactDeclaration | undefined = factNamed(PROBLEM_FACTS, fact.signal);
    const wanted = declared ? stepKeptBy(declared) : null;
    if (owed === null || (wanted !== null && wanted !== owed)) {
      return { ignored: `what is owed now is: ${owed}` };
    }
    this.desk.note(told, { ...fact, atMs: fact.occurredAtMs });
    const key = this.keyOf(owed);
    if (status === 'cancelled') {
      this.promises.settle(key, 'cancelled', 'the problem is not followed any more', fact);
    } else {
      this.promises.settle(key, 'kept', fact.signal, fact);
    }
    Object.assign(this.state, { status, round });
    this.owe(fact.occurredAtMs);
    if (isOver(status)) {
      this.tellAll('over', this.state.tickets);
    }
    return 'applied';
  }

  /** Opens the promise that is owed at this status; one that is open goes on. */
  private owe(sinceMs: number): void {
    const step = stepOwedAt(this.state.status);
    if (step === null) {
      return;
    }
    const { title, owner, within, calendar } = this.input.rules.steps[step];
    const spec: PromiseSpec = {
      key: this.keyOf(step),
      step,
      kind: 'task',
      title,
      stage: null,
      track: null,
      owedBy: owner,
      target: termToTarget(within),
      ...(calendar === undefined ? {} : { calendar }),
      since: { startMs: sinceMs, pauses: [] },
    };
    this.promises.open(spec);
  }

  private keyOf(step: ProblemStep): string {
    return `${step}#${this.state.round}`;
  }

  private concern(tickets: string[]): void {
    const fresh = tickets.filter((id) => !this.state.tickets.includes(id));
    this.state.tickets.push(...fresh);
    this.tellAll('linked', fresh);
  }

  private tellAll(what: 'linked' | 'over', tickets: string[]): void {
    this.state.toTell.push(...tickets.map((id) => ({ kind: 'ticket' as const, id, what })));
  }

  private show(): void {
    const { status } = this.state;
    showDesk(this.desk, `**${this.input.reference}**: problem, **${status}**`, status);
  }
}
