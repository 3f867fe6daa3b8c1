import { setTimeout as delay } from 'node:timers/promises';
import { type Database, openDatabase } from '../../src/database/database';
import { clockOf } from '../../src/promise/domain/time';
import { isForgotten } from '../judge/notices';
import type { RealInstallation } from './real-installation';

/** So long everything must be at rest before it counts: what one thing sets off comes within it. */
const STILL_FOR_MS = 3_000;

/**
 * Waits until an installation has nothing left to do: no engagement and no crisis open, no fact without an outcome,
 * nobody to tell but those who sleep. @returns whether it came to rest within the time
 */
export async function untilRest(installation: RealInstallation, withinMs: number): Promise<boolean> {
  const db = openDatabase(installation.databaseUrl);
  const giveUpAt = performance.now() + withinMs;
  let restingSince: number | null = null;
  try {
    while (performance.now() < giveUpAt) {
      const isResting = await rests(db, clockOf(installation.time, Date.now).productNow()).catch(() => false);
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

async function rests(db: Database, nowMs: number): Promise<boolean> {
  const [engagements, incidents, promises, commands, notices, troubles, people] = await Promise.all([
    db.engagement.count({ where: { status: { in: ['active', 'held'] } } }),
    db.incident.count({ where: { status: 'open' } }),
    db.promiseRecord.count({ where: { state: 'open', engagementId: { not: null } } }),
    db.command.count({ where: { state: { in: ['received', 'accepted'] } } }),
    db.notice.findMany({ where: { state: { in: ['pending', 'announced', 'claimed'] } } }),
    db.trouble.count({ where: { mendedAt: null } }),
    db.person.findMany({ select: { id: true, email: true, timeZone: true } }),
  ]);
  const forgotten = notices.filter((notice) => isForgotten(notice, people, nowMs));
  return engagements + incidents + promises + commands + troubles + forgotten.length === 0;
}
