import type { Connection, Database } from '../../database/database';
import { lockName } from '../../database/lock';
import { OVER_CAPACITY } from '../../post/domain/post';
import { dayMs } from '../../promise/domain/clock/time-text';
import { overInWords, WEEKS_AHEAD } from '../domain/over-capacity';
import { overWeeks } from '../domain/person-week';
import { warningOf } from '../domain/warning';
import { DAYS_A_WEEK, weeksBetween } from '../domain/week';
import { readLoads, type WorkerLoad } from './load';
import { tellOperations, withdrawNotices } from './notices';
import { listWorkers } from './working-people';

/** Longer than a look at everybody takes; wall-clock milliseconds. */
const TRANSACTION = { maxWait: 5_000, timeout: 30_000 };

/** Looks at the weeks ahead of everybody, and tells the operations managers of those who will have too much to do. */
export async function warnOfOverload(db: Database, now: Date): Promise<void> {
  const today = Math.floor(now.getTime() / dayMs);
  const weeks = weeksBetween(today, today + DAYS_A_WEEK * (WEEKS_AHEAD - 1));
  await db.$transaction(async (tx) => {
    // Two who look at a time would tell it twice.
    await lockName(tx, 'capacity-warnings');
    const workers = await listWorkers(tx);
    const ids = workers.map(({ id }) => id);
    await tx.capacityWarning.deleteMany({ where: { personId: { notIn: ids } } });
    for (const load of await readLoads(tx, workers, weeks)) await warnOf(tx, load, now);
  }, TRANSACTION);
}

async function warnOf(tx: Connection, { person, weeks }: WorkerLoad, now: Date): Promise<void> {
  const personId = person.id;
  const rows = await tx.capacityWarning.findMany({ where: { personId } });
  const before = new Map(rows.map(({ week, overHours }) => [week.getTime() / dayMs, overHours]));
  const { news, told } = warningOf(overWeeks(weeks), before);
  if (told.size === 0 && rows.length === 0) return;
  const toldAt = new Map(rows.map((row) => [row.week.getTime() / dayMs, row.toldAt]));
  const isNew = new Set(news.map(({ week }) => week.firstDay));
  await tx.capacityWarning.deleteMany({ where: { personId } });
  await tx.capacityWarning.createMany({
    data: [...told].map(([day, overHours]) => ({
      ...{ personId, week: new Date(day * dayMs), overHours },
      toldAt: isNew.has(day) ? now : (toldAt.get(day) ?? now),
    })),
  });
  if (told.size === 0) await withdrawNotices(tx, personId, OVER_CAPACITY);
  if (news.length === 0) return;
  const key = `capacity/${personId}/${now.getTime()}`;
  const text = `${person.name} will have more to do than hours: ${overInWords(news)}. Give some of it to somebody else, or move it`;
  await tellOperations(tx, { key, personId, reason: OVER_CAPACITY, text, urgent: false }, now);
}
