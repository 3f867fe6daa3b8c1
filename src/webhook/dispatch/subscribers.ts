import { randomUUID } from 'node:crypto';
import type { Bell } from '../../dispatch/bell';
import { listWithNews, takeNews } from '../store/news';
import { holdDue } from '../store/queues';
import { listServed } from '../store/subscriptions';
import { type Served, type TellDeps, tellQueue } from './tell-queue';

/** Subjects that one process tells one subscriber of at a time. */
const SUBJECTS_AT_ONCE = 4;

/**
 * Tells the subscribers what the journals take in. Each has its own calls under way, so one that is slow or away holds up
 * nobody else; and several processes may do it, since a subject's messages are held by one of them at a time.
 */
export class Subscribers {
  private readonly underWay = new Map<string, Set<Promise<void>>>();
  private failure: { error: unknown } | null = null;

  /** @param bell rung when one has been told, and can be told more */
  constructor(
    private readonly deps: TellDeps,
    private readonly bell: Bell,
    private readonly stop: AbortSignal,
  ) {}

  /**
   * Puts down what is new, and begins to tell what is due.
   * @returns how much there was to do
   * @throws when the database is away, or was when something that this had begun was to be recorded; nothing is lost
   */
  async round(): Promise<number> {
    const { failure } = this;
    this.failure = null;
    if (failure) throw failure.error;
    const served = await listServed(this.deps.db);
    if (served.length === 0) return 0;
    let done = 0;
    for (const id of await listWithNews(this.deps.db)) {
      done += await takeNews(this.deps.db, id, this.now());
    }
    for (const one of served) {
      done += await this.begin(one);
    }
    return done;
  }

  /** Resolves when nothing is under way any more. */
  async rest(): Promise<void> {
    await Promise.all([...this.underWay.values()].flatMap((calls) => [...calls]));
  }

  private async begin(served: Served): Promise<number> {
    const calls = this.underWay.get(served.id) ?? new Set();
    this.underWay.set(served.id, calls);
    const limit = SUBJECTS_AT_ONCE - calls.size;
    if (limit === 0) return 0;
    const due = await holdDue(this.deps.db, served.id, { holder: randomUUID(), now: this.now(), limit });
    for (const queue of due) {
      const call = tellQueue(this.deps, served, queue, this.stop)
        .catch((error: unknown) => {
          this.failure = { error };
        })
        .finally(() => {
          calls.delete(call);
          this.bell.ring();
        });
      calls.add(call);
    }
    return due.length;
  }

  private now(): Date {
    return new Date(this.deps.clock.productNow());
  }
}
