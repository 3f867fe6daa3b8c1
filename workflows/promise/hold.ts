import type { Pause } from '../../src/promise/domain/ladder/promise-state';
import type { Desk } from './desk';
import type { PromiseSpec } from './promise-spec';
import type { Promises } from './promises';

/** What a clock has used already. */
export type Since = NonNullable<PromiseSpec['since']>;

/**
 * Everything that is promised here stands still, or goes on. None of the time in which it stood still ever counts, not
 * even on a clock that is found out later to have started before.
 */
export class Hold {
  /** @param state carried from run to run: when everything stood still, oldest first */
  constructor(
    private readonly desk: Desk,
    private readonly promises: Promises,
    private readonly state: { holds: Pause[] },
  ) {}

  get isOn(): boolean {
    return this.desk.state.held;
  }

  /** Lets everything stand still, or go on with what was left, from an instant; nothing where it does so already. */
  set(standsStill: boolean, atMs: number): void {
    if (standsStill === this.isOn) {
      return;
    }
    this.desk.state.held = standsStill;
    if (standsStill) {
      this.state.holds.push({ fromMs: atMs, toMs: null, reason: 'held' });
      this.promises.pause(this.desk.openPromises(), 'held', atMs);
    } else {
      this.state.holds = this.state.holds.map((hold) => ({
        ...hold,
        toMs: hold.toMs ?? Math.max(atMs, hold.fromMs),
      }));
      this.promises.resume(this.desk.openPromises(), 'held', atMs);
    }
  }

  /** What a clock that starts at an instant has used: it stood still, too, whenever everything did. */
  measured({ startMs, pauses }: Since): Since {
    const others = pauses.filter(({ reason }) => reason !== 'held');
    return { startMs, pauses: [...others, ...this.state.holds] };
  }
}
