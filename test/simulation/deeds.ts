/** Something that somebody does at its time; told what time it is. */
export type Deed = (nowMs: number) => Promise<unknown>;

interface Planned {
  atMs: number;
  deed: Deed;
  /** What it is looked at for, in vain once that is settled. */
  about: string | null;
}

/** What is still to be done, by instant; what was planned for one instant is done in the order of planning. */
export class Deeds {
  private waiting: Planned[] = [];

  add(atMs: number, deed: Deed): void {
    this.plan({ atMs, deed, about: null });
  }

  /** Has the time stand still for a look at whatever may have come of a matter. */
  lookAfter(atMs: number, about: string): void {
    this.plan({ atMs, deed: async () => {}, about });
  }

  /** A matter is settled: nobody looks after it any more. */
  settle(matter: string): void {
    this.waiting = this.waiting.filter(({ about }) => about !== matter);
  }

  get nextAtMs(): number | null {
    return this.waiting[0]?.atMs ?? null;
  }

  takeUntil(nowMs: number): Deed[] {
    const first = this.waiting.findIndex(({ atMs }) => atMs > nowMs);
    return this.waiting.splice(0, first < 0 ? this.waiting.length : first).map(({ deed }) => deed);
  }

  private plan(planned: Planned): void {
    const after = this.waiting.findLastIndex((other) => other.atMs <= planned.atMs);
    this.waiting.splice(after + 1, 0, planned);
  }
}
