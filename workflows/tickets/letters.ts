import { condition } from '@temporalio/workflow';
import { type LetterAnswer, overtakenBy } from '../../src/ticket/domain/letters';
import type { Letter } from '../../src/service-desk/domain/service-desk';
import type { TicketState, WaitingLetter } from '../../src/ticket/domain/ticket';
import { wallDuration } from '../../src/promise/domain/time';
import { tellRequester } from '../activities';
import type { Desk } from '../promise/desk';

/** Whose letters go out, from where, and who is to know when one has gone. */
export interface Sender {
  readonly desk: Desk;
  readonly state: TicketState;
  readonly input: { ticketId: string; mailQueue: string };
  /** Called when a letter is out or cannot be sent, but not when it was dropped. */
  gone(letter: WaitingLetter): void;
}

/**
 * The letters of a ticket to its requester: one after another, each once. One that is overtaken by what happened is
 * dropped, also while the mail is away; one that cannot be sent is noted and stops nothing.
 */
export class Letters {
  /** Carried from run to run. */
  private readonly waiting: WaitingLetter[];

  constructor(private readonly sender: Sender) {
    this.waiting = sender.state.post;
  }

  get areOut(): boolean {
    return this.waiting.length === 0;
  }

  holds(letter: Letter): boolean {
    return this.waiting.some((one) => one.letter === letter);
  }

  put(letter: WaitingLetter): void {
    this.waiting.push(letter);
  }

  /** Sends whatever comes, for as long as the workflow runs. */
  async run(): Promise<void> {
    for (;;) {
      await condition(() => !this.areOut);
      const next = this.waiting[0];
      if (next) {
        const out = await this.deliver(next);
        this.waiting.shift();
        if (out) this.sender.gone(next);
      }
    }
  }

  /** @returns false when it was dropped */
  private async deliver(letter: WaitingLetter): Promise<boolean> {
    const { desk } = this.sender;
    for (;;) {
      const why = this.overtakenBy(letter);
      const answer = why === null ? await this.send(letter) : ({ outcome: 'overtaken' } as const);
      switch (answer.outcome) {
        case 'sent':
          desk.note({ kind: 'ticketLetterSent', letter: letter.letter });
          return true;
        case 'failed':
          desk.note({
            kind: 'ticketLetterFailed',
            letter: letter.letter,
            failure: 'no answer in time, or refused',
          });
          return true;
        case 'overtaken': {
          const reason = this.overtakenBy(letter) ?? 'it is overtaken';
          desk.note({ kind: 'ticketLetterDropped', letter: letter.letter, why: reason });
          return false;
        }
        case 'quiet':
          await this.quiet(letter, answer.untilMs);
      }
    }
  }

  private async send(letter: WaitingLetter): Promise<LetterAnswer | { outcome: 'failed' }> {
    const { desk, input } = this.sender;
    const { letter: name, key, late, mayWait } = letter;
    const request = { ticketId: input.ticketId, letter: name, key, late, mayWait };
    return await desk.whileBusy(async () => {
      try {
        return await tellRequester(input.mailQueue, request, desk.options.time);
      } catch {
        return { outcome: 'failed' };
      }
    });
  }

  private async quiet(letter: WaitingLetter, untilMs: number): Promise<void> {
    const { desk } = this.sender;
    const waitMs = wallDuration(Math.max(1, untilMs - desk.nowMs()), desk.options.time);
    const summary = `The ${letter.letter} waits for the morning`;
    await condition(() => this.overtakenBy(letter) !== null, waitMs, { summary });
  }

  /** Why a letter is not to be sent any more; null while it is. */
  private overtakenBy(letter: WaitingLetter): string | null {
    const { status, round } = this.sender.state;
    const why = overtakenBy(letter.letter, status);
    if (why === null && letter.letter !== 'opened' && letter.round !== round) {
      return 'the ticket was reopened meanwhile';
    }
    const newest = this.waiting.findLast(({ letter: name }) => name === 'reminder') ?? letter;
    return why ?? (letter.letter === 'reminder' && newest !== letter ? 'a later one says the same' : null);
  }
}
