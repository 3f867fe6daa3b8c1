import type { Connection } from './database';
import { Prisma, type PromiseRecord } from './generated/client';

export async function findPromise(db: Connection, id: string): Promise<PromiseRecord | null> {
  return db.promiseRecord.findUnique({ where: { id } });
}

/** Whose promises an inbox shows. */
export interface InboxOwner {
  /** The caller and whoever the caller is deputy of. */
  personIds: string[];
  roles: string[];
}

export interface InboxRow {
  id: string;
  /** Whether it is assigned to somebody else of the same role. */
  others: boolean;
  engagementId: string | null;
  ticketId: string | null;
  reference: string | null;
  engagementTitle: string | null;
  clientName: string | null;
}

/** A place in the order of an inbox. */
export interface InboxPlace {
  others: boolean;
  dueAt: Date | null;
  id: string;
}

/**
 * Open promises, most urgent first: the caller's own and unassigned ones before those of others in the same role.
 * @param owner null shows everybody's
 */
export async function listInbox(
  db: Connection,
  owner: InboxOwner | null,
  limit: number,
  after: InboxPlace | null,
): Promise<(PromiseRecord & InboxRow)[]> {
  const others =
    owner === null
      ? Prisma.sql`false`
      : Prisma.sql`(p.assignee_id IS NOT NULL AND p.assignee_id <> ALL(${owner.personIds}))`;
  const owed =
    owner === null
      ? Prisma.sql`true`
      : Prisma.sql`(p.owed_by = ANY(${owner.roles}) OR p.assignee_id = ANY(${owner.personIds}))`;
  const due = Prisma.sql`coalesce(p.due_at, 'infinity')`;
  const beyond = after
    ? Prisma.sql`AND (${others}, ${due}, p.id) > (${after.others}, coalesce(${after.dueAt}::timestamptz, 'infinity'), ${after.id})`
    : Prisma.empty;
  const page = await db.$queryRaw<InboxRow[]>(Prisma.sql`
    SELECT p.id, p.others, p.engagement_id AS "engagementId", p.ticket_id AS "ticketId",
      coalesce(e.reference, t.reference) AS reference, e.title AS "engagementTitle", c.name AS "clientName"
    FROM (
      SELECT p.id, p.engagement_id, p.ticket_id, p.due_at, ${others} AS others
      FROM promise p WHERE p.state = 'open' AND ${owed} ${beyond}
      ORDER BY ${others}, ${due}, p.id LIMIT ${limit}
    ) p
    LEFT JOIN engagement e ON e.id = p.engagement_id
    LEFT JOIN ticket t ON t.id = p.ticket_id
    LEFT JOIN client c ON c.id = coalesce(e.client_id, t.client_id)
    ORDER BY p.others, coalesce(p.due_at, 'infinity'), p.id`);
  const promises = await db.promiseRecord.findMany({ where: { id: { in: page.map((row) => row.id) } } });
  const byId = new Map(promises.map((promise) => [promise.id, promise]));
  return page.flatMap((row) => {
    const promise = byId.get(row.id);
    return promise ? [{ ...promise, ...row }] : [];
  });
}
