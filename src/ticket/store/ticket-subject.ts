import type { Role } from '../../playbook/domain/playbook';
import { ticketKeptBy } from '../domain/ticket-kept-by';
import type { Connection } from '../../database/database';
import { serviceDesk } from '../../service-desk/store/service-desk';
import type { Subject } from '../../journal/store/subject';

/**
 * A ticket as the subject of a journal. Whoever serves the engagement that it belongs to is told of it: the account
 * manager of that client, before any other.
 */
export async function loadTicket(tx: Connection, id: string): Promise<Subject> {
  const row = await tx.ticket.findUniqueOrThrow({ where: { id } });
  const engagement =
    row.engagementId === null
      ? null
      : await tx.engagement.findUnique({ where: { id: row.engagementId }, select: { team: true } });
  const { desk } = serviceDesk();
  const role = desk.teams[row.team]?.role ?? row.team;
  return {
    kind: 'ticket',
    id,
    reference: row.reference,
    title: row.subject,
    engagementId: row.engagementId,
    ticketId: id,
    ...(row.clientId === null ? {} : { clientId: row.clientId }),
    team: {
      ...(engagement?.team as Record<Role, string> | undefined),
      ...(row.assigneeId === null ? {} : { [role]: row.assigneeId }),
    },
    facts: {},
    amount: null,
    currency: null,
    contactName: row.requesterName,
    updatedAt: row.updatedAt,
    playbook: null,
    roles: desk.roles,
    keptBy: ticketKeptBy,
    save: async (connection, { lastSeq, updatedAt }) => {
      await connection.ticket.update({
        where: { id },
        data: { lastSeq, ...(updatedAt ? { updatedAt } : {}) },
      });
    },
  };
}
