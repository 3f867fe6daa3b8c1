import type { Connection } from '../../database/database';
import { rowOf } from '../../journal/store/row-of';
import type { SubjectStore } from '../../journal/store/subject-store';
import { deskSubject } from '../../service-desk/store/desk-subject';
import { reportSubject } from '../domain/subject';

/** Makes the promise that some reports are out durable, once for its id. */
export async function putReportPromise(db: Connection, id: string, now: Date): Promise<void> {
  await db.reportPromise.createMany({
    data: { id, openedAt: now, updatedAt: now },
    skipDuplicates: true,
  });
}

/** The promise that some reports are out, as the subject of a journal. */
export const reportStore: SubjectStore = {
  ...rowOf(reportSubject),
  async stateOf(tx, row) {
    return await desk.stateOf(tx, { ...row, reference: row.id, title: 'reports of the house' });
  },
};

const desk = deskSubject(reportSubject);
