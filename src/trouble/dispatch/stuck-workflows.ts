import { type Client, ServiceError, WorkflowNotFoundError } from '@temporalio/client';
import type { Database } from '../../database/database';
import { Prisma } from '../../database/generated/client';
import { handedOverKinds, unionOfHandedOver } from '../../subject/store/handed-over';
import type { Trouble } from '../domain/trouble';

/** A workflow task that failed so often in a row fails for a reason that waiting does not mend. */
const FAILED_OFTEN = 4;
/** So many workflows are asked for their state in one look; the next look asks again. */
const ASKED_AT_ONCE = 50;

/** The workflow of a subject that is under way. */
interface UnderWay {
  workflowId: string;
  subjectId: string;
  what: string;
  since: Date;
  /** Whether it should run by now. */
  isHandedOver: boolean;
  /** Whether something else of it is stuck already. */
  isSuspect: boolean;
}

/**
 * Subjects under way whose workflow Temporal does not run, workflows that run for nothing that is known here, and those
 * whose task fails again and again. Temporal's lists lag behind: whatever they show to be wrong is asked for by itself.
 */
export async function findStuckWorkflows(
  { db, client }: { db: Database; client: Client },
  before: Date,
): Promise<Trouble[]> {
  const [underWay, running] = await Promise.all([readUnderWay(db, before), listRunning(client)]);
  const asked = underWay.filter(
    ({ workflowId, isHandedOver, isSuspect }) =>
      isHandedOver && (isSuspect || running?.has(workflowId) === false),
  );
  const found: Trouble[] = [];
  for (const { workflowId: about, subjectId, what, since } of asked.slice(0, ASKED_AT_ONCE)) {
    const why = await whyStuck(client, about);
    if (why !== null) {
      found.push({ kind: 'workflow', about, subjectId, what, why, sinceMs: since.getTime() });
    }
  }
  const expected = new Set(underWay.map(({ workflowId }) => workflowId));
  const orphans = [...(running ?? [])].filter(([id, since]) => !expected.has(id) && since < before);
  for (const [about, since] of orphans.slice(0, ASKED_AT_ONCE)) {
    if (!(await isKnown(db, about)) && (await whyStuck(client, about)) === null) {
      const what = `The workflow ${about} runs for nothing`;
      const why = 'Nothing of this installation belongs to it.';
      found.push({ kind: 'workflow', about, subjectId: null, what, why, sinceMs: since.getTime() });
    }
  }
  return found;
}

async function readUnderWay(db: Database, before: Date): Promise<UnderWay[]> {
  return db.$queryRaw<UnderWay[]>`
    WITH under_way AS (
      ${unionOfHandedOver(
        (table, { kind, overStatuses }) => Prisma.sql`
          SELECT id, workflow_id, ${`The ${kind} `} || reference || ' stands still' AS what, updated_at, handed_over_at
          FROM ${table} WHERE status <> ALL (${overStatuses}::text[])`,
      )}
    )
    SELECT workflow_id AS "workflowId", id AS "subjectId", what, updated_at AS since,
      coalesce(handed_over_at < ${before}, false) AS "isHandedOver",
      EXISTS (SELECT FROM command WHERE subject_id = under_way.id AND state = 'accepted' AND received_at < ${before})
        OR EXISTS (SELECT FROM trouble WHERE subject_id = under_way.id AND mended_at IS NULL) AS "isSuspect"
    FROM under_way`;
}

async function isKnown(db: Database, workflowId: string): Promise<boolean> {
  const rows = await db.$queryRaw<object[]>`
    ${unionOfHandedOver((table) => Prisma.sql`SELECT id FROM ${table} WHERE workflow_id = ${workflowId}`)}`;
  return rows.length > 0;
}

/**
 * What Temporal's list shows to run, with the start of each, by the wall clock.
 * @returns null when it cannot be had: workflows can run and be asked for while the store of Temporal's lists is down
 */
async function listRunning(client: Client): Promise<Map<string, Date> | null> {
  const types = handedOverKinds()
    .map((kind) => `'${kind}'`)
    .join(', ');
  const running = new Map<string, Date>();
  const query = `ExecutionStatus = 'Running' AND WorkflowType IN (${types})`;
  try {
    for await (const { workflowId, startTime } of client.workflow.list({ query })) {
      running.set(workflowId, startTime);
    }
  } catch (error) {
    if (error instanceof ServiceError) return null;
    throw error;
  }
  return running;
}

/** @returns null for a workflow that goes on */
async function whyStuck(client: Client, workflowId: string): Promise<string | null> {
  try {
    const { status, raw } = await client.workflow.getHandle(workflowId).describe();
    if (status.name !== 'RUNNING') {
      return `Its workflow has ended (${status.name.toLowerCase()}), although it is under way.`;
    }
    const attempt = raw.pendingWorkflowTask?.attempt ?? 1;
    return attempt >= FAILED_OFTEN ? `Its workflow task has failed ${attempt - 1} times in a row.` : null;
  } catch (error) {
    if (error instanceof WorkflowNotFoundError) {
      return 'Temporal knows no workflow of it.';
    }
    throw error;
  }
}
