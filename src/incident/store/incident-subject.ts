import { incidentKeptBy } from '../../ticket/domain/ticket-kept-by';
import type { Connection } from '../../database/database';
import { serviceDesk } from '../../service-desk/store/service-desk';
import type { Subject } from '../../journal/store/subject';

/** An incident as the subject of a journal. */
export async function loadIncident(tx: Connection, id: string): Promise<Subject> {
  const row = await tx.incident.findUniqueOrThrow({ where: { id } });
  return {
    kind: 'incident',
    id,
    reference: row.reference,
    title: row.title,
    engagementId: null,
    ticketId: null,
    team: {},
    facts: {},
    amount: null,
    currency: null,
    contactName: null,
    updatedAt: row.updatedAt,
    playbook: null,
    roles: serviceDesk().desk.roles,
    keptBy: incidentKeptBy,
    save: async (connection, { lastSeq, updatedAt }) => {
      await connection.incident.update({
        where: { id },
        data: { lastSeq, ...(updatedAt ? { updatedAt } : {}) },
      });
    },
  };
}
