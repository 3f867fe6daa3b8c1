import type { JournalEntry } from '../../src/subject/domain/recording';
import type { JournalFact } from '../../src/subject/domain/subjects';
import type { Actor } from '../../src/fact/domain/actor';

export const SYSTEM: Actor = { kind: 'system', name: 'promisekeeper' };

/** Who said it, through which command, and when it happened if not just now. */
export interface Source {
  actor?: Actor;
  commandId?: string;
  atMs?: number;
}

/**
 * Collects the facts of one workflow, numbered without gaps, until they are handed to the journal activity. A number is
 * given once and for all, so that a batch which is handed in twice is stored once.
 */
export class Journal {
  private waiting: JournalEntry[] = [];

  constructor(
    private seq: number,
    private readonly nowMs: () => number,
  ) {}

  note(fact: JournalFact, source: Source = {}): void {
    this.seq += 1;
    const { actor = SYSTEM, commandId, atMs = this.nowMs() } = source;
    this.waiting.push({ seq: this.seq, atMs, actor, ...(commandId ? { commandId } : {}), fact });
  }

  get lastSeq(): number {
    return this.seq;
  }

  get hasWaiting(): boolean {
    return this.waiting.length > 0;
  }

  /** Everything that waits, oldest first; it goes on waiting. */
  get allWaiting(): readonly JournalEntry[] {
    return this.waiting;
  }

  /** Everything that waits, oldest first; the caller now answers for it. */
  takeWaiting(): JournalEntry[] {
    const taken = this.waiting;
    this.waiting = [];
    return taken;
  }
}
