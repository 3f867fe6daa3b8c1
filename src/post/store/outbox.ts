import { CRISIS } from '../../promise/domain/ladder/promise-state';
import { FOR_INFORMATION } from '../domain/post';
import { clientZone, type ServedBy } from '../../client/store/client-zones';
import type { Connection, Database } from '../../database/database';
import { type Notice, Prisma } from '../../database/generated/client';

/**
 * `pending`: nobody knows of it yet; `announced`: the person's postman has been woken for it; `claimed`: it is part of
 * the message `messageKey`; `sent`; `failed`: the person cannot be reached by mail; `withdrawn`: before they could be told,
 * what it warns of was settled.
 */
export type NoticeState = 'pending' | 'announced' | 'claimed' | 'sent' | 'failed' | 'withdrawn';

const UNCLAIMED: NoticeState[] = ['pending', 'announced'];
const UNSENT: NoticeState[] = [...UNCLAIMED, 'claimed'];

/** What waits for one person. */
export interface Waiting {
  /** The key of a message that was begun, is not out and may go now; it comes before anything new. */
  unfinished: string | null;
  urgent: number;
  /** Those that can wait for the morning, also as part of a message that was begun. */
  later: number;
  /** Whether a crisis is among those that are not claimed. */
  crisis: boolean;
  /** Whether something urgent among them comes late, as after an outage. */
  late: boolean;
}

/**
 * Withdraws what a person need not hear any more: warnings and levels of promises that are settled, and levels of
 * escalations that are over. What is part of a message stays in it.
 */
export async function withdrawSettled(db: Connection, personId: string): Promise<void> {
  await db.$executeRaw(Prisma.sql`
    UPDATE notice SET state = 'withdrawn'
    WHERE person_id = ${personId} AND state = ANY (${UNCLAIMED}::text[]) AND reason <> ${FOR_INFORMATION}
      AND (EXISTS (SELECT 1 FROM promise WHERE id = notice.promise_id AND state <> 'open')
        OR EXISTS (SELECT 1 FROM escalation WHERE id = notice.escalation_id AND state = 'resolved'))`);
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

/**
 * @param lateBefore what was reached before this instant comes late
 * @param withLater whether those that can wait may go now
 */
export async function waitingFor(
  db: Connection,
  personId: string,
  lateBefore: Date,
  withLater: boolean,
): Promise<Waiting> {
  const [row] = await db.$queryRaw<Waiting[]>(Prisma.sql`
    SELECT min(message_key) FILTER (WHERE state = 'claimed' AND (urgent OR ${withLater})) AS unfinished,
      (count(*) FILTER (WHERE state <> 'claimed' AND urgent))::int AS urgent,
      (count(*) FILTER (WHERE NOT urgent))::int AS later,
      coalesce(bool_or(level >= ${CRISIS}) FILTER (WHERE state <> 'claimed'), false) AS crisis,
      coalesce(bool_or(late OR created_at < ${lateBefore}) FILTER (WHERE state <> 'claimed' AND urgent), false) AS late
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
    await withdrawSettled(tx, personId);
    await tx.notice.updateMany({
      where: { personId, state: { in: UNCLAIMED }, ...(withLater ? {} : { urgent: true }) },
      data: { state: 'claimed' satisfies NoticeState, messageKey },
    });
    return claimedNotices(tx, messageKey);
  });
}

/**
 * Makes the crises that a person has not been told of in the chat part of a chat message: those of the person's message
 * and those that wait behind it.
 * @returns the crises of all the person's chat messages that may not be out yet, by the messages' keys
 */
export async function claimForChat(
  db: Connection,
  personId: string,
  messageKey: string,
  chatKey: string,
): Promise<Map<string, Notice[]>> {
  const current = { personId, level: { gte: CRISIS }, OR: [{ state: { in: UNSENT } }, { messageKey }] };
  await db.notice.updateMany({ where: { ...current, chatKey: null }, data: { chatKey } });
  const crises = await db.notice.findMany({ where: current, orderBy: [{ createdAt: 'asc' }, { id: 'asc' }] });
  const messages = new Map<string, Notice[]>();
  for (const crisis of crises) {
    const key = crisis.chatKey ?? chatKey;
    messages.set(key, [...(messages.get(key) ?? []), crisis]);
  }
  return messages;
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

/** What is known of a notice's promise and climb today. */
export interface NoticeBackground {
  /** By which people know what it is about; null when it is gone. */
  reference: string | null;
  dueAt: Date | null;
  /** By when whoever was told has to respond; null when nothing is awaited of them. */
  respondBy: Date | null;
  /** Where its client is, an IANA name; null when that is not known. */
  clientZone: string | null;
}

/** The background of notices, by the notices' ids. */
export async function backgroundOf(
  db: Connection,
  notices: readonly Notice[],
): Promise<Map<string, NoticeBackground>> {
  type Row = Omit<NoticeBackground, 'clientZone'> & ServedBy & { id: string };
  const rows = await db.$queryRaw<Row[]>(Prisma.sql`
    SELECT notice.id, coalesce(engagement.reference, ticket.reference, incident.reference, problem.reference,
        report_promise.id) AS reference,
      promise.due_at AS "dueAt", coalesce(engagement.calendar, client.calendar) AS calendar,
      engagement.playbook_name AS "playbookName", engagement.playbook_version AS "playbookVersion",
      ticket.desk_version AS "deskVersion",
      CASE WHEN escalation.state <> 'resolved' AND escalation.level = notice.level THEN respond_by END AS "respondBy"
    FROM notice
    LEFT JOIN engagement ON engagement.id = notice.subject_id
    LEFT JOIN ticket ON ticket.id = notice.subject_id
    LEFT JOIN client ON client.id = coalesce(engagement.client_id, ticket.client_id)
    LEFT JOIN incident ON incident.id = notice.subject_id
    LEFT JOIN problem ON problem.id = notice.subject_id
    LEFT JOIN report_promise ON report_promise.id = notice.subject_id
    LEFT JOIN promise ON promise.id = notice.promise_id
    LEFT JOIN escalation ON escalation.id = notice.escalation_id
    WHERE notice.id = ANY (${notices.map(({ id }) => id)}::text[])`);
  const known = await Promise.all(
    rows.map(async ({ id, reference, dueAt, respondBy, ...served }) => {
      const background = { reference, dueAt, respondBy, clientZone: await clientZone(db, served) };
      return [id, background] as const;
    }),
  );
  return new Map(known);
}
