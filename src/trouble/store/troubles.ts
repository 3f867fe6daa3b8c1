import { unionOfHandedOver } from '../../subject/store/handed-over';
import { v7 as uuidv7 } from 'uuid';
import type { Connection } from '../../database/database';
import { Prisma } from '../../database/generated/client';
import type { Trouble, TroubleKind } from '../domain/trouble';

/** A trouble as it is kept: `open` until what is stuck goes on. */
export interface TroubleRow {
  id: string;
  kind: TroubleKind;
  about: string;
  subjectId: string | null;
  /** The engagement that it holds up, where it holds up one. */
  engagementId: string | null;
  reference: string | null;
  what: string;
  why: string;
  since: Date;
  foundAt: Date;
  /** How often it was found, or failed again. */
  times: number;
  toldAt: Date | null;
  retryAt: Date | null;
  mendedAt: Date | null;
}

/** Puts down that something is stuck; what is known already is only brought up to date. */
export async function reportTrouble(db: Connection, trouble: Trouble, now: Date): Promise<void> {
  const { kind, about, subjectId, what, why, sinceMs } = trouble;
  await db.$executeRaw`
    INSERT INTO trouble (id, kind, about, subject_id, what, why, since, found_at, times)
    VALUES (${`trb_${uuidv7()}`}, ${kind}, ${about}, ${subjectId}, ${what}, ${why}, ${new Date(sinceMs)}, ${now}, 1)
    ON CONFLICT (kind, about) WHERE mended_at IS NULL
    DO UPDATE SET times = trouble.times + 1, what = EXCLUDED.what, why = EXCLUDED.why`;
}

/** What is not stuck any more is no trouble. */
export async function mendTrouble(
  db: Connection,
  { kind, about }: Pick<Trouble, 'kind' | 'about'>,
  now: Date,
): Promise<void> {
  await db.$executeRaw`
    UPDATE trouble SET mended_at = ${now} WHERE kind = ${kind} AND about = ${about} AND mended_at IS NULL`;
}

/** Of one kind, only these are still stuck. */
export async function mendAllBut(
  db: Connection,
  kind: TroubleKind,
  stuck: readonly string[],
  now: Date,
): Promise<void> {
  await db.$executeRaw`
    UPDATE trouble SET mended_at = ${now}
    WHERE kind = ${kind} AND mended_at IS NULL AND NOT about = ANY (${stuck}::text[])`;
}

const COLUMNS = Prisma.sql`trouble.id, trouble.kind, trouble.about, trouble.subject_id AS "subjectId",
  coalesce(engagement.id, ticket.engagement_id) AS "engagementId",
  subject.reference,
  trouble.what, trouble.why, trouble.since, trouble.found_at AS "foundAt", trouble.times,
  trouble.told_at AS "toldAt", trouble.retry_at AS "retryAt", trouble.mended_at AS "mendedAt"`;

const SUBJECTS = Prisma.sql`
  LEFT JOIN engagement ON engagement.id = trouble.subject_id
  LEFT JOIN ticket ON ticket.id = trouble.subject_id
  LEFT JOIN (${unionOfHandedOver((table) => Prisma.sql`SELECT id, reference FROM ${table}`)}) AS subject
    ON subject.id = trouble.subject_id`;

/** Those that are open, the oldest first. */
export async function listTroubles(
  db: Connection,
  limit: number,
  after: { since: Date; id: string } | null,
): Promise<TroubleRow[]> {
  const beyond = after
    ? Prisma.sql`AND (trouble.since, trouble.id) > (${after.since}, ${after.id})`
    : Prisma.empty;
  return db.$queryRaw<TroubleRow[]>`
    SELECT ${COLUMNS} FROM trouble ${SUBJECTS} WHERE trouble.mended_at IS NULL ${beyond}
    ORDER BY trouble.since, trouble.id LIMIT ${limit}`;
}

export async function findTrouble(db: Connection, id: string): Promise<TroubleRow | null> {
  const [row] = await db.$queryRaw<TroubleRow[]>`
    SELECT ${COLUMNS} FROM trouble ${SUBJECTS} WHERE trouble.id = ${id}`;
  return row ?? null;
}

/** Asks whoever can to try it again at once. */
export async function askForRetry(db: Connection, id: string, now: Date): Promise<void> {
  await db.$executeRaw`UPDATE trouble SET retry_at = ${now} WHERE id = ${id} AND mended_at IS NULL`;
}

/** How many are open of each kind. */
export async function countTroubles(db: Connection): Promise<{ kind: string; open: number }[]> {
  return db.$queryRaw`SELECT kind, count(*)::int AS open FROM trouble WHERE mended_at IS NULL GROUP BY 1`;
}
