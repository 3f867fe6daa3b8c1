import { condition, defineSignal, setHandler, workflowInfo } from '@temporalio/workflow';
import { isOpen, type PromiseState } from '../../src/promise/domain/ladder/promise-state';
import type { FactRules } from '../../src/fact/domain/declaration';
import type { HeardFact } from '../../src/fact/domain/heard-fact';
import type { Desk } from './desk';
import type { Promises } from './promises';

/** What became of a fact: it had its effect, it changes nothing and why, or it is for a promise to say. */
export type Verdict = 'applied' | { ignored: string } | 'forPromises';
export type Hearer = (fact: HeardFact) => Verdict;

/**
 * Registers facts as signals that are put down in their order, to be heard later. Those that arrive before any handler is
 * there come one kind after the other.
 */
export function putDown(facts: readonly Pick<FactRules, 'name' | 'says'>[], inbox: HeardFact[]): void {
  for (const { name: signal, says: description } of facts) {
    const definition = defineSignal<[Omit<HeardFact, 'signal'>]>(signal);
    setHandler(definition, (fact) => void inbox.push({ ...fact, signal }), { description });
  }
}

/** So many newest command ids are remembered: a fact is said again within hours, not after thousands of others. */
const REMEMBERED_COMMANDS = 500;

/**
 * Takes in the facts that reach a workflow. A handler only puts them down; they are heard in order, each once. A fact
 * that no longer fits is journalled as ignored, with the reason, and harms nothing.
 */
export class Hearing {
  /**
   * The workflow task in which all that came before has come to rest. When a task died with its worker after people had
   * been told what it did, their answers are there already when it is played again: what they are about follows from
   * what came before them. So a fact that does not fit is judged once more after a rest.
   */
  private restedInTask: number | null = null;
  /** One at a time: the alarm may ask for it while it goes on. */
  private hearing: Promise<void> | null = null;

  constructor(
    private readonly desk: Desk,
    private readonly promises: Promises,
    private readonly own: Record<string, Hearer>,
    private readonly inbox: HeardFact[] = [],
  ) {}

  /** Registers facts as signals; to be called before the first await, so that no fact arrives unheard. */
  register(facts: readonly Pick<FactRules, 'name' | 'says'>[]): void {
    putDown(facts, this.inbox);
  }

  get isEmpty(): boolean {
    return this.inbox.length === 0;
  }

  /** Hears facts as they come. Started after the journey, so that its promises are there to be kept. */
  async run(): Promise<void> {
    for (;;) {
      await condition(() => !this.isEmpty);
      await this.catchUp();
    }
  }

  /**
   * Hears what waits, in order. Between two facts the deadlines that the first one changed are computed, so that after
   * an outage each is judged as if it had been heard in its time.
   */
  async catchUp(): Promise<void> {
    if (!this.isEmpty) {
      this.hearing ??= this.hearAll();
      await this.hearing;
    }
  }

  private async hearAll(): Promise<void> {
    while (!this.isEmpty) {
      await this.desk.deadlinesKnown();
      const fact = this.inbox[0];
      if (fact) {
        await this.hear(fact);
      }
      this.inbox.shift();
    }
    this.hearing = null;
  }

  private async hear(fact: HeardFact): Promise<void> {
    const { commands } = this.desk.state;
    // Sent again because an answer was lost on the way: its command has its outcome.
    if (commands.includes(fact.commandId)) {
      return;
    }
    commands.push(fact.commandId);
    commands.splice(0, Math.max(0, commands.length - REMEMBERED_COMMANDS));
    let verdict = this.judge(fact);
    if (verdict !== 'applied' && this.restedInTask !== taskOf()) {
      await this.desk.rest();
      this.restedInTask = taskOf();
      verdict = this.judge(fact);
    }
    if (verdict === 'applied') {
      this.restedInTask = null;
    } else {
      this.ignore(fact, verdict.ignored);
    }
  }

  private judge(fact: HeardFact): 'applied' | { ignored: string } {
    const verdict = this.own[fact.signal]?.(fact) ?? 'forPromises';
    return verdict === 'forPromises' ? this.answerPromise(fact) : verdict;
  }

  private answerPromise(fact: HeardFact): 'applied' | { ignored: string } {
    const waiting = this.promises.waitingFor(fact.signal);
    const named = fact.promiseId === undefined ? undefined : this.desk.byId(fact.promiseId);
    if (named && !isOpen(named)) {
      return { ignored: `the promise "${named.step}" is ${named.status} already` };
    }
    const promise: PromiseState | undefined = fact.promiseId === undefined ? onlyOne(waiting) : named;
    if (!promise || !waiting.includes(promise)) {
      const several = waiting.length > 1;
      return {
        ignored: several ? 'several promises wait for it: name one' : 'no open promise waits for it',
      };
    }
    this.promises.answer(promise, fact);
    return 'applied';
  }

  private ignore(fact: HeardFact, reason: string): void {
    const { signal, actor, commandId } = fact;
    this.desk.note({ kind: 'factIgnored', signal, reason }, { actor, commandId });
  }
}

function taskOf(): number {
  return workflowInfo().historyLength;
}

function onlyOne<T>(items: T[]): T | undefined {
  return items.length === 1 ? items[0] : undefined;
}
