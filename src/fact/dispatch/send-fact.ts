import type { Database } from '../../database/database';
import { type TemporalGateway, WorkflowGone } from '../../temporal/client';
import type { SentFact } from '../domain/heard-fact';
import { markAccepted, type NewCommand, withdrawCommand } from '../store/commands';

/** A fact that is stored as a command, and where it goes. */
export interface FactToSend {
  command: NewCommand;
  workflowId: string;
  fact: SentFact;
  /** Takes it when the workflow has ended, and says whether it counts then; left out: it does not. */
  whenOver?: ((fact: SentFact) => Promise<boolean>) | undefined;
}

/**
 * Hands a stored fact to its workflow. Repeatable: the same fact twice has one effect.
 * @returns false when what it is about has ended and takes no more: the command is taken back
 * @throws TemporalUnavailable; the command stays stored
 */
export async function sendFact(
  { db, temporal }: { db: Database; temporal: TemporalGateway },
  { command, workflowId, fact, whenOver }: FactToSend,
): Promise<boolean> {
  try {
    await temporal.signal(workflowId, command.signal, fact);
  } catch (error) {
    if (!(error instanceof WorkflowGone)) throw error;
    if ((await whenOver?.(fact)) !== true) {
      await withdrawCommand(db, command);
      return false;
    }
  }
  await markAccepted(db, command.subjectId, command.id);
  return true;
}
