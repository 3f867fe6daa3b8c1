import { type DeliveryKey, isFailure } from '../domain/intake';
import type { Connection } from '../../database/database';
import { Prisma } from '../../database/generated/client';

/**
 * `received`: stored; `dispatched`: its intake workflow is in Temporal; `done`: it had its effect, see `outcome`; `dead`: it
 * could not be handled, and is a matter for a person.
 */
export type DeliveryState = 'received' | 'dispatched' | 'done' | 'dead';

/** A stored delivery whose intake is to be started. */
export interface WaitingDelivery extends DeliveryKey {
  payload: unknown;
  /** How often a person had it handled again. */
  replays: number;
}

/**
 * Locks deliveries whose intake is to be started, oldest first, until the end of the transaction; those that another
 * dispatcher has locked are passed over.
 */
export async function lockReceived(tx: Connection, now: Date, limit: number): Promise<WaitingDelivery[]> {
  return tx.$queryRaw(Prisma.sql`
    SELECT vendor, key, payload, replays FROM webhook_delivery
    WHERE state = 'received' AND (next_attempt_at IS NULL OR next_attempt_at <= ${now})
    ORDER BY received_at LIMIT ${limit} FOR UPDATE SKIP LOCKED`);
}

export async function markDispatched(tx: Connection, { vendor, key }: DeliveryKey): Promise<void> {
  await tx.webhookDelivery.update({
    where: { vendor_key: { vendor, key } },
    data: { state: 'dispatched' satisfies DeliveryState, attempts: { increment: 1 }, nextAttemptAt: null },
  });
}

/** Leaves a delivery that could not be dispatched for a later time. */
export async function postpone(
  tx: Connection,
  { vendor, key }: DeliveryKey,
  nextAttemptAt: Date,
): Promise<void> {
  await tx.webhookDelivery.update({
    where: { vendor_key: { vendor, key } },
    data: { attempts: { increment: 1 }, nextAttemptAt },
  });
}

/** What a vendor sent, as it was stored. @throws when there is no such delivery */
export async function readPayload(db: Connection, { vendor, key }: DeliveryKey): Promise<unknown> {
  const row = await db.webhookDelivery.findUniqueOrThrow({
    where: { vendor_key: { vendor, key } },
    select: { payload: true },
  });
  return row.payload;
}

/** Sets aside a delivery that nobody understands. @param why in a few words */
export async function setAside(tx: Connection, { vendor, key }: DeliveryKey, why: string): Promise<void> {
  await tx.webhookDelivery.update({
    where: { vendor_key: { vendor, key } },
    data: { state: 'dead' satisfies DeliveryState, outcome: why, nextAttemptAt: null },
  });
}

/** Closes a delivery with one plain sentence on what became of it. The first outcome stays; a failure is a dead letter. */
export async function settleDelivery(
  db: Connection,
  { vendor, key }: DeliveryKey,
  outcome: string,
): Promise<void> {
  await db.webhookDelivery.updateMany({
    where: { vendor, key, state: { notIn: ['done', 'dead'] satisfies DeliveryState[] } },
    data: { state: (isFailure(outcome) ? 'dead' : 'done') satisfies DeliveryState, outcome },
  });
}
