import { WorkflowNotFoundError } from '@temporalio/client';
import { Prisma } from '../../database/generated/client';
import { unionOfHandedOver } from '../../subject/store/handed-over';
import { listTroubles } from '../store/troubles';
import type { WatchDeps } from './watch-deps';

const MOST_AT_ONCE = 200;

/** Has Temporal try at once what somebody asked to have tried again, instead of at the end of its own pause. */
export async function retryAsked({ db, client }: WatchDeps): Promise<void> {
  for (const { id, retryAt, subjectId } of await listTroubles(db, MOST_AT_ONCE, null)) {
    if (retryAt !== null) {
      const workflowId = subjectId === null ? null : await workflowOf(db, subjectId);
      if (workflowId !== null) await resetActivities(client, workflowId);
      await db.$executeRaw`UPDATE trouble SET retry_at = NULL WHERE id = ${id}`;
    }
  }
}

async function workflowOf(db: WatchDeps['db'], subjectId: string): Promise<string | null> {
  const [row] = await db.$queryRaw<{ workflowId: string }[]>`
    ${unionOfHandedOver(
      (table) => Prisma.sql`SELECT workflow_id AS "workflowId" FROM ${table} WHERE id = ${subjectId}`,
    )}`;
  return row?.workflowId ?? null;
}

/** The pause before the next attempt of every pending activity is over. */
async function resetActivities(client: WatchDeps['client'], workflowId: string): Promise<void> {
  const { namespace } = client.options;
  try {
    const { raw } = await client.workflow.getHandle(workflowId).describe();
    for (const { activityId } of raw.pendingActivities ?? []) {
      if (activityId) {
        await client.workflowService.resetActivity({
          namespace,
          execution: { workflowId },
          id: activityId,
        });
      }
    }
  } catch (error) {
    if (!(error instanceof WorkflowNotFoundError)) throw error;
  }
}
