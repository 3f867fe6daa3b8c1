import type { Connection } from '../../database/database';
import { Prisma } from '../../database/generated/client';
import type { AnySubject } from '../../journal/domain/fold';

type Kept = Pick<AnySubject, 'table' | 'since'>;

/** Ids of the rows that Temporal does not know of yet, oldest first. */
export async function listWaiting(db: Connection, { table, since }: Kept, limit: number): Promise<string[]> {
  const rows = await db.$queryRaw<{ id: string }[]>`
    SELECT id FROM ${Prisma.raw(table)} WHERE handed_over_at IS NULL ORDER BY ${Prisma.raw(since)} LIMIT ${limit}`;
  return rows.map(({ id }) => id);
}

export async function markHandedOver(
  db: Connection,
  { table }: Pick<Kept, 'table'>,
  id: string,
  at: Date,
): Promise<void> {
  await db.$executeRaw`
    UPDATE ${Prisma.raw(table)} SET handed_over_at = ${at} WHERE id = ${id} AND handed_over_at IS NULL`;
}
