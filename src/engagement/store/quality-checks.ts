import type { Connection } from '../../database/database';
import type { QualityCheck } from '../../database/generated/client';

export type { QualityCheck } from '../../database/generated/client';

/** How the points of an engagement's checklists came out: the newest check first, in it those that failed first. */
export async function listQualityChecks(db: Connection, engagementId: string): Promise<QualityCheck[]> {
  return db.qualityCheck.findMany({
    where: { engagementId },
    orderBy: [{ at: 'desc' }, { passed: 'asc' }, { promiseId: 'asc' }, { point: 'asc' }],
  });
}
