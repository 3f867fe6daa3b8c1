import { subjectsOfClient } from '../../client/store/client-scope';
import type { Connection } from '../../database/database';
import { Prisma } from '../../database/generated/client';

/**
 * What should have happened before an instant and is not recorded yet: deadlines that passed without a breach, and
 * escalations that nobody answered and that did not climb. Workflows record both by themselves, so that there are none
 * but while they catch up, as after a downtime, or while one is stuck. What is paused waits for nothing.
 * @param clientId null: of the whole house
 * @returns a name of each, the same as long as it is the same moment that is missing
 */
export async function readUnsettled(
  db: Connection,
  clientId: string | null,
  before: Date,
): Promise<string[]> {
  const rows = await db.$queryRaw<{ id: string; at: Date }[]>(unsettled(clientId, before));
  return rows.map(({ id, at }) => `${id}@${at.toISOString()}`);
}

/** Whether there is anything of the house that should have happened before an instant and is not recorded yet. */
export async function isCatchingUp(db: Connection, before: Date): Promise<boolean> {
  const rows = await db.$queryRaw<object[]>(Prisma.sql`${unsettled(null, before)} LIMIT 1`);
  return rows.length > 0;
}

function unsettled(clientId: string | null, before: Date): Prisma.Sql {
  const mine = subjectsOfClient(clientId);
  return Prisma.sql`
    SELECT id, due_at AS at FROM promise
    WHERE state = 'open' AND NOT paused AND NOT late AND due_at < ${before} ${mine}
    UNION ALL
    SELECT id, respond_by FROM escalation
    WHERE state <> 'resolved' AND respond_by < ${before} ${mine}
      AND EXISTS (SELECT FROM promise
        WHERE promise.id = escalation.promise_id AND promise.state = 'open' AND NOT promise.paused)`;
}
