import type { Connection } from '../../database/database';
import { serviceDesk } from '../../service-desk/store/service-desk';
import type { Subject } from '../../journal/store/subject';

/** Makes the promise that some reports are out durable, once for its id. */
export async function putReportPromise(db: Connection, id: string, now: Date): Promise<void> {
  await db.reportPromise.createMany({
    data: { id, openedAt: now, updatedAt: now },
    skipDuplicates: true,
  });
}

/** The promise that some reports are out, as the subject of a journal. No fact of a person keeps it: the mails do. */
export async function loadReportPromise(tx: Connection, id: string): Promise<Subject> {
  const row = await tx.reportPromise.findUniqueOrThrow({ where: { id } });
  return {
    kind: 'report',
    id,
    reference: id,
    title: 'reports of the house',
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
    keptBy: () => [],
    save: async (connection, { lastSeq, updatedAt }) => {
      await connection.reportPromise.update({
        where: { id },
        data: { lastSeq, ...(updatedAt ? { updatedAt } : {}) },
      });
    },
  };
}
