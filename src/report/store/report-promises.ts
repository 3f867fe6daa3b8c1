import type { Connection } from '../../database/database';
import type { SubjectStore } from '../../journal/store/subject-store';
import { deskSubject } from '../../service-desk/store/desk-subject';
import { reportSubject } from '../domain/subject';

/**
 * Makes the promise that some reports are out durable, once for its id.
 * @param deskVersion of the rules by which a new one is made
 * @returns the version of the rules by which it was made
 */
export async function putReportPromise(
  db: Connection,
  id: string,
  deskVersion: number,
  now: Date,
): Promise<number> {
  await db.reportPromise.createMany({
    data: { id, deskVersion, openedAt: now, updatedAt: now },
    skipDuplicates: true,
  });
  const row = await db.reportPromise.findUniqueOrThrow({ where: { id }, select: { deskVersion: true } });
  return row.deskVersion;
}

const desk = deskSubject(reportSubject);

/** The promise that some reports are out, as the subject of a journal. */
export const reportStore: SubjectStore = {
  ...desk,
  async stateOf(tx, row) {
    return await desk.stateOf(tx, { ...row, reference: row.id, title: 'reports of the house' });
  },
};
