import { setTimeout as delay } from 'node:timers/promises';
import { type Database, openDatabase } from '../../src/database/database';
import { clockOf } from '../../src/promise/domain/time';
import type { Finding } from '../judge/finding';
import { isForgotten } from '../judge/notices';
import { type Happening, inSeconds } from '../work/under-work';
import { until } from '../support/until';

const DAY_MS = 86_400_000;
/** Until then everybody has something to owe. */
const WORKED_MS = 12_000;
const TOLD_WITHIN_MS = 300_000;

/** A level that was due while everything was away. */
interface Missed {
  subjectId: string;
  summary: string;
  late: boolean;
}

/**
 * Everything stands for some days of the product's time, with promises open, and is started again. Every level that was
 * missed is told, in order and as late, and each person gets one mail about all of them.
 */
export function outage({ days }: { days: number }): Happening {
  return async ({ installation, work, say }) => {
    const now = () => clockOf(installation.time, Date.now).productNow();
    await delay(WORKED_MS);
    work.goAway();
    await installation.stop('SIGTERM');
    const fromMs = now();
    say(`Everything is down for ${days} days of the product's time ...`);
    await delay((days * DAY_MS) / installation.time.scale);
    const untilMs = now();
    await installation.up();
    const startedAt = performance.now();
    const db = openDatabase(installation.databaseUrl);
    try {
      const look = () => isCaughtUp(db, untilMs, now()).catch(() => null);
      await until('everybody to be told', look, { withinMs: TOLD_WITHIN_MS });
      const caughtUpMs = performance.now() - startedAt;
      const missed = await missedLevels(db, fromMs, untilMs);
      const mails = await mailsOf(db, fromMs, untilMs);
      say(`${missed.length} levels were missed, and told within ${inSeconds(caughtUpMs)} s`);
      return {
        row: {
          'days away': days,
          'levels missed': missed.length,
          'told within, s': inSeconds(caughtUpMs),
          'people told': mails.size,
        },
        findings: [...unmarked(missed), ...surplus(mails)],
      };
    } finally {
      await db.$disconnect();
      work.comeBack();
    }
  };
}

/** Whether every moment until then is in the journal, and everybody who may be told now has been. */
async function isCaughtUp(db: Database, untilMs: number, nowMs: number): Promise<true | null> {
  const passed = new Date(untilMs);
  const [unseen, climbing, unsent, people] = await Promise.all([
    db.promiseRecord.count({ where: { state: 'open', dueAt: { lt: passed }, brokenAt: null } }),
    db.escalation.count({
      where: { state: { not: 'resolved' }, respondBy: { lt: passed }, level: { lt: 4 } },
    }),
    db.notice.findMany({ where: { state: { in: ['pending', 'announced', 'claimed'] } } }),
    db.person.findMany({ select: { id: true, email: true, timeZone: true } }),
  ]);
  const waiting = unsent.filter((notice) => isForgotten(notice, people, nowMs)).length;
  return unseen + climbing + waiting === 0 ? true : null;
}

async function missedLevels(db: Database, fromMs: number, untilMs: number): Promise<Missed[]> {
  const rows = await db.journalEntry.findMany({
    where: {
      kind: { in: ['escalationRaised', 'escalationClimbed'] },
      at: { gt: new Date(fromMs), lt: new Date(untilMs) },
    },
  });
  return rows.map(({ subjectId, summary, data }) => ({
    subjectId,
    summary,
    late: (data as { late?: boolean }).late === true,
  }));
}

/** From person to the messages in which they hear of missed levels. */
async function mailsOf(db: Database, fromMs: number, untilMs: number): Promise<Map<string, Set<string>>> {
  const notices = await db.notice.findMany({
    where: {
      level: { gt: 0 },
      state: 'sent',
      createdAt: { gt: new Date(fromMs), lt: new Date(untilMs) },
    },
  });
  const mails = new Map<string, Set<string>>();
  for (const { personId, messageKey } of notices) {
    mails.set(personId, (mails.get(personId) ?? new Set()).add(messageKey ?? ''));
  }
  return mails;
}

function unmarked(missed: readonly Missed[]): Finding[] {
  return missed
    .filter(({ late }) => !late)
    .map(({ subjectId, summary }) => ({
      fault: 'lost',
      subjectId,
      what: `was due while everything was away, and is not marked as late: ${summary}`,
    }));
}

function surplus(mails: ReadonlyMap<string, ReadonlySet<string>>): Finding[] {
  return [...mails]
    .filter(([, keys]) => keys.size > 1)
    .map(([person, keys]) => ({
      fault: 'doubled',
      subjectId: '',
      what: `${person} heard of what the outage had missed in ${keys.size} mails`,
    }));
}
