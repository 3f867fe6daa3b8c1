import {
  defineSearchAttributeKey,
  type SearchAttributePair,
  TypedSearchAttributes,
} from '@temporalio/common';
import { factsAskedFor } from '../domain/asked-facts';
import { CAPABILITY_VENDORS, WORKFLOW_QUEUE } from '../domain/capability-queues';
import type { EngagementInput } from '../domain/engagement';
import { type Playbook, planOf } from '../domain/playbook';
import { SEARCH_ATTRIBUTES } from '../domain/search-attributes';
import type { Clock, TimeScale } from '../domain/time';
import type { Database } from '../store/database';
import { findEngagement, listNotHandedOver, markHandedOver } from '../store/engagements';
import type { Engagement } from '../store/generated/client';
import { loadPlaybook } from '../store/playbooks';
import { type TemporalGateway, TemporalUnavailable } from '../temporal/client';

export interface HandOverDeps {
  db: Database;
  temporal: TemporalGateway;
  clock: Clock;
  settings: { time: TimeScale };
}

/**
 * Hands a stored engagement to Temporal, once however often it is called.
 * @throws TemporalUnavailable when Temporal is away; the engagement is safe and waits for the next call
 */
export async function handOver(deps: HandOverDeps, engagementId: string): Promise<void> {
  const row = await findEngagement(deps.db, engagementId);
  if (!row || row.handedOverAt) {
    return;
  }
  const playbook = await loadPlaybook(deps.db, row.playbookName, row.playbookVersion);
  await deps.temporal.start('engagement', {
    workflowId: row.workflowId,
    taskQueue: WORKFLOW_QUEUE,
    args: [engagementInput(row, playbook, deps.settings)],
    staticSummary: `${row.reference} ${playbook.title}`,
    typedSearchAttributes: searchAttributes(row),
  });
  await markHandedOver(deps.db, engagementId, new Date(deps.clock.productNow()));
}

/**
 * Hands over whatever is waiting, oldest first; one that cannot be handed over does not hold up the others.
 * @returns how many were handed over
 * @throws TemporalUnavailable as soon as Temporal is away, or at the end what went wrong with one of them
 */
export async function handOverPending(deps: HandOverDeps): Promise<number> {
  const failures: unknown[] = [];
  let done = 0;
  for (const id of await listNotHandedOver(deps.db, BATCH)) {
    try {
      await handOver(deps, id);
      done += 1;
    } catch (error) {
      if (error instanceof TemporalUnavailable) throw error;
      failures.push(error);
    }
  }
  if (failures.length > 0) throw failures[0];
  return done;
}

const BATCH = 200;

/** What a workflow starts from: nothing that names a person or a client, no free text. */
export function engagementInput(
  row: Pick<Engagement, 'id' | 'reference' | 'playbookVersion' | 'facts' | 'team' | 'calendar'>,
  playbook: Playbook,
  settings: { time: TimeScale },
): EngagementInput {
  return {
    engagementId: row.id,
    reference: row.reference,
    plan: planOf(playbook, row.playbookVersion),
    facts: factsAskedFor(playbook, row.facts as Record<string, string | number | boolean>),
    team: row.team as Record<string, string>,
    calendar: row.calendar,
    queues: CAPABILITY_VENDORS,
    time: settings.time,
  };
}

function searchAttributes(row: Engagement): TypedSearchAttributes {
  const keyword = (name: KeywordName, value: string): SearchAttributePair => ({
    key: defineSearchAttributeKey(name, 'KEYWORD'),
    value,
  });
  return new TypedSearchAttributes([
    keyword('EngagementReference', row.reference),
    keyword('EngagementStage', row.stage),
    keyword('EngagementStatus', row.status),
    keyword('Playbook', row.playbookName),
    keyword('Client', row.clientId),
  ]);
}

type KeywordName = {
  [N in keyof typeof SEARCH_ATTRIBUTES]: (typeof SEARCH_ATTRIBUTES)[N] extends 'Keyword' ? N : never;
}[keyof typeof SEARCH_ATTRIBUTES];
