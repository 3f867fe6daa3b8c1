import type { Connection, Database } from '../../database/database';
import { Prisma } from '../../database/generated/client';
import { enqueued } from './enqueue';

/** The ids of those that are served and have not been given all that the journals have taken in since they were last. */
export async function listWithNews(db: Connection): Promise<string[]> {
  // As a row to be found, not as EXISTS: the planner would look for it from the journal's beginning.
  const unseen = (column: Prisma.Sql) => Prisma.sql`(
    SELECT true FROM journal_entry WHERE ${isUnseen(column, Prisma.sql`subscription.seen`)}
    ORDER BY ${column} LIMIT 1)`;
  const rows = await db.$queryRaw<{ id: string }[]>`
    SELECT id FROM webhook_subscription AS subscription
    WHERE state = 'active' AND coalesce(${unseen(STORED)}, ${unseen(GIVEN_UP)}, false) ORDER BY id`;
  return rows.map(({ id }) => id);
}

/** Longer than the statement may take for all that came while nobody served it; wall-clock milliseconds. */
const TRANSACTION = { maxWait: 5_000, timeout: 330_000 };
const STATEMENT_TIMEOUT = '300s';

/**
 * Puts down the messages that a subscription has not been given yet: each entry once, and each giving up once.
 *
 * Nothing is passed over, in whatever order transactions are committed: every entry keeps the number of the transaction
 * that stored it, and a subscription keeps the snapshot up to which it was given everything. New is what is seen now and
 * was not seen by that snapshot, whether it got its number before or after what was seen. The statement that puts the
 * messages down is the one whose snapshot is kept, so no entry is between the two. A subject's entries become visible in
 * the order of their numbers, since each is stored under the row lock of its subject: no later one is ever given before
 * an earlier one. The journal's own transaction has nothing more to write than that number.
 * @returns how many were put down; none when another process is at it
 */
export async function takeNews(db: Database, id: string, now: Date): Promise<number> {
  return db.$transaction(async (tx) => {
    // The snapshot of the next statement must be younger than the one that is kept, so the row is locked before it is taken.
    const [locked] = await tx.$queryRaw<{ events: string[]; seen: string }[]>`
      SELECT events, seen::text FROM webhook_subscription
      WHERE id = ${id} AND state = 'active' FOR NO KEY UPDATE SKIP LOCKED`;
    if (!locked) {
      return 0;
    }
    const seen = Prisma.sql`${locked.seen}::pg_snapshot`;
    const entries = Prisma.sql`
      SELECT subject_id, seq, kind, false AS given_up FROM journal_entry WHERE ${isUnseen(STORED, seen)}
      UNION ALL
      SELECT subject_id, seq, kind, true FROM journal_entry WHERE ${isUnseen(GIVEN_UP, seen)}`;
    await tx.$executeRaw`SET LOCAL enable_seqscan = off`;
    await tx.$executeRawUnsafe(`SET LOCAL statement_timeout = '${STATEMENT_TIMEOUT}'`);
    const [given] = await tx.$queryRaw<{ count: number }[]>`
      WITH ${enqueued(entries, { subscriptionId: id, events: locked.events }, now, false)}
      UPDATE webhook_subscription SET seen = pg_current_snapshot() WHERE id = ${id}
      RETURNING (SELECT count(*)::int FROM messages) AS count`;
    return given?.count ?? 0;
  }, TRANSACTION);
}

const STORED = Prisma.sql`stored_in`;
const GIVEN_UP = Prisma.sql`given_up_in`;

/** Whether a transaction has been committed since a snapshot was taken; the first half lets an index find it. */
function isUnseen(transaction: Prisma.Sql, snapshot: Prisma.Sql): Prisma.Sql {
  return Prisma.sql`${transaction} >= pg_snapshot_xmin(${snapshot})
    AND NOT pg_visible_in_snapshot(${transaction}, ${snapshot})`;
}
