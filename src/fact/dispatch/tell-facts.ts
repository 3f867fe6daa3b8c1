import { markAccepted } from '../store/commands';
import type { SentFact } from '../domain/heard-fact';
import { forgetFact, lockFactsToTell, type WaitingFact, withdrawFact } from '../store/facts-to-tell';
import { TemporalUnavailable, WorkflowGone } from '../../temporal/client';
import type { HandedOver, HandOverDeps } from '../../dispatch/hand-over';

/** Why a fact is ignored that no workflow took any more. */
export const ENDED = 'what it is about has ended';

/** `handedOver`: what knows whether a fact counts after the end. */
export type TellDeps = HandOverDeps & { handedOver: readonly HandedOver[] };

const AT_ONCE = 100;
/** A round begins no call later, however many facts an outage has left waiting; wall-clock milliseconds. */
const LONGEST_ROUND_MS = 20_000;
/** Longer than a round with its last call to Temporal: one that were cut off would be told again for ever. */
const TRANSACTION = { maxWait: 5_000, timeout: 30_000 };

/**
 * Hands stored facts to the workflows of their subjects, those of a subject in the order in which they were put down; one
 * that cannot be handed over holds up those behind it, but no other subject. A fact that a workflow gets twice has one
 * effect there.
 * @param subjectId only those of this subject
 * @returns how many were handed over; those for which a round is too short wait for the next one
 * @throws TemporalUnavailable as soon as Temporal is away, or at the end what went wrong with one of them; whatever was
 * not handed over waits for the next round
 */
export async function tellFacts(deps: TellDeps, subjectId?: string): Promise<number> {
  const { done, errors } = await deps.db.$transaction(async (tx) => {
    const failed: unknown[] = [];
    const heldUp = new Set<string>();
    const endsAtMs = Date.now() + LONGEST_ROUND_MS;
    let told = 0;
    for (const waiting of await lockFactsToTell(tx, AT_ONCE, subjectId)) {
      if (heldUp.has(waiting.subjectId)) continue;
      if (Date.now() >= endsAtMs) break;
      try {
        if (await tell(deps, waiting)) {
          await markAccepted(tx, waiting.subjectId, waiting.commandId);
          await forgetFact(tx, waiting);
          told += 1;
        } else {
          await withdrawFact(tx, waiting, ENDED);
        }
      } catch (error) {
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

/** @returns whether it counts: one about what has ended may not */
async function tell(deps: TellDeps, waiting: WaitingFact): Promise<boolean> {
  const { subjectId, kind, workflowId, signal } = waiting;
  try {
    await deps.temporal.signal(workflowId, signal, waiting.fact);
    return true;
  } catch (error) {
    if (!(error instanceof WorkflowGone)) throw error;
    const handedOver = deps.handedOver.find(({ subject }) => subject.kind === kind);
    const row = handedOver?.whenOver ? await handedOver.find(deps.db, subjectId) : null;
    if (!handedOver?.whenOver || !row) return false;
    return await handedOver.whenOver(deps, row, signal, waiting.fact as unknown as SentFact);
  }
}
