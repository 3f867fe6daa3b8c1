import type { Connection } from '../../database/database';
import { Prisma } from '../../database/generated/client';
import type { SubscriptionState } from '../domain/subscription';

/** What signs a subscription's messages; never shown but once, and never logged. */
export interface Secrets {
  secret: string;
  previousSecret: string | null;
  previousUntil: Date | null;
}

/** A subscription as it stands. */
export interface SubscriptionRow {
  id: string;
  url: string;
  events: string[];
  state: SubscriptionState;
  createdAt: Date;
  stoppedAt: Date | null;
  lastSuccessAt: Date | null;
  failingSince: Date | null;
  lastFailure: string | null;
  previousUntil: Date | null;
  /** Messages taken, and tries that failed. */
  delivered: number;
  failed: number;
  /** Messages that are still to be told, and those that are not told any more by themselves. */
  waiting: number;
  undelivered: number;
}

const COLUMNS = Prisma.sql`id, url, events, state, created_at AS "createdAt", stopped_at AS "stoppedAt",
  last_success_at AS "lastSuccessAt", failing_since AS "failingSince", last_failure AS "lastFailure",
  previous_until AS "previousUntil", delivered::float8 AS delivered, failed::float8 AS failed,
  counts.waiting, counts.undelivered`;

const COUNTS = Prisma.sql`CROSS JOIN LATERAL (
  SELECT count(*) FILTER (WHERE undelivered_at IS NULL)::int AS waiting, count(undelivered_at)::int AS undelivered
  FROM webhook_message WHERE subscription_id = webhook_subscription.id) AS counts`;

/** From now on: what the journals had taken in before is not told, unless somebody asks for it. */
export async function insertSubscription(
  db: Connection,
  { id, url, events, secret }: { id: string; url: string; events: readonly string[]; secret: string },
  now: Date,
): Promise<void> {
  await db.$executeRaw`
    INSERT INTO webhook_subscription (id, url, events, secret, state, seen, created_at)
    VALUES (${id}, ${url}, ${events}::text[], ${secret}, ${'active' satisfies SubscriptionState},
      pg_current_snapshot(), ${now})`;
}

/** In the order of their ids, which is that of their making. */
export async function listSubscriptions(
  db: Connection,
  limit: number,
  after: string | null,
): Promise<SubscriptionRow[]> {
  return db.$queryRaw<SubscriptionRow[]>`
    SELECT ${COLUMNS} FROM webhook_subscription ${COUNTS}
    WHERE ${after}::text IS NULL OR id > ${after} ORDER BY id LIMIT ${limit}`;
}

export async function findSubscription(db: Connection, id: string): Promise<SubscriptionRow | null> {
  const [row] = await db.$queryRaw<SubscriptionRow[]>`
    SELECT ${COLUMNS} FROM webhook_subscription ${COUNTS} WHERE id = ${id}`;
  return row ?? null;
}

/** How each one that is not ended stands, for machines. */
export async function countMessages(
  db: Connection,
): Promise<Pick<SubscriptionRow, 'id' | 'delivered' | 'failed' | 'waiting' | 'undelivered'>[]> {
  return db.$queryRaw`SELECT ${COLUMNS} FROM webhook_subscription ${COUNTS} WHERE state <> 'ended'`;
}

/** With all that it waits for. @returns whether there was one */
export async function deleteSubscription(db: Connection, id: string): Promise<boolean> {
  return (await db.webhookSubscription.deleteMany({ where: { id } })).count > 0;
}

/** Signs by another secret, and until an instant by the present one too. @returns whether there is such a subscription */
export async function rotateSecret(
  db: Connection,
  id: string,
  secret: string,
  previousUntil: Date,
): Promise<boolean> {
  const changed = await db.$executeRaw`
    UPDATE webhook_subscription
    SET previous_secret = secret, previous_until = ${previousUntil}, secret = ${secret} WHERE id = ${id}`;
  return changed > 0;
}

/** Those that are served, with where they go and what signs for them. */
export async function listServed(db: Connection): Promise<({ id: string; url: string } & Secrets)[]> {
  return db.webhookSubscription.findMany({
    where: { state: 'active' satisfies SubscriptionState },
    orderBy: { id: 'asc' },
    select: { id: true, url: true, secret: true, previousSecret: true, previousUntil: true },
  });
}

/** Messages that were taken: whatever failed before is over. */
export async function noteSuccess(db: Connection, id: string, messages: number, now: Date): Promise<void> {
  await db.$executeRaw`
    UPDATE webhook_subscription
    SET delivered = delivered + ${messages}, last_success_at = ${now}, failing_since = NULL, last_failure = NULL
    WHERE id = ${id}`;
}

/** A try that failed. @returns since when every one has; null for a subscription that is gone */
export async function noteFailure(db: Connection, id: string, why: string, now: Date): Promise<Date | null> {
  const [row] = await db.$queryRaw<{ failingSince: Date }[]>`
    UPDATE webhook_subscription
    SET failed = failed + 1, failing_since = coalesce(failing_since, ${now}), last_failure = ${why}
    WHERE id = ${id} RETURNING failing_since AS "failingSince"`;
  return row?.failingSince ?? null;
}

/** It is served no more until somebody has it told again; what waits is kept. */
export async function disable(db: Connection, id: string, now: Date): Promise<void> {
  await db.webhookSubscription.updateMany({
    where: { id, state: 'active' satisfies SubscriptionState },
    data: { state: 'disabled' satisfies SubscriptionState, stoppedAt: now },
  });
}

/** Its subscriber wants no more of it: nothing is kept for it. */
export async function end(db: Connection, id: string, now: Date): Promise<void> {
  await db.webhookSubscription.updateMany({
    where: { id },
    data: { state: 'ended' satisfies SubscriptionState, stoppedAt: now },
  });
  await db.webhookMessage.deleteMany({ where: { subscriptionId: id } });
  await db.webhookQueue.deleteMany({ where: { subscriptionId: id } });
}
