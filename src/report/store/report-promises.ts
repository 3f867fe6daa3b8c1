import type { Connection } from '../../database/database';
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

const desk = deskSubject(reportSubject);

/** The promise that some reports are out, as the subject of a journal. */
export const reportStore: SubjectStore = {
  ...desk,
  async stateOf(tx, row, facts) {
    return await desk.stateOf(tx, { ...row, reference: row.id, title: 'reports of the house' }, facts);
  },
};
