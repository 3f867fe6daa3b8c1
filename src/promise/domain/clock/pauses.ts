import type { Interval } from './intervals';

export interface Pause extends Interval {
  readonly reason: string;
}

/** The pauses of a case by reason; a reason that is paused twice is paused once. */
export class Pauses {
  private readonly open = new Map<string, number>();
  private readonly ended: Pause[] = [];

  begin(reason: string, atMs: number): void {
    if (!this.open.has(reason)) this.open.set(reason, atMs);
  }

  /** Ends a reason's pause. A resumption without a reason ends its own pause, or else every one. */
  end(reason: string, atMs: number): void {
    const reasons = reason === '' && !this.open.has('') ? [...this.open.keys()] : [reason];
    for (const each of reasons) {
      const fromMs = this.open.get(each);
      if (fromMs === undefined) continue;
      this.open.delete(each);
      this.ended.push({ reason: each, fromMs, toMs: atMs });
    }
  }

  /** Every pause so far; one that is open has no end. */
  all(): Pause[] {
    const open = [...this.open].map(([reason, fromMs]) => ({ reason, fromMs, toMs: Infinity }));
    return [...this.ended, ...open];
  }
}
