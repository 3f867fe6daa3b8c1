/** Something that somebody does at its time; told what time it is. */
export type Deed = (nowMs: number) => Promise<unknown>;

/** What is still to be done, by instant; what was planned for one instant is done in the order of planning. */
export class Deeds {
  private readonly waiting: { atMs: number; deed: Deed }[] = [];

  add(atMs: number, deed: Deed): void {
    const after = this.waiting.findLastIndex((other) => other.atMs <= atMs);
    this.waiting.splice(after + 1, 0, { atMs, deed });
  }

  get nextAtMs(): number | null {
    return this.waiting[0]?.atMs ?? null;
  }

  takeUntil(nowMs: number): Deed[] {
    const first = this.waiting.findIndex(({ atMs }) => atMs > nowMs);
    return this.waiting.splice(0, first < 0 ? this.waiting.length : first).map(({ deed }) => deed);
  }
}
