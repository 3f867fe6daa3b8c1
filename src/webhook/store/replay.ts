import type { Connection, Database } from '../../database/database';
import { Prisma } from '../../database/generated/client';
import type { MessagePlace } from '../domain/message';
import type { SubscriptionState } from '../domain/subscription';
import { enqueued } from './enqueue';

/** What is to be told again: what happened from one instant to before another, or one message. */
export type ReplayWish = { from: Date; to: Date | null } | MessagePlace;

/** All that happened in some years is put down in one statement; wall-clock milliseconds. */
const TRANSACTION = { maxWait: 5_000, timeout: 130_000 };
const STATEMENT_TIMEOUT = '120s';

/**
 * Has a subscription told again what it asked for, at once and in its order, and served again if it was disabled; what
 * waited anyhow is told with it.
 * @returns how many messages that are
 */
export async function replay(db: Database, id: string, wish: ReplayWish, now: Date): Promise<number> {
  return db.$transaction(async (tx) => {
    const events = await serveAgain(tx, id);
    await tx.$executeRawUnsafe(`SET LOCAL statement_timeout = '${STATEMENT_TIMEOUT}'`);
    const [put] = await tx.$queryRaw<{ count: number }[]>`
      WITH ${enqueued(entriesOf(wish), { subscriptionId: id, events }, now, true)}
      SELECT count(*)::int AS count FROM messages`;
    // What failed so long that it was not tried any more is tried again at once.
    await tx.$executeRaw`
      UPDATE webhook_queue SET attempts = 0, failing_since = NULL, next_attempt_at = ${now}
      WHERE subscription_id = ${id} AND next_attempt_at > ${now}`;
    return put?.count ?? 0;
  }, TRANSACTION);
}

/** Before its queues are locked, as whoever puts down news does it. @returns what it asked for */
async function serveAgain(tx: Connection, id: string): Promise<string[]> {
  const [row] = await tx.$queryRaw<{ events: string[] }[]>`
    UPDATE webhook_subscription SET state = ${'active' satisfies SubscriptionState}, stopped_at = NULL, failing_since = NULL
    WHERE id = ${id} RETURNING events`;
  return row?.events ?? [];
}

function entriesOf(wish: ReplayWish): Prisma.Sql {
  if ('seq' in wish) {
    return Prisma.sql`
      SELECT subject_id, seq, kind, ${wish.givenUp}::boolean AS given_up FROM journal_entry
      WHERE subject_id = ${wish.subjectId} AND seq = ${wish.seq} AND (given_up_in IS NOT NULL OR NOT ${wish.givenUp}::boolean)`;
  }
  const within = (column: Prisma.Sql) =>
    Prisma.sql`${column} >= ${wish.from} AND (${wish.to}::timestamptz IS NULL OR ${column} < ${wish.to})`;
  return Prisma.sql`
    SELECT subject_id, seq, kind, false AS given_up FROM journal_entry WHERE ${within(Prisma.sql`at`)}
    UNION ALL
    SELECT subject_id, seq, kind, true FROM journal_entry WHERE given_up_in IS NOT NULL AND ${within(Prisma.sql`told_at`)}`;
}
