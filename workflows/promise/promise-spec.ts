import type { StepKind } from '../../src/promise/domain/kind';
import type { AskedOutside } from '../../src/journal/domain/promise-facts';
import type { HeardFact } from '../../src/fact/domain/heard-fact';
import type { MoneyText } from '../../src/money/domain/money';
import type { Target } from '../../src/promise/domain/clock/types';
import type { Pause } from '../../src/promise/domain/ladder/promise-state';

/** What a fact does to a promise that waits for it; `by` tells the waiting code how it was settled. */
export interface Answer {
  status: 'kept' | 'waived';
  by: string;
}

/** What is promised. `key` is unique in the workflow's whole life: the same key again is the same promise. */
export interface PromiseSpec {
  key: string;
  step: string;
  kind: StepKind | 'update';
  title: string;
  stage: string | null;
  track: string | null;
  owedBy: string;
  /** Whose it is; left out: whoever has the role here. */
  assignee?: string | undefined;
  target: Target;
  calendar?: string;
  /** The facts that settle it, by signal name. A promise that waits for none is settled by the code that opened it. */
  awaits?: Record<string, (fact: HeardFact) => Answer>;
  /** What it asks to be paid when it is opened, where it waits for a payment. */
  asks?: MoneyText | undefined;
  /** What a vendor is asked to do, where that keeps it. */
  effect?: AskedOutside;
  /** false: lateness is recorded, but nobody is told. */
  escalates?: boolean;
  /** What an earlier promise of the same matter has used already; left out: the clock starts now. */
  since?: { startMs: number; pauses: Pause[] };
  /** Counted at every hour, whatever the calendar: a person named the instant at which it ends. */
  byTheClock?: true;
  /** Instants after the opening, in seconds of working time, at which `onMark` is called. */
  marks?: { afterSeconds: number; onMark: () => void }[];
}

/** How a promise ended: which fact settled it and what that fact said. */
export interface Settlement {
  status: 'kept' | 'waived' | 'cancelled';
  late: boolean;
  by: string;
}
