import { setTimeout as delay } from 'node:timers/promises';
import { type Database, openDatabase } from '../../src/database/database';
import { clockOf, type TimeScale } from '../../src/promise/domain/time';
import { isForgotten } from '../judge/notices';
import type { RealInstallation } from './real-installation';

/** So long everything must be at rest before it counts: what one thing sets off comes within it. */
const STILL_FOR_MS = 3_000;

/** Looking at everything takes no longer: nobody may wake up and be told meanwhile. */
const LOOKING_TAKES_MS = 60_000;

/**
 * Waits until an installation has nothing left to do: no engagement and no crisis open, no fact without an outcome,
 * nobody to tell but those who sleep for long. @returns whether it came to rest within the time
 */
export async function untilRest(installation: RealInstallation, withinMs: number): Promise<boolean> {
  const db = openDatabase(installation.databaseUrl);
  const giveUpAt = performance.now() + withinMs;
  let restingSince: number | null = null;
  try {
    while (performance.now() < giveUpAt) {
      const isResting = await rests(db, installation.time).catch(() => false);
      restingSince = isResting ? (restingSince ?? performance.now()) : null;
      if (restingSince !== null && performance.now() - restingSince >= STILL_FOR_MS) {
        return true;
      }
      await delay(500);
    }
    return false;
  } finally {
    await db.$disconnect();
  }
}

async function rests(db: Database, time: TimeScale): Promise<boolean> {
  const [engagements, incidents, promises, commands, notices, troubles, people] = await Promise.all([
    db.engagement.count({ where: { status: { in: ['active', 'held'] } } }),
    db.incident.count({ where: { status: 'open' } }),
    db.promiseRecord.count({ where: { state: 'open', engagementId: { not: null } } }),
    db.command.count({ where: { state: { in: ['received', 'accepted'] } } }),
    db.notice.findMany({ where: { state: { in: ['pending', 'announced', 'claimed'] } } }),
    db.trouble.count({ where: { mendedAt: null } }),
    db.person.findMany({ select: { id: true, email: true, timeZone: true } }),
  ]);
  const nowMs = clockOf(time, Date.now).productNow();
  const soonMs = LOOKING_TAKES_MS * time.scale;
  const forgotten = notices.filter((notice) => isForgotten(notice, people, nowMs, soonMs));
  return engagements + incidents + promises + commands + troubles + forgotten.length === 0;
}
