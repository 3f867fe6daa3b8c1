import type { Connection } from '../../database/database';
import { NO_ENGAGEMENT, type SubjectStore } from '../../journal/store/subject-store';
import { serviceDesk } from '../../service-desk/store/service-desk';
import type { TicketColumns } from '../domain/subject';

const COLUMNS: Record<keyof TicketColumns, true> = {
  status: true,
  priority: true,
  team: true,
  assigneeId: true,
  mergedInto: true,
  firstTimeResolution: true,
  csat: true,
  articles: true,
  resolvedAt: true,
  closedAt: true,
};

/**
 * A ticket as the subject of a journal. Whoever serves the engagement that it belongs to is told of it: the account
 * manager of that client, before any other.
 */
export const ticketStore: SubjectStore = {
  table: 'ticket',
  columns: Object.keys(COLUMNS),
  async stateOf(tx, row) {
    const { desk } = serviceDesk();
    const engagementId = row['engagementId'] as string | null;
    const assigneeId = row['assigneeId'] as string | null;
    const team = String(row['team']);
    const role = desk.teams[team]?.role ?? team;
    return {
      ...NO_ENGAGEMENT,
      kind: 'ticket',
      id: row.id,
      reference: String(row['reference']),
      title: String(row['subject']),
      engagementId,
      ticketId: row.id,
      clientId: row['clientId'] as string | null,
      team: { ...(await teamOf(tx, engagementId)), ...(assigneeId === null ? {} : { [role]: assigneeId }) },
      updatedAt: row.updatedAt,
      rules: { roles: desk.roles, ladder: desk.ladder, playbook: null },
    };
  },
};

async function teamOf(tx: Connection, engagementId: string | null): Promise<Record<string, string>> {
  const engagement =
    engagementId === null
      ? null
      : await tx.engagement.findUnique({ where: { id: engagementId }, select: { team: true } });
  return (engagement?.team ?? {}) as Record<string, string>;
}
