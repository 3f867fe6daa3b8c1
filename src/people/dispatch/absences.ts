import { beginAbsences } from '../../capacity/store/person-hours';
import type { Database } from '../../database/database';
import { tellNewListeners } from '../../journal/store/new-listeners';
import type { Clock } from '../../promise/domain/time';
import { absencesTurned } from '../store/people';

/** So far back looks a process that has just started: no outage lasts longer. */
const FIRST_LOOK_BACK_MS = 30 * 86_400_000;

/**
 * Has leave that was entered begin at its time. Tells of open levels whoever fits them since an absence began or ended by
 * itself: who returns, and who stands in. Several may look at a time: nobody is told twice.
 */
export class AbsenceWatch {
  private seenMs: number;

  constructor(private readonly deps: { readonly db: Database; readonly clock: Clock }) {
    this.seenMs = deps.clock.productNow() - FIRST_LOOK_BACK_MS;
  }

  async look(): Promise<void> {
    const { db, clock } = this.deps;
    const now = new Date(clock.productNow());
    const begun = await beginAbsences(db, now);
    if (begun > 0 || (await absencesTurned(db, new Date(this.seenMs), now))) {
      await tellNewListeners(db, now);
    }
    // Only when it was done: what failed is looked at again.
    this.seenMs = now.getTime();
  }
}
