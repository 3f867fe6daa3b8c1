import type { Logger } from 'pino';
import type { SearchAttributePair } from '@temporalio/common';
import { defineSearchAttributeKey, TypedSearchAttributes } from '@temporalio/common';
import type { SentFact } from '../fact/domain/heard-fact';
import type { SubjectPlace } from '../journal/domain/entry';
import { listWaiting, markHandedOver } from '../subject/store/handed-over';
import { type CapabilityQueues, WORKFLOW_QUEUE } from '../capability/capability-queues';
import type { SEARCH_ATTRIBUTES } from '../temporal/search-attributes';
import type { Clock, TimeScale } from '../promise/domain/time';
import type { Connection, Database } from '../database/database';
import type { VendorSettings } from '../vendors/kit/vendor-settings';
import { type TemporalGateway, TemporalUnavailable } from '../temporal/client';

export interface HandOverDeps {
  db: Database;
  temporal: TemporalGateway;
  clock: Clock;
  settings: {
    time: TimeScale;
    capabilities: CapabilityQueues;
    /** How each vendor is reached; one that is not here is not. */
    vendors?: Readonly<Record<string, Pick<VendorSettings, 'mode'>>>;
  };
}

/** A row that is made first and handed to Temporal afterwards: it is safe meanwhile. */
export interface HandedOverRow {
  id: string;
  workflowId: string;
  handedOverAt: Date | null;
}

/** How a subject is handed to Temporal. The type of its workflow is its kind. */
export interface HandedOver<Row extends HandedOverRow = HandedOverRow> {
  subject: SubjectPlace;
  find(db: Connection, id: string): Promise<Row | null>;
  /** What the workflow starts from, and what engineers see of it: nothing that names a person or a client. */
  start(deps: HandOverDeps, row: Row): Promise<WorkflowStart>;
  /**
   * Takes a fact when the workflow has ended, repeatably; left out: none counts then.
   * @returns whether such a fact counts then
   * @throws TemporalUnavailable
   */
  whenOver?(deps: HandOverDeps, row: Row, signal: string, fact: SentFact): Promise<boolean>;
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
export async function handOver<Row extends HandedOverRow>(
  deps: HandOverDeps,
  handedOver: HandedOver<Row>,
  id: string,
): Promise<void> {
  const row = await handedOver.find(deps.db, id);
  if (!row || row.handedOverAt) {
    return;
  }
  const { input, staticSummary, searchAttributes } = await handedOver.start(deps, row);
  await deps.temporal.start(handedOver.subject.kind, {
    workflowId: row.workflowId,
    taskQueue: WORKFLOW_QUEUE,
    args: [input],
    staticSummary,
    typedSearchAttributes: new TypedSearchAttributes(Object.entries(searchAttributes).map(keyword)),
  });
  await markHandedOver(deps.db, handedOver.subject, id, new Date(deps.clock.productNow()));
}

/** Hands over what is durable already: what Temporal cannot take now, the dispatcher hands over later. */
export async function handOverOrLater<Row extends HandedOverRow>(
  deps: HandOverDeps & { log: Pick<Logger, 'warn'> },
  handedOver: HandedOver<Row>,
  id: string,
): Promise<void> {
  try {
    await handOver(deps, handedOver, id);
  } catch (error) {
    deps.log.warn({ [`${handedOver.subject.kind}Id`]: id, err: error }, 'handed over to Temporal later');
  }
}

const BATCH = 200;

/**
 * Hands over whatever waits, oldest first; one that cannot be handed over does not hold up the others.
 * @returns how many were handed over
 * @throws TemporalUnavailable as soon as Temporal is away, or at the end what went wrong with one of them
 */
export async function handOverPending<Row extends HandedOverRow>(
  deps: HandOverDeps,
  handedOver: HandedOver<Row>,
): Promise<number> {
  const failures: unknown[] = [];
  let done = 0;
  for (const id of await listWaiting(deps.db, handedOver.subject, BATCH)) {
    try {
      await handOver(deps, handedOver, id);
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
