import type { Connection } from '../../database/database';
import { Prisma } from '../../database/generated/client';
import { declarationOf, kindOfId } from '../../subject/domain/subjects';
import type { ServiceDesk } from '../domain/service-desk';
import { loadServiceDesk } from './versions';

/**
 * The service desk's rules by which a subject of its own is ruled: a ticket, an incident, a problem, a promise of reports.
 * @throws Error when there is no such subject
 */
export async function rulesOf(db: Connection, subjectId: string): Promise<ServiceDesk> {
  const { table } = declarationOf(kindOfId(subjectId));
  const [row] = await db.$queryRaw<{ version: number }[]>`
    SELECT desk_version AS version FROM ${Prisma.raw(table)} WHERE id = ${subjectId}`;
  if (!row) {
    throw new Error(`There is no ${table} ${subjectId} for the service desk to rule`);
  }
  return await loadServiceDesk(db, row.version);
}
