import type { Connection, Database } from '../../database/database';
import { Prisma } from '../../database/generated/client';
import { unionOfHandedOver } from '../../subject/store/handed-over';
import type { MessagePlace, ToldEntry } from '../domain/message';

/**
 * What waits of one subject, held by one process: nobody else tells it meanwhile. The hold ends by itself when its
 * process does not come back to it.
 */
export interface HeldQueue {
  subscriptionId: string;
  subjectId: string;
  holder: string;
  /** How often its first message was tried in vain. */
  attempts: number;
}

/** Longer than one call takes; renewed with each message. The database's wall clock, as every process reads it alike. */
const HOLD = Prisma.sql`clock_timestamp() + interval '25 seconds'`;

/** Takes hold of queues that are due, the longest due first; those that others hold are passed over. */
export async function holdDue(
  db: Connection,
  subscriptionId: string,
  { holder, now, limit }: { holder: string; now: Date; limit: number },
): Promise<HeldQueue[]> {
  const held = await db.$queryRaw<{ subjectId: string; attempts: number }[]>`
    WITH due AS MATERIALIZED (
      SELECT subject_id FROM webhook_queue
      WHERE subscription_id = ${subscriptionId} AND next_attempt_at <= ${now}
        AND (held_until IS NULL OR held_until < clock_timestamp())
      ORDER BY next_attempt_at, subject_id LIMIT ${limit} FOR UPDATE SKIP LOCKED
    )
    UPDATE webhook_queue AS queue SET held_by = ${holder}, held_until = ${HOLD} FROM due
    WHERE queue.subscription_id = ${subscriptionId} AND queue.subject_id = due.subject_id
    RETURNING queue.subject_id AS "subjectId", queue.attempts`;
  return held.map((queue) => ({ ...queue, subscriptionId, holder }));
}

/** The next messages of a queue, in the order of the subject's journal. */
export async function readMessages(
  db: Connection,
  { subscriptionId, subjectId }: HeldQueue,
  limit: number,
): Promise<ToldEntry[]> {
  return db.$queryRaw<ToldEntry[]>`
    SELECT entry.subject_id AS "subjectId", entry.seq, message.given_up AS "givenUp", entry.at,
      entry.told_at AS "toldAt", entry.kind, entry.actor, entry.summary, entry.data,
      (SELECT reference FROM (${unionOfHandedOver((table) => Prisma.sql`SELECT id, reference FROM ${table}`)}) AS subject
        WHERE id = ${subjectId}) AS reference
    FROM webhook_message AS message JOIN journal_entry AS entry USING (subject_id, seq)
    WHERE message.subscription_id = ${subscriptionId} AND message.subject_id = ${subjectId}
      AND message.undelivered_at IS NULL
    ORDER BY message.seq, message.given_up LIMIT ${limit}`;
}

/**
 * A message was taken. Messages are locked before their queue here, as whoever puts them down does it.
 * @returns whether the queue is still held by whoever told it
 */
export async function recordDelivered(db: Database, queue: HeldQueue, place: MessagePlace): Promise<boolean> {
  const [, held] = await db.$transaction([
    db.$executeRaw`DELETE FROM webhook_message WHERE ${isMessage(queue, place)}`,
    db.$executeRaw`
      UPDATE webhook_queue SET attempts = 0, failing_since = NULL, held_until = ${HOLD} WHERE ${isHeld(queue)}`,
  ]);
  return held > 0;
}

/** A message is tried again later. @returns since when it is tried in vain; null when the queue is held by another one */
export async function postpone(
  db: Connection,
  queue: HeldQueue,
  { now, nextAttemptAt }: { now: Date; nextAttemptAt: Date },
): Promise<Date | null> {
  const [row] = await db.$queryRaw<{ failingSince: Date }[]>`
    UPDATE webhook_queue SET attempts = attempts + 1, failing_since = coalesce(failing_since, ${now}),
      next_attempt_at = ${nextAttemptAt}, held_by = NULL, held_until = NULL
    WHERE ${isHeld(queue)} RETURNING failing_since AS "failingSince"`;
  return row?.failingSince ?? null;
}

/** A message is not told any more by itself, and holds up those behind it no longer. */
export async function giveUpMessage(
  db: Database,
  queue: HeldQueue,
  place: MessagePlace,
  now: Date,
): Promise<void> {
  await db.$transaction([
    db.$executeRaw`UPDATE webhook_message SET undelivered_at = ${now} WHERE ${isMessage(queue, place)}`,
    db.$executeRaw`
      UPDATE webhook_queue SET attempts = 0, failing_since = NULL, next_attempt_at = ${now} WHERE ${isQueue(queue)}`,
  ]);
}

/**
 * Lets go of a queue, and removes it when nothing waits in it. Whoever puts down a message locks its queue in the same
 * transaction: this looks only when it has the lock itself, so no message is left without a queue.
 */
export async function release(db: Database, queue: HeldQueue): Promise<void> {
  await db.$transaction(async (tx) => {
    await tx.$queryRaw`SELECT subject_id FROM webhook_queue WHERE ${isHeld(queue)} FOR UPDATE`;
    await tx.$executeRaw`
      DELETE FROM webhook_queue WHERE ${isHeld(queue)} AND NOT EXISTS (
        SELECT FROM webhook_message AS message JOIN journal_entry USING (subject_id, seq)
        WHERE message.subscription_id = ${queue.subscriptionId} AND message.subject_id = ${queue.subjectId}
          AND message.undelivered_at IS NULL)`;
    await tx.$executeRaw`UPDATE webhook_queue SET held_by = NULL, held_until = NULL WHERE ${isHeld(queue)}`;
  });
}

function isQueue({ subscriptionId, subjectId }: HeldQueue): Prisma.Sql {
  return Prisma.sql`subscription_id = ${subscriptionId} AND subject_id = ${subjectId}`;
}

function isHeld(queue: HeldQueue): Prisma.Sql {
  return Prisma.sql`${isQueue(queue)} AND held_by = ${queue.holder}`;
}

function isMessage(queue: HeldQueue, { seq, givenUp }: MessagePlace): Prisma.Sql {
  return Prisma.sql`${isQueue(queue)} AND seq = ${seq} AND given_up = ${givenUp}`;
}
