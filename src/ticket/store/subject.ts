import type { Connection } from '../../database/database';
import { rowOf } from '../../journal/store/row-of';
import { NO_ENGAGEMENT, type SubjectStore } from '../../journal/store/subject-store';
import { loadServiceDesk } from '../../service-desk/store/versions';
import { roleOfTeam } from '../../service-desk/domain/service-desk';
import { ticketSubject } from '../domain/subject';

/**
 * A ticket as the subject of a journal. Whoever serves the engagement that it belongs to is told of it: the account
 * manager of that client, before any other.
 */
export const ticketStore: SubjectStore = {
  ...rowOf(ticketSubject),
  async stateOf(tx, row) {
    const desk = await loadServiceDesk(tx, Number(row['deskVersion']));
    const engagementId = row['engagementId'] as string | null;
    const assigneeId = row['assigneeId'] as string | null;
    const role = roleOfTeam(desk, String(row['team']));
    return {
      ...NO_ENGAGEMENT,
      kind: ticketSubject.kind,
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
