import type { Connection } from '../../database/database';
import { Prisma, type WebhookDelivery } from '../../database/generated/client';
import type { DeliveryState } from './deliveries';

export type { WebhookDelivery } from '../../database/generated/client';

const DEAD = 'dead' satisfies DeliveryState;

/** What of a vendor could not be handled, the oldest first. @param after the place of the last one of the page before */
export async function listDeadLetters(
  db: Connection,
  vendor: string,
  limit: number,
  after: { receivedAt: Date; id: string } | null,
): Promise<WebhookDelivery[]> {
  return db.webhookDelivery.findMany({
    where: {
      vendor,
      state: DEAD,
      ...(after && {
        OR: [
          { receivedAt: { gt: after.receivedAt } },
          { receivedAt: after.receivedAt, id: { gt: after.id } },
        ],
      }),
    },
    orderBy: [{ receivedAt: 'asc' }, { id: 'asc' }],
    take: limit,
  });
}

export async function findDelivery(
  db: Connection,
  vendor: string,
  id: string,
): Promise<WebhookDelivery | null> {
  return db.webhookDelivery.findFirst({ where: { vendor, id } });
}

/** Has a dead letter handled again, once for each asking. @returns false when it is none any more */
export async function replay(db: Connection, { vendor, key }: WebhookDelivery): Promise<boolean> {
  const { count } = await db.webhookDelivery.updateMany({
    where: { vendor, key, state: DEAD },
    data: {
      state: 'received' satisfies DeliveryState,
      outcome: null,
      nextAttemptAt: null,
      replays: { increment: 1 },
    },
  });
  return count === 1;
}

/** What came from a vendor so far. */
export interface Traffic {
  vendor: string;
  lastReceivedAt: Date | null;
  /** Stored, and not handled yet. */
  waiting: number;
  deadLetters: number;
}

export async function trafficByVendor(db: Connection): Promise<Traffic[]> {
  return db.$queryRaw(Prisma.sql`
    SELECT vendor, max(received_at) AS "lastReceivedAt",
      (count(*) FILTER (WHERE state IN ('received', 'dispatched')))::int AS waiting,
      (count(*) FILTER (WHERE state = 'dead'))::int AS "deadLetters"
    FROM webhook_delivery GROUP BY vendor ORDER BY vendor`);
}
