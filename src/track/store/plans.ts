import type { Connection } from '../../database/database';
import type { Track } from '../../database/generated/client';
import { partsOf } from '../../playbook/domain/legs/keys';
import type { StoredTask } from '../domain/plan/read';

/** The plan of one delivery. */
export interface StoredPlan {
  track: Track;
  tasks: StoredTask[];
}

/** The plans of an engagement, oldest delivery first; deliveries without tasks are left out. */
export async function listPlans(db: Connection, engagementId: string): Promise<StoredPlan[]> {
  const [tracks, tasks] = await Promise.all([
    db.track.findMany({ where: { engagementId }, orderBy: [{ openedAt: 'asc' }, { id: 'asc' }] }),
    db.planTask.findMany({ where: { engagementId }, orderBy: [{ startAt: 'asc' }, { task: 'asc' }] }),
  ]);
  return tracks
    .map((track) => {
      const own = newestRounds(tasks.filter(({ trackId }) => trackId === track.id));
      return { track, tasks: own as unknown as StoredTask[] };
    })
    .filter((plan) => plan.tasks.length > 0);
}

/** Of a task that was done again, its last round alone. */
function newestRounds<T extends { task: string; round: number }>(rows: readonly T[]): T[] {
  const newest = new Map<string, number>();
  for (const { task, round } of rows) newest.set(task, Math.max(newest.get(task) ?? 0, round));
  return rows.filter(({ task, round }) => newest.get(task) === round);
}

/** The id in the playbook of a delivery, by the id of its workflow. */
export function trackIdOf({ workflowId }: Pick<Track, 'workflowId'>): string {
  return partsOf(workflowId.split('/').at(-1) ?? '')?.id ?? workflowId;
}
