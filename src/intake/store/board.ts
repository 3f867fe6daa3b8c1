import type { OutsideChange } from '../../capability/outside';
import type { Connection } from '../../database/database';
import type { PlanTask } from '../../database/generated/client';
import { playbooksOf } from '../../playbook/store/playbooks-of';
import { instantOfDay } from '../../track/domain/plan/day';
import { trackIdOf } from '../../track/store/plans';
import { boardDate, type ChangeOnBoard } from '../../engagement/domain/plan/board';
import { calendarOfPlan, tracksWithPlans } from '../../engagement/domain/plan/of-playbook';

interface Seen {
  vendor: string;
  /** The vendor's id of the task. */
  id: string;
  engagementId: string;
  /** When it is due there now, in milliseconds; left out: it has no date. */
  dueMs: number | undefined;
}

/**
 * What a change there means for the task of a plan that is shown there. What we did ourselves, or what stands so here
 * already, is no news.
 * @returns undefined when it is not a task of a plan
 */
export async function changeOnBoard(
  db: Connection,
  seen: Seen,
  { how }: OutsideChange,
): Promise<'noNews' | { plan?: ChangeOnBoard } | undefined> {
  const found = await taskAt(db, seen);
  if (found === undefined) return undefined;
  const { row, shownDueOn } = found;
  const told = { track: row.trackId, task: row.task, promiseId: row.promiseId };
  switch (how) {
    case 'completed':
      return row.state === 'done' ? 'noNews' : { plan: told };
    case 'reopened':
      return row.state === 'open' ? 'noNews' : {};
    case 'deleted':
      return row.state === 'dropped' ? 'noNews' : {};
    case 'dueDateMoved': {
      if (seen.dueMs === undefined) return {};
      const date = boardDate(seen.dueMs);
      if (date === row.dueOn || date === shownDueOn) return 'noNews';
      return { plan: { ...told, dueMs: await noonOf(db, row, date) } };
    }
    default:
      return {};
  }
}

async function taskAt(
  db: Connection,
  { vendor, id, engagementId }: Seen,
): Promise<{ row: PlanTask; shownDueOn: string | undefined } | undefined> {
  const rows = await db.planTask.findMany({ where: { engagementId } });
  if (rows.length === 0) return undefined;
  const shown = await db.externalRef.findFirst({
    where: {
      system: vendor,
      kind: 'task',
      vendorId: id,
      key: { in: rows.map(({ promiseId }) => promiseId) },
    },
  });
  const row = rows.find(({ promiseId }) => promiseId === shown?.key);
  const { dueOn } = (shown?.data ?? {}) as { dueOn?: string };
  return row && { row, shownDueOn: dueOn };
}

/** In the zone of the plan's own calendar. */
async function noonOf(db: Connection, { engagementId, trackId }: PlanTask, date: string): Promise<number> {
  const engagement = await db.engagement.findUniqueOrThrow({ where: { id: engagementId } });
  const { playbook, earlier } = await playbooksOf(db, engagement);
  const track = await db.track.findUniqueOrThrow({ where: { id: trackId } });
  const rules = [...earlier, playbook];
  const { plan } = rules.flatMap(tracksWithPlans).findLast(({ id }) => id === trackIdOf(track)) ?? {};
  return instantOfDay(date, calendarOfPlan(rules, plan, engagement.calendar));
}
