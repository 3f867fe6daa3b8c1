import { CRISIS } from '../domain/ladder/promise-state';
import type { Connection, Database } from './database';
import { type Notice, Prisma } from './generated/client';

/**
 * `pending`: nobody knows of it yet; `announced`: the person's postman has been woken for it; `claimed`: it is part of
 * the message `messageKey`; `sent`; `failed`: the person cannot be reached by mail.
 */
export type NoticeState = 'pending' | 'announced' | 'claimed' | 'sent' | 'failed';

const UNCLAIMED: NoticeState[] = ['pending', 'announced'];
const UNSENT: NoticeState[] = [...UNCLAIMED, 'claimed'];

/** What waits for one person. */
export interface Waiting {
  /** The key of a message that was begun and is not out; it comes before anything new. */
  unfinished: string | null;
  urgent: number;
  /** Those that can wait for the morning. */
  later: number;
  /** Whether a crisis is among those that are not claimed. */
  crisis: boolean;
  /** Whether something urgent among them comes late, as after an outage. */
  late: boolean;
}

/**
 * Locks notices that no postman knows of, oldest first, until the end of the transaction; those that another
 * dispatcher has locked are passed over.
 */
export async function lockPending(
  tx: Connection,
  limit: number,
): Promise<{ id: string; personId: string }[]> {
  return tx.$queryRaw(Prisma.sql`
    SELECT id, person_id AS "personId" FROM notice WHERE state = 'pending'
    ORDER BY created_at LIMIT ${limit} FOR UPDATE SKIP LOCKED`);
}

export async function markAnnounced(tx: Connection, ids: string[]): Promise<void> {
  await tx.notice.updateMany({
    where: { id: { in: ids }, state: 'pending' satisfies NoticeState },
    data: { state: 'announced' satisfies NoticeState },
  });
}

/** Everybody for whom a postman should be at work. */
export async function peopleBeingTold(db: Connection): Promise<string[]> {
  const states: NoticeState[] = ['announced', 'claimed'];
  const rows = await db.notice.groupBy({ by: ['personId'], where: { state: { in: states } } });
  return rows.map(({ personId }) => personId);
}

export async function waitingFor(db: Connection, personId: string): Promise<Waiting> {
  const [row] = await db.$queryRaw<Waiting[]>(Prisma.sql`
    SELECT min(message_key) FILTER (WHERE state = 'claimed') AS unfinished,
      (count(*) FILTER (WHERE state <> 'claimed' AND urgent))::int AS urgent,
      (count(*) FILTER (WHERE state <> 'claimed' AND NOT urgent))::int AS later,
      coalesce(bool_or(level >= ${CRISIS}) FILTER (WHERE state <> 'claimed'), false) AS crisis,
      coalesce(bool_or(late) FILTER (WHERE state <> 'claimed' AND urgent), false) AS late
    FROM notice WHERE person_id = ${personId} AND state = ANY (${UNSENT}::text[])`);
  return row ?? { unfinished: null, urgent: 0, later: 0, crisis: false, late: false };
}

/**
 * Makes the person's unclaimed notices part of one message. Each notice is in one message only; the same key again
 * finds the message as it was made.
 * @param withLater whether those that can wait may go now
 */
export async function claimNotices(
  db: Database,
  personId: string,
  messageKey: string,
  withLater: boolean,
): Promise<Notice[]> {
  return db.$transaction(async (tx) => {
    const before = await claimedNotices(tx, messageKey);
    if (before.length > 0) {
      return before;
    }
    await tx.notice.updateMany({
      where: { personId, state: { in: UNCLAIMED }, ...(withLater ? {} : { urgent: true }) },
      data: { state: 'claimed' satisfies NoticeState, messageKey },
    });
    return claimedNotices(tx, messageKey);
  });
}

/** The crises of a person's message and those that wait behind it. */
export async function crisesToTell(db: Connection, personId: string, messageKey: string): Promise<Notice[]> {
  return db.notice.findMany({
    where: { personId, level: { gte: CRISIS }, OR: [{ state: { in: UNSENT } }, { messageKey }] },
    orderBy: { createdAt: 'asc' },
  });
}

/** The notices of a message, whatever became of it. */
export async function claimedNotices(db: Connection, messageKey: string): Promise<Notice[]> {
  return db.notice.findMany({ where: { messageKey }, orderBy: [{ createdAt: 'asc' }, { id: 'asc' }] });
}

export async function markSent(db: Connection, messageKey: string, sentAt: Date): Promise<void> {
  await db.notice.updateMany({
    where: { messageKey, state: 'claimed' satisfies NoticeState },
    data: { state: 'sent' satisfies NoticeState, sentAt },
  });
}

/** Gives a message up: its person cannot be reached this way. */
export async function markFailed(db: Connection, messageKey: string): Promise<void> {
  await db.notice.updateMany({
    where: { messageKey, state: 'claimed' satisfies NoticeState },
    data: { state: 'failed' satisfies NoticeState },
  });
}

/** The references that people know the subjects of notices by, by subject id. */
export async function referencesOf(db: Connection, subjectIds: string[]): Promise<Map<string, string>> {
  const rows = await db.$queryRaw<{ id: string; reference: string }[]>(Prisma.sql`
    SELECT id, reference FROM engagement WHERE id = ANY (${subjectIds}::text[])
    UNION ALL SELECT id, reference FROM ticket WHERE id = ANY (${subjectIds}::text[])
    UNION ALL SELECT id, reference FROM incident WHERE id = ANY (${subjectIds}::text[])`);
  return new Map(rows.map(({ id, reference }) => [id, reference]));
}
