import type { Connection } from './database';
import type { QualityCheck } from './generated/client';

export type { QualityCheck } from './generated/client';

/** How the points of an engagement's checklists came out: the newest check first, in it those that failed first. */
export async function listQualityChecks(db: Connection, engagementId: string): Promise<QualityCheck[]> {
  return db.qualityCheck.findMany({
    where: { engagementId },
    orderBy: [{ at: 'desc' }, { passed: 'asc' }, { promiseId: 'asc' }, { point: 'asc' }],
  });
}
