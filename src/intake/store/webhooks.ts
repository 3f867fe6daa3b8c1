import { repairedJson } from '../../text/domain/storable';
import type { Connection } from '../../database/database';
import { Prisma } from '../../database/generated/client';

/**
 * Stores what a vendor told, each key once, in one statement: when this resolves it is durable. What the database cannot
 * keep of a text is replaced by U+FFFD.
 * @returns how many were new
 */
export async function storeDeliveries(
  db: Connection,
  vendor: string,
  deliveries: readonly { key: string; payload: unknown }[],
  now: Date,
): Promise<number> {
  if (deliveries.length === 0) {
    return 0;
  }
  const rows = JSON.stringify(
    repairedJson(deliveries.map(({ key, payload }) => ({ key, payload: payload ?? null }))),
  );
  return db.$executeRaw(Prisma.sql`
    INSERT INTO webhook_delivery (vendor, key, payload, received_at, state, attempts)
    SELECT ${vendor}, given.key, given.payload, ${now}, 'received', 0
    FROM jsonb_to_recordset(${rows}::jsonb) AS given(key text, payload jsonb)
    ON CONFLICT (vendor, key) DO NOTHING`);
}
