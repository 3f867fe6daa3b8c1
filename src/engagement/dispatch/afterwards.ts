import { WORKFLOW_QUEUE } from '../../capability/capability-queues';
import type { OutsideThing } from '../../capability/outside';
import { factNamed } from '../../fact/domain/declaration';
import type { SentFact } from '../../fact/domain/heard-fact';
import type { TemporalGateway } from '../../temporal/client';
import { afterwardsWorkflowId } from '../domain/engagement';
import { ENGAGEMENT_FACTS, type EngagementFactDeclaration } from '../domain/facts/registry';
import { outsideChanged } from '../domain/facts/system';

/** Whether a fact counts for an engagement whose workflow has ended: money does, and what we have closed for good. */
export function countsAfterTheEnd(signal: string, { fields }: Pick<SentFact, 'fields'>): boolean {
  const declared: EngagementFactDeclaration | undefined = factNamed(ENGAGEMENT_FACTS, signal);
  return declared?.countsAfterTheEnd === true || (declared === outsideChanged && isOfProject(fields));
}

function isOfProject({ what }: { what?: OutsideThing }): boolean {
  return what === 'project';
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
