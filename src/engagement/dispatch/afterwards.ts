import { WORKFLOW_QUEUE } from '../../capability/capability-queues';
import { factNamed } from '../../fact/domain/declaration';
import type { SentFact } from '../../fact/domain/heard-fact';
import type { TemporalGateway } from '../../temporal/client';
import { afterwardsWorkflowId } from '../domain/engagement';
import { ENGAGEMENT_FACTS, type EngagementFactDeclaration } from '../domain/facts/registry';

/** Whether a fact of this name counts for an engagement whose workflow has ended. */
export function countsAfterTheEnd(signal: string): boolean {
  const declared: EngagementFactDeclaration | undefined = factNamed(ENGAGEMENT_FACTS, signal);
  return declared?.countsAfterTheEnd === true;
}

/**
 * Hands a fact to what is left of an engagement after its end: a workflow that lives as long as somebody has something to
 * decide. Repeatable: the same fact twice has one effect.
 * @param input what the engagement's own workflow started from
 * @throws TemporalUnavailable
 */
export async function tellAfterwards(
  temporal: TemporalGateway,
  { reference, input }: { reference: string; input: object },
  signal: string,
  fact: SentFact,
): Promise<void> {
  await temporal.signalWithStart(
    'afterwards',
    {
      workflowId: afterwardsWorkflowId(reference),
      taskQueue: WORKFLOW_QUEUE,
      args: [input],
      staticSummary: `${reference} after its end`,
    },
    signal,
    fact,
  );
}
