import { problemKeptBy } from '../../ticket/domain/ticket-kept-by';
import type { Connection } from '../../database/database';
import { serviceDesk } from '../../service-desk/store/service-desk';
import type { Subject } from '../../journal/store/subject';

/** A problem as the subject of a journal. */
export async function loadProblem(tx: Connection, id: string): Promise<Subject> {
  const row = await tx.problem.findUniqueOrThrow({ where: { id } });
  return {
    kind: 'problem',
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
    keptBy: problemKeptBy,
    save: async (connection, { lastSeq, updatedAt }) => {
      await connection.problem.update({
        where: { id },
        data: { lastSeq, ...(updatedAt ? { updatedAt } : {}) },
      });
    },
  };
}
