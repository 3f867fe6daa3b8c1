import type { Connection } from '../../database/database';
import { Prisma } from '../../database/generated/client';
import type { SubjectPlace } from '../../journal/domain/entry';
import { SUBJECTS } from '../domain/subjects';

/** Ids of the rows that Temporal does not know of yet, oldest first. */
export async function listWaiting(
  db: Connection,
  { table, since }: SubjectPlace,
  limit: number,
): Promise<string[]> {
  const rows = await db.$queryRaw<{ id: string }[]>`
    SELECT id FROM ${Prisma.raw(table)} WHERE handed_over_at IS NULL ORDER BY ${Prisma.raw(since)} LIMIT ${limit}`;
  return rows.map(({ id }) => id);
}

export async function markHandedOver(
  db: Connection,
  { table }: SubjectPlace,
  id: string,
  at: Date,
): Promise<void> {
  await db.$executeRaw`
    UPDATE ${Prisma.raw(table)} SET handed_over_at = ${at} WHERE id = ${id} AND handed_over_at IS NULL`;
}

/** The kinds of subjects that have a workflow of the same name. */
export function handedOverKinds(): string[] {
  return handedOver().map(({ kind }) => kind);
}

function handedOver() {
  return Object.values(SUBJECTS).filter(({ isHandedOver }) => isHandedOver);
}

/** A query over every subject that is handed to Temporal, made of one for each of their tables. */
export function unionOfHandedOver(
  select: (table: Prisma.Sql, subject: SubjectPlace) => Prisma.Sql,
): Prisma.Sql {
  return Prisma.join(
    handedOver().map((subject) => select(Prisma.raw(subject.table), subject)),
    ' UNION ALL ',
  );
}
