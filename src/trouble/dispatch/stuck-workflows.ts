import { type Client, WorkflowNotFoundError } from '@temporalio/client';
import type { Database } from '../../database/database';
import { Prisma } from '../../database/generated/client';
import { unionOfHandedOver } from '../../subject/store/handed-over';
import type { Trouble } from '../domain/trouble';

/** A workflow task that failed so often in a row fails for a reason that waiting does not mend. */
const FAILED_OFTEN = 4;
/** So many workflows are asked for their state in one look. */
const ASKED_AT_ONCE = 50;

interface Suspect {
  workflowId: string;
  subjectId: string;
  what: string;
  since: Date;
}

/**
 * Workflows that cannot go on: of subjects that are under way, those that Temporal does not know or that have ended, and
 * those whose task fails again and again. Asked are the subjects about which something else is missing, and those of
 * which nothing was heard for longest.
 */
export async function findStuckWorkflows(
  { db, client }: { db: Database; client: Client },
  before: Date,
): Promise<Map<'workflow', Trouble[]>> {
  const found: Trouble[] = [];
  for (const suspect of await suspects(db, before)) {
    const why = await whyStuck(client, suspect.workflowId);
    if (why !== null) {
      const { workflowId: about, subjectId, what, since } = suspect;
      found.push({ kind: 'workflow', about, subjectId, what, why, sinceMs: since.getTime() });
    }
  }
  return new Map([['workflow', found]]);
}

async function suspects(db: Database, before: Date): Promise<Suspect[]> {
  return db.$queryRaw<Suspect[]>`
    WITH under_way AS (
      ${unionOfHandedOver(
        (table, { kind, overStatuses }) => Prisma.sql`
          SELECT id, workflow_id, ${`The ${kind} `} || reference AS what, updated_at FROM ${table}
          WHERE status <> ALL (${overStatuses}::text[]) AND handed_over_at < ${before}`,
      )}
    )
    SELECT workflow_id AS "workflowId", id AS "subjectId", what || ' stands still' AS what, updated_at AS since
    FROM under_way
    ORDER BY
      EXISTS (SELECT FROM command WHERE subject_id = under_way.id AND state = 'accepted' AND received_at < ${before})
        OR EXISTS (SELECT FROM trouble WHERE subject_id = under_way.id AND mended_at IS NULL) DESC,
      updated_at
    LIMIT ${ASKED_AT_ONCE}`;
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
