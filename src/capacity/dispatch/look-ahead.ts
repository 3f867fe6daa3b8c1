import type { Database } from '../../database/database';
import type { Clock } from '../../promise/domain/time';
import { warnOfOverload } from '../store/warnings';

/** Product time. */
const LOOK_EVERY_MS = 86_400_000;

/** Looks once a day who will have too much to do. Several may look at a time: nobody is told twice. */
export class LookAhead {
  private nextMs = -Infinity;

  constructor(private readonly deps: { readonly db: Database; readonly clock: Clock }) {}

  async look(): Promise<void> {
    const nowMs = this.deps.clock.productNow();
    if (nowMs < this.nextMs) return;
    await warnOfOverload(this.deps.db, new Date(nowMs));
    // Only when it was done: what failed is looked at again.
    this.nextMs = nowMs + LOOK_EVERY_MS;
  }
}
