import { condition, defineSignal, setHandler } from '@temporalio/workflow';
import { isOpen, type PromiseState } from '../src/domain/ladder/promise-state';
import type { EngagementSignal, SignalFields } from '../src/domain/signals';
import type { Desk } from './desk';
import type { HeardFact, Promises } from './promise';

/** What became of a fact: it had its effect, it changes nothing and why, or it is for a promise to say. */
export type Verdict = 'applied' | { ignored: string } | 'forPromises';
export type Hearer = (fact: HeardFact) => Verdict;

/** What a fact of this name says. The API has checked it against the signal's schema. */
export const fieldsOf = <S extends EngagementSignal>(fact: HeardFact & { signal: S | string }) =>
  fact.fields as unknown as SignalFields[S];

/** So many newest command ids are remembered: a fact is said again within hours, not after thousands of others. */
const REMEMBERED_COMMANDS = 500;

/**
 * Takes in the facts that reach a workflow. A handler only puts them down; they are heard in order, each once. A fact
 * that no longer fits is journalled as ignored, with the reason, and harms nothing.
 */
export class Hearing {
  private readonly inbox: HeardFact[] = [];

  constructor(
    private readonly desk: Desk,
    private readonly promises: Promises,
    private readonly own: Record<string, Hearer>,
  ) {}

  /** Registers the signals; to be called before the first await, so that no fact arrives unheard. */
  register(signals: Record<string, string>): void {
    for (const [signal, description] of Object.entries(signals)) {
      const definition = defineSignal<[Omit<HeardFact, 'signal'>]>(signal);
      setHandler(definition, (fact) => void this.inbox.push({ ...fact, signal }), { description });
    }
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
    while (!this.isEmpty) {
      await this.desk.deadlinesKnown();
      const fact = this.inbox.shift();
      if (fact) {
        this.hear(fact);
      }
    }
  }

  private hear(fact: HeardFact): void {
    const { commands } = this.desk.state;
    if (commands.includes(fact.commandId)) {
      this.ignore(fact, 'it was said before, with the same command id');
      return;
    }
    commands.push(fact.commandId);
    commands.splice(0, Math.max(0, commands.length - REMEMBERED_COMMANDS));
    const verdict = this.own[fact.signal]?.(fact) ?? 'forPromises';
    if (verdict === 'forPromises') {
      this.answerPromise(fact);
    } else if (verdict !== 'applied') {
      this.ignore(fact, verdict.ignored);
    }
  }

  private answerPromise(fact: HeardFact): void {
    const waiting = this.promises.waitingFor(fact.signal);
    const named = fact.promiseId === undefined ? undefined : this.desk.byId(fact.promiseId);
    if (named && !isOpen(named)) {
      this.ignore(fact, `the promise "${named.step}" is ${named.status} already`);
      return;
    }
    const promise: PromiseState | undefined = fact.promiseId === undefined ? onlyOne(waiting) : named;
    if (!promise || !waiting.includes(promise)) {
      this.ignore(
        fact,
        waiting.length > 1 ? 'several promises wait for it: name one' : 'no open promise waits for it',
      );
      return;
    }
    this.promises.answer(promise, fact);
  }

  private ignore(fact: HeardFact, reason: string): void {
    const { signal, actor, commandId } = fact;
    this.desk.note({ kind: 'factIgnored', signal, reason }, { actor, commandId });
  }
}

function onlyOne<T>(items: T[]): T | undefined {
  return items.length === 1 ? items[0] : undefined;
}
