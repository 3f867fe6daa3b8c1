import { v7 as uuidv7 } from 'uuid';
import type { Connection } from '../../database/database';
import { Prisma } from '../../database/generated/client';
import { repairedJson } from '../../text/domain/storable';

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
  const given = deliveries.map(({ key, payload }) => ({
    id: `dlv_${uuidv7()}`,
    key,
    payload: payload ?? null,
  }));
  const rows = JSON.stringify(repairedJson(given));
  return db.$executeRaw(Prisma.sql`
    INSERT INTO webhook_delivery (vendor, key, id, payload, received_at, state, attempts, replays)
    SELECT ${vendor}, given.key, given.id, coalesce(given.payload, 'null'), ${now}, 'received', 0, 0
    FROM jsonb_to_recordset(${rows}::jsonb) AS given(id text, key text, payload jsonb)
    ON CONFLICT (vendor, key) DO NOTHING`);
}
