import { setTimeout as delay } from 'node:timers/promises';
import { type Database, openDatabase } from '../../src/database/database';
import { clockOf } from '../../src/promise/domain/time';
import type { Finding } from '../judge/finding';
import { until } from '../support/until';
import { type AtWork, type Happening, inSeconds } from '../work/under-work';
import { fetchBack, SANDBOXED, sendAway } from '../work/vendor-faults';

const HOUR_MS = 3_600_000;
const STARTED_WITHIN_MS = 600_000;
const CAUGHT_UP_WITHIN_MS = 900_000;
/** Who is away alone while the others go on. */
const ALONE = 'slack';
/** What a busy machine may add to the others' work while one is away: wall-clock milliseconds. */
const SLOWER_BY_MS = 2_000;

/** A stretch of the product's time. */
interface Span {
  fromMs: number;
  untilMs: number;
}

/**
 * Every vendor fails for some hours of the product's time while engagements are under way; then one of them alone. What
 * waited is caught up with by itself, no step is given to a person for it, and the others' work goes on as before.
 */
export function blackout({ hours }: { hours: number }): Happening {
  return async (at) => {
    const { installation, work, say } = at;
    const isStarted = () => (work.ledger.starts.every(({ isAccepted }) => isAccepted) ? true : null);
    await until('all engagements to begin', isStarted, { withinMs: STARTED_WITHIN_MS });
    const db = openDatabase(installation.databaseUrl);
    try {
      const calm = await span(at, hours, []);
      say(`Every vendor fails for ${hours} h of the product's time ...`);
      const dark = await span(at, hours, SANDBOXED);
      const waiting = await db.effect.count({ where: { state: 'waiting', ...askedIn(dark) } });
      const backAt = performance.now();
      const look = () => isCaughtUp(db, dark).catch(() => null);
      await until('what waited to be done', look, { withinMs: CAUGHT_UP_WITHIN_MS });
      const caughtUpMs = performance.now() - backAt;
      say(`${waiting} effects waited, and were had within ${inSeconds(caughtUpMs)} s`);
      say(`${ALONE} alone fails for ${hours} h ...`);
      const alone = await span(at, hours, [ALONE]);
      const [before, meanwhile] = [await othersTook(db, at, calm), await othersTook(db, at, alone)];
      return {
        row: {
          'hours away': hours,
          'effects that waited': waiting,
          'had within, s': inSeconds(caughtUpMs),
          "others' median, s (calm, one away)": `${inSeconds(before)}, ${inSeconds(meanwhile)}`,
        },
        findings: [...(await givenToPeople(db, dark)), ...slower(before, meanwhile)],
      };
    } finally {
      await db.$disconnect();
    }
  };
}

/** Lets some hours pass while these vendors are away. */
async function span({ installation }: AtWork, hours: number, away: readonly string[]): Promise<Span> {
  const now = () => clockOf(installation.time, Date.now).productNow();
  const fromMs = now();
  for (const vendor of away) await sendAway(installation, vendor);
  await delay((hours * HOUR_MS) / installation.time.scale);
  for (const vendor of away) await fetchBack(installation, vendor);
  return { fromMs, untilMs: now() };
}

function askedIn({ fromMs, untilMs }: Span) {
  return { askedAt: { gte: new Date(fromMs), lt: new Date(untilMs) } };
}

/** Whether every effect that was asked for by then has come to its end. */
async function isCaughtUp(db: Database, { untilMs }: Span): Promise<true | null> {
  const waiting = await db.effect.count({ where: { state: 'waiting', askedAt: { lt: new Date(untilMs) } } });
  return waiting === 0 ? true : null;
}

/** An hour is no reason to bother anybody. */
async function givenToPeople(db: Database, dark: Span): Promise<Finding[]> {
  const given = await db.effect.findMany({
    where: { state: { in: ['handedOver', 'byHand'] }, ...askedIn(dark) },
  });
  return given.map(({ engagementId, title, vendor }) => ({
    fault: 'standing still' as const,
    subjectId: engagementId,
    what: `"${title}" was given to a person, though ${vendor} was away for a short time only`,
  }));
}

/** How long the effects at the other vendors took that were asked for meanwhile: their median in wall-clock milliseconds. */
async function othersTook(db: Database, { installation }: AtWork, meanwhile: Span): Promise<number> {
  const done = await db.effect.findMany({
    where: { state: 'done', vendor: { not: ALONE }, ...askedIn(meanwhile) },
  });
  const took = done.map(({ askedAt, endedAt }) => (endedAt?.getTime() ?? 0) - askedAt.getTime());
  const median = took.toSorted((a, b) => a - b)[Math.floor(took.length / 2)] ?? 0;
  return median / installation.time.scale;
}

function slower(beforeMs: number, meanwhileMs: number): Finding[] {
  if (meanwhileMs <= 2 * beforeMs + SLOWER_BY_MS) return [];
  const what = `The others took ${inSeconds(meanwhileMs)} s instead of ${inSeconds(beforeMs)} s while ${ALONE} was away`;
  return [{ fault: 'standing still', subjectId: '', what }];
}
