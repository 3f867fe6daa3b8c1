import { ApplicationFailure } from '@temporalio/common';
import type { ActionRequest, ActionResult } from '../../src/capability/actions';
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
  private readonly firstTries = new Map<string, number>();
  private readonly tries = new Map<string, number>();

  constructor(private readonly seed: number) {}

  activities(now: () => Promise<number>): Record<string, (request: ActionRequest) => Promise<ActionResult>> {
    const one = (action: string) => async (request: ActionRequest) => {
      this.mayFail(request.key, await now());
      this.done.set(request.key, (this.done.get(request.key) ?? 0) + 1);
      return { refs: { id: action }, note: `${action} was done.` };
    };
    return Object.fromEntries(ACTIONS.map((action) => [action, one(action)]));
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
