import type { Connection } from '../../database/database';
import { Prisma, type PromiseRecord } from '../../database/generated/client';

export async function findPromise(db: Connection, id: string): Promise<PromiseRecord | null> {
  return db.promiseRecord.findUnique({ where: { id } });
}

/** What people see of a promise. */
export type PromiseSummary = Pick<
  PromiseRecord,
  | 'id'
  | 'title'
  | 'stage'
  | 'track'
  | 'owedBy'
  | 'assigneeId'
  | 'openedAt'
  | 'dueAt'
  | 'state'
  | 'late'
  | 'level'
  | 'brokenAt'
  | 'paused'
  | 'keptBy'
  | 'explanation'
>;

/** Whose promises an inbox shows. */
export interface InboxOwner {
  /** The caller and whoever the caller is deputy of. */
  personIds: string[];
  roles: string[];
}

export interface InboxRow extends PromiseSummary {
  /** Whether it is assigned to somebody else of the same role. */
  others: boolean;
  engagementId: string | null;
  ticketId: string | null;
  incidentId: string | null;
  problemId: string | null;
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
 * Open promises, most urgent first: the caller's own and unassigned ones before those of others in the same role. What
 * is assigned to somebody who has left is nobody's: it is for whoever has the role.
 * @param owner null shows everybody's
 */
export async function listInbox(
  db: Connection,
  owner: InboxOwner | null,
  limit: number,
  after: InboxPlace | null,
): Promise<InboxRow[]> {
  const others =
    owner === null
      ? Prisma.sql`false`
      : Prisma.sql`(p.assignee_id IS NOT NULL AND p.assignee_id <> ALL(${owner.personIds}) AND NOT ${HAS_LEFT})`;
  const owed =
    owner === null
      ? Prisma.sql`true`
      : Prisma.sql`(p.owed_by = ANY(${owner.roles}) OR p.assignee_id = ANY(${owner.personIds}))`;
  const beyond = after
    ? Prisma.sql`WHERE (o.others, o.due, o.id) > (${after.others}, coalesce(${after.dueAt}::timestamptz, 'infinity'), ${after.id})`
    : Prisma.empty;
  return db.$queryRaw<InboxRow[]>(Prisma.sql`
    WITH owed AS (
      SELECT p.id, ${others} AS others, coalesce(p.due_at, 'infinity') AS due
      FROM promise p WHERE p.state = 'open' AND ${owed}
    ), page AS (
      SELECT * FROM owed o ${beyond} ORDER BY o.others, o.due, o.id LIMIT ${limit}
    )
    SELECT page.others, ${COLUMNS},
      coalesce(e.reference, t.reference, i.reference, r.reference) AS reference,
      i.id AS "incidentId", r.id AS "problemId", coalesce(e.title, i.title, r.title) AS "engagementTitle", c.name AS "clientName"
    FROM page
    JOIN promise p ON p.id = page.id
    LEFT JOIN engagement e ON e.id = p.engagement_id
    LEFT JOIN ticket t ON t.id = p.ticket_id
    LEFT JOIN incident i ON i.id = p.subject_id
    LEFT JOIN problem r ON r.id = p.subject_id
    LEFT JOIN client c ON c.id = coalesce(e.client_id, t.client_id)
    ORDER BY page.others, page.due, page.id`);
}

/** Whether the assignee of a promise is not active any more. */
const HAS_LEFT = Prisma.sql`coalesce(p.assignee_id IN (SELECT id FROM person WHERE NOT active), false)`;

/** What an inbox shows of a promise. */
const COLUMNS = Prisma.sql`p.id, p.engagement_id AS "engagementId", p.ticket_id AS "ticketId", p.title, p.stage,
  p.track, p.owed_by AS "owedBy", CASE WHEN ${HAS_LEFT} THEN NULL ELSE p.assignee_id END AS "assigneeId",
  p.opened_at AS "openedAt", p.due_at AS "dueAt",
  p.state, p.late, p.level, p.broken_at AS "brokenAt", p.paused, p.kept_by AS "keptBy", p.explanation`;
