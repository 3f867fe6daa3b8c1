import type { Database } from '../../database/database';
import { dayMs } from '../../promise/domain/clock/time-text';
import type { Clock, TimeScale } from '../../promise/domain/time';
import { afterLook, brokenOf, type Sight } from '../domain/link';
import { linksToLookAt, readLink, takeLink, writeLink } from '../store/links';
import { tellBroken, tellMended } from '../store/tell-links';
import { type LookDeps, lookAt } from './look';

export interface LinkWatchDeps {
  readonly db: Database;
  readonly clock: Clock;
  readonly time: Pick<TimeScale, 'scale'>;
  readonly looks: LookDeps;
}

/** Others' servers are asked no more often than this for one link, however fast the product's time runs; wall-clock milliseconds. */
const SHORTEST_PAUSE_MS = 6 * 3_600_000;
/** What is new is looked at so soon; product time. */
const ROUND_EVERY_MS = 3_600_000;
const AT_ONCE = 20;

/**
 * Looks once a day, one after the other, whether the links of open tasks, and those to documents, lead somewhere. Several
 * processes may: each link is taken by one of them.
 */
export class LinkWatch {
  private nextMs = -Infinity;

  constructor(
    private readonly deps: LinkWatchDeps,
    private readonly stop: AbortSignal,
  ) {}

  /** @returns how many were looked at: where there are more, it is to be called again */
  async look(): Promise<number> {
    const { db, clock, time, looks } = this.deps;
    const nowMs = clock.productNow();
    if (nowMs < this.nextMs) return 0;
    const since = new Date(nowMs - Math.max(dayMs, SHORTEST_PAUSE_MS * time.scale));
    const urls = await linksToLookAt(db, since, AT_ONCE);
    for (const url of urls) {
      if (this.stop.aborted) break;
      const now = new Date(clock.productNow());
      if (await takeLink(db, url, since, now))
        await this.found(url, await lookAt(looks, url, this.stop), now);
    }
    // Only when it was done: what failed is looked at again.
    if (urls.length < AT_ONCE) this.nextMs = nowMs + ROUND_EVERY_MS;
    return urls.length;
  }

  private async found(url: string, sight: Sight, now: Date): Promise<void> {
    await this.deps.db.$transaction(async (tx) => {
      const before = await readLink(tx, url);
      const { misses, missedSince, why } = afterLook(before, sight, now);
      await writeLink(tx, url, { misses, missedSince, why });
      const [was, is] = [brokenOf(before), brokenOf({ misses, missedSince, why })];
      if (is !== null) await tellBroken(tx, url, is, now);
      else if (was !== null) await tellMended(tx, url, was, now);
    });
  }
}
