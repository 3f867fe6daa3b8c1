import { ApplicationFailure } from '@temporalio/common';
import type { ActionRequest } from '../../src/capability/actions';
import { ACTIONS } from '../support/actions';
import { chanceOf } from './fate';

const HOUR_MS = 3_600_000;

/**
 * The vendors as a recorder: most calls succeed, some fail a few times, some for hours, a few for longer than a day, and
 * some are refused for good. Which is which follows from the seed and the effect's key.
 */
export class VendorActions {
  /** How often each effect was had, by its key. */
  readonly done = new Map<string, number>();
  failures = 0;
  private readonly lost = new Set<string>();
  private readonly firstTries = new Map<string, number>();
  private readonly tries = new Map<string, number>();

  constructor(private readonly seed: number) {}

  activities(now: () => Promise<number>): Record<string, (request: ActionRequest) => Promise<object>> {
    const one = (action: string) => async (request: ActionRequest) => {
      this.mayFail(request.key, await now());
      this.done.set(request.key, (this.done.get(request.key) ?? 0) + 1);
      return { refs: { id: action }, note: `${action} was done.` };
    };
    return {
      ...Object.fromEntries(ACTIONS.map((action) => [action, one(action)])),
      // What a board shows of a plan is shown again at every change: it has no effect of its own.
      'board.show': async () => ({ isWhole: true }),
    };
  }

  /**
   * Activities that call a vendor, which fail as often as the recorded ones, and whose answer is now and then lost after
   * the work was done. What has no key is a look, and is left alone.
   */
  unreliably<A extends object>(real: A, now: () => Promise<number>): A {
    const wrapped = Object.entries(real as Record<string, (request: never) => Promise<unknown>>).map(
      ([name, activity]) => [
        name,
        async (request: never) => {
          const { key } = request as { key?: string };
          if (key === undefined) return await activity(request);
          this.mayFail(key, await now());
          const answer = await activity(request);
          this.mayLose(key);
          return answer;
        },
      ],
    );
    return Object.fromEntries(wrapped) as A;
  }

  private mayLose(key: string): void {
    if (this.lost.has(key) || chanceOf(this.seed, `lost/${key}`) > 0.1) return;
    this.lost.add(key);
    this.failures += 1;
    throw ApplicationFailure.create({
      type: 'VendorUnknownOutcome',
      message: `the answer to ${key} is lost`,
    });
  }

  private mayFail(key: string, nowMs: number): void {
    const sinceMs = this.firstTries.get(key) ?? nowMs;
    const tries = (this.tries.get(key) ?? 0) + 1;
    this.firstTries.set(key, sinceMs);
    this.tries.set(key, tries);
    const fate = chanceOf(this.seed, `vendor/${key}`);
    const awayHours = fate < 0.003 ? 30 : fate < 0.02 ? 5 : 0;
    const refused = fate > 0.98;
    const stumbles = fate > 0.85 && tries <= 3;
    if (refused || stumbles || nowMs - sinceMs < awayHours * HOUR_MS) {
      this.failures += 1;
      const type = refused ? 'VendorRejected' : 'VendorAway';
      throw ApplicationFailure.create({ type, nonRetryable: refused, message: `${key} at ${nowMs}` });
    }
  }
}
