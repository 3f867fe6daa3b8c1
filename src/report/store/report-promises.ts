import type { Connection } from '../../database/database';
import { NO_ENGAGEMENT, type SubjectStore } from '../../journal/store/subject-store';
import { serviceDesk } from '../../service-desk/store/service-desk';

/** Makes the promise that some reports are out durable, once for its id. */
export async function putReportPromise(db: Connection, id: string, now: Date): Promise<void> {
  await db.reportPromise.createMany({
    data: { id, openedAt: now, updatedAt: now },
    skipDuplicates: true,
  });
}

/** The promise that some reports are out, as the subject of a journal. */
export const reportStore: SubjectStore = {
  table: 'report_promise',
  columns: [],
  async stateOf(_tx, row) {
    const { desk } = serviceDesk();
    return {
      ...NO_ENGAGEMENT,
      kind: 'report',
      id: row.id,
      reference: row.id,
      title: 'reports of the house',
      team: {},
      updatedAt: row.updatedAt,
      rules: { roles: desk.roles, ladder: desk.ladder, playbook: null },
    };
  },
};
