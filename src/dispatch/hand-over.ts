import type { SearchAttributePair } from '@temporalio/common';
import { defineSearchAttributeKey, TypedSearchAttributes } from '@temporalio/common';
import { type CapabilityQueues, WORKFLOW_QUEUE } from '../capability/capability-queues';
import type { SEARCH_ATTRIBUTES } from '../temporal/search-attributes';
import type { Clock, TimeScale } from '../promise/domain/time';
import type { Connection, Database } from '../database/database';
import { type TemporalGateway, TemporalUnavailable } from '../temporal/client';

export interface HandOverDeps {
  db: Database;
  temporal: TemporalGateway;
  clock: Clock;
  settings: { time: TimeScale; capabilities: CapabilityQueues };
}

/** A kind of row that is made first and handed to Temporal afterwards: it is safe meanwhile. */
export interface HandedOver<Row extends { workflowId: string; handedOverAt: Date | null }> {
  workflowType: string;
  find(db: Connection, id: string): Promise<Row | null>;
  /** The ids of those that wait, oldest first. */
  listWaiting(db: Connection, limit: number): Promise<string[]>;
  mark(db: Connection, id: string, at: Date): Promise<void>;
  /** What the workflow starts from, and what engineers see of it: nothing that names a person or a client. */
  start(deps: HandOverDeps, row: Row): Promise<WorkflowStart>;
}

export interface WorkflowStart {
  input: object;
  staticSummary: string;
  searchAttributes: { [N in KeywordName]?: string };
}

type KeywordName = {
  [N in keyof typeof SEARCH_ATTRIBUTES]: (typeof SEARCH_ATTRIBUTES)[N] extends 'Keyword' ? N : never;
}[keyof typeof SEARCH_ATTRIBUTES];

/**
 * Hands a stored row to Temporal, once however often it is called.
 * @throws TemporalUnavailable when Temporal is away; the row is safe and waits for the next call
 */
export async function handOver<Row extends { workflowId: string; handedOverAt: Date | null }>(
  deps: HandOverDeps,
  kind: HandedOver<Row>,
  id: string,
): Promise<void> {
  const row = await kind.find(deps.db, id);
  if (!row || row.handedOverAt) {
    return;
  }
  const { input, staticSummary, searchAttributes } = await kind.start(deps, row);
  await deps.temporal.start(kind.workflowType, {
    workflowId: row.workflowId,
    taskQueue: WORKFLOW_QUEUE,
    args: [input],
    staticSummary,
    typedSearchAttributes: new TypedSearchAttributes(Object.entries(searchAttributes).map(keyword)),
  });
  await kind.mark(deps.db, id, new Date(deps.clock.productNow()));
}

const BATCH = 200;

/**
 * Hands over whatever waits, oldest first; one that cannot be handed over does not hold up the others.
 * @returns how many were handed over
 * @throws TemporalUnavailable as soon as Temporal is away, or at the end what went wrong with one of them
 */
export async function handOverPending<Row extends { workflowId: string; handedOverAt: Date | null }>(
  deps: HandOverDeps,
  kind: HandedOver<Row>,
): Promise<number> {
  const failures: unknown[] = [];
  let done = 0;
  for (const id of await kind.listWaiting(deps.db, BATCH)) {
    try {
      await handOver(deps, kind, id);
      done += 1;
    } catch (error) {
      if (error instanceof TemporalUnavailable) throw error;
      failures.push(error);
    }
  }
  if (failures.length > 0) throw failures[0];
  return done;
}

function keyword([name, value]: [string, string]): SearchAttributePair {
  return { key: defineSearchAttributeKey(name, 'KEYWORD'), value };
}
