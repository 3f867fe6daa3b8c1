import type { Connection } from '../../database/database';

const KIND = 'look-cursor';
const KEY = 'all';

/** From where the next look at a vendor goes on; undefined before the first. */
export async function lookCursor(db: Connection, vendor: string): Promise<string | undefined> {
  const key = { system: vendor, kind: KIND, key: KEY };
  return (await db.externalRef.findUnique({ where: { system_kind_key: key } }))?.vendorId;
}

export async function moveLookCursor(
  tx: Connection,
  vendor: string,
  cursor: string,
  createdAt: Date,
): Promise<void> {
  const key = { system: vendor, kind: KIND, key: KEY };
  await tx.externalRef.upsert({
    where: { system_kind_key: key },
    create: { ...key, vendorId: cursor, createdAt },
    update: { vendorId: cursor },
  });
}
