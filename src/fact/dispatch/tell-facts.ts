import { markAccepted } from '../store/commands';
import { forgetFact, lockFactsToTell, withdrawFact } from '../store/facts-to-tell';
import { TemporalUnavailable, WorkflowGone } from '../../temporal/client';
import type { HandOverDeps } from '../../dispatch/hand-over';

const AT_ONCE = 100;
/** Longer than the calls to Temporal that a round makes; wall-clock milliseconds. */
const TRANSACTION = { maxWait: 5_000, timeout: 30_000 };

/**
 * Hands stored facts to the workflows of their subjects, those of a subject in the order in which they were put down; one
 * that cannot be handed over holds up those behind it, but no other subject. A fact that a workflow gets twice has one
 * effect there.
 * @param subjectId only those of this subject
 * @returns how many were handed over
 * @throws TemporalUnavailable as soon as Temporal is away, or at the end what went wrong with one of them; whatever was
 * not handed over waits for the next round
 */
export async function tellFacts(
  { db, temporal }: Pick<HandOverDeps, 'db' | 'temporal'>,
  subjectId?: string,
): Promise<number> {
  const { done, errors } = await db.$transaction(async (tx) => {
    const failed: unknown[] = [];
    const heldUp = new Set<string>();
    let told = 0;
    for (const waiting of await lockFactsToTell(tx, AT_ONCE, subjectId)) {
      if (heldUp.has(waiting.subjectId)) continue;
      try {
        await temporal.signal(waiting.workflowId, waiting.signal, waiting.fact);
        await markAccepted(tx, waiting.subjectId, waiting.commandId);
        await forgetFact(tx, waiting);
        told += 1;
      } catch (error) {
        if (error instanceof WorkflowGone) {
          await withdrawFact(tx, waiting, 'what it is about has ended');
          continue;
        }
        failed.push(error);
        heldUp.add(waiting.subjectId);
        if (error instanceof TemporalUnavailable) break;
      }
    }
    return { done: told, errors: failed };
  }, TRANSACTION);
  if (errors.length > 0) throw errors[0];
  return done;
}
