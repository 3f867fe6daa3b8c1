import { type Client, ScheduleNotFoundError } from '@temporalio/client';
import type { Trouble } from '../domain/trouble';

/** Wall-clock time that a schedule may be behind. */
const PATIENCE_MS = 5 * 60_000;

/** Schedules that are not there, or whose next run is long past. One that somebody has paused waits for that person. */
export async function findStuckSchedules(
  client: Pick<Client, 'schedule'>,
  scheduleIds: readonly string[],
  nowMs: number,
): Promise<Trouble[]> {
  const found: Trouble[] = [];
  for (const about of scheduleIds) {
    const why = await whyStuck(client, about);
    if (why !== null) {
      const what = `The schedule ${about} does not run`;
      found.push({ kind: 'schedule', about, subjectId: null, what, why, sinceMs: nowMs });
    }
  }
  return found;
}

async function whyStuck({ schedule }: Pick<Client, 'schedule'>, id: string): Promise<string | null> {
  try {
    const { state, info } = await schedule.getHandle(id).describe();
    const [next] = info.nextActionTimes;
    const isBehind = next !== undefined && next.getTime() < Date.now() - PATIENCE_MS;
    return isBehind && !state.paused ? `Its run of ${next.toISOString()} has not begun.` : null;
  } catch (error) {
    if (error instanceof ScheduleNotFoundError) {
      return 'Temporal knows no such schedule; the next start of a worker makes it.';
    }
    throw error;
  }
}
