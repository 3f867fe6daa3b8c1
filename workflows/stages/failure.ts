import { ActivityFailure, ApplicationFailure } from '@temporalio/workflow';
import type { ActionRefusal } from '../../src/capability/refusal';

/**
 * What the journal says of an action that could not be done: error types and our own advice only, because a vendor's
 * message may repeat a name or an address.
 */
export function describeFailure(error: unknown): { failure: string; advice?: string } {
  if (error instanceof ActivityFailure && error.cause instanceof ApplicationFailure) {
    const { type, details } = error.cause;
    const { advice } = (details?.[0] ?? {}) as Partial<ActionRefusal>;
    return { failure: type ?? 'failed', ...(advice === undefined ? {} : { advice }) };
  }
  return { failure: 'no answer in time' };
}
