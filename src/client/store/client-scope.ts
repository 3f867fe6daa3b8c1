import { Prisma } from '../../database/generated/client';

/** Leaves the rows of a client, or with null those of the whole house, in a view that has a client's id. */
export function ofClient(clientId: string | null): Prisma.Sql {
  return clientId === null ? Prisma.empty : Prisma.sql`AND client_id = ${clientId}`;
}

/** The same for rows that name their subject only: there is an index for that. */
export function subjectsOfClient(clientId: string | null): Prisma.Sql {
  return clientId === null
    ? Prisma.empty
    : Prisma.sql`AND subject_id IN (
        SELECT engagement_id FROM reporting.engagements WHERE client_id = ${clientId}
        UNION ALL SELECT ticket_id FROM reporting.tickets WHERE client_id = ${clientId})`;
}
