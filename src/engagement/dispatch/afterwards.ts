import { WORKFLOW_QUEUE } from '../../capability/capability-queues';
import type { HandOverDeps } from '../../dispatch/hand-over';
import type { SentFact } from '../../fact/domain/heard-fact';
import { factNamed } from '../../fact/domain/declaration';
import { afterwardsWorkflowId } from '../domain/engagement';
import { ENGAGEMENT_FACTS, type EngagementFactDeclaration } from '../domain/facts/registry';
import type { Engagement } from '../store/engagements';
import { ENGAGEMENTS } from './hand-over';

export type AfterwardsDeps = Pick<HandOverDeps, 'db' | 'temporal' | 'clock' | 'settings'>;

/** Whether a fact of this name counts for an engagement whose workflow has ended. */
export function countsAfterTheEnd(signal: string): boolean {
  const declared: EngagementFactDeclaration | undefined = factNamed(ENGAGEMENT_FACTS, signal);
  return declared?.countsAfterTheEnd === true;
}

/**
 * Hands a fact to what is left of an engagement after its end: a workflow that lives as long as somebody has something to
 * decide. Repeatable: the same fact twice has one effect.
 * @throws TemporalUnavailable
 */
export async function tellAfterwards(
  deps: AfterwardsDeps,
  engagement: Engagement,
  signal: string,
  fact: SentFact,
): Promise<void> {
  const { input, searchAttributes: _own } = await ENGAGEMENTS.start(deps, engagement);
  await deps.temporal.signalWithStart(
    'afterwards',
    {
      workflowId: afterwardsWorkflowId(engagement.reference),
      taskQueue: WORKFLOW_QUEUE,
      args: [input],
      staticSummary: `${engagement.reference} after its end`,
    },
    signal,
    fact,
  );
}
