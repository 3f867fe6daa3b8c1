import type { Connection } from '../../database/database';
import { Prisma } from '../../database/generated/client';
import { unionOfHandedOver } from '../../subject/store/handed-over';
import type { NoticeState } from '../../post/store/outbox';
import { TROUBLE } from '../../post/domain/post';
import type { Trouble, TroubleKind } from '../domain/trouble';

type Found = Omit<Trouble, 'kind' | 'sinceMs'> & { since: Date };

const MOST_OF_A_KIND = 500;
const WITHDRAWN: NoticeState = 'withdrawn';
const CLAIMED: NoticeState = 'claimed';

/**
 * What the database shows to stand still: each kind with everything of it that is stuck at an instant.
 * @param before what should have happened before this instant and has not
 */
export async function findStuck(
  db: Connection,
  before: Date,
): Promise<
  Map<Exclude<TroubleKind, 'journal' | 'workflow' | 'schedule' | 'credential' | 'consent'>, Trouble[]>
> {
  const [moment, command, handOver, notice, deadline, webhook, effect] = await Promise.all([
    moments(db, before),
    commands(db, before),
    handOvers(db, before),
    notices(db, before),
    deadlines(db, before),
    webhooks(db),
    effects(db, new Date(before.getTime() - LONGEST_CALL_MS)),
  ]);
  const found = { moment, command, handOver, notice, deadline, webhook, effect };
  return new Map(
    Object.entries(found).map(([kind, rows]) => [
      kind as keyof typeof found,
      rows.map(({ since, ...row }) => ({
        ...row,
        kind: kind as keyof typeof found,
        sinceMs: since.getTime(),
      })),
    ]),
  );
}

/** A call is tried for a day before its step goes to a person; only then is an open end one that nobody works on. */
const LONGEST_CALL_MS = 25 * 3_600_000;

/** Workflows record breaches and climbs by themselves: of one that stands still, both are missing. */
async function moments(db: Connection, before: Date): Promise<Found[]> {
  return db.$queryRaw<Found[]>`
    SELECT id AS about, subject_id AS "subjectId", 'The deadline of "' || title || '" has passed unnoticed' AS what,
      'Its workflow has not recorded it.' AS why, due_at AS since
    FROM promise WHERE state = 'open' AND NOT paused AND NOT late AND due_at < ${before}
    UNION ALL
    SELECT escalation.id, escalation.subject_id, 'Nobody was told of the next level of "' || promise.title || '"',
      'Its workflow has not recorded it.', escalation.respond_by
    FROM escalation JOIN promise ON promise.id = escalation.promise_id
    WHERE escalation.state = 'open' AND escalation.respond_by < ${before}
      AND promise.state = 'open' AND NOT promise.paused
    ORDER BY since LIMIT ${MOST_OF_A_KIND}`;
}

async function commands(db: Connection, before: Date): Promise<Found[]> {
  return db.$queryRaw<Found[]>`
    SELECT subject_id || '/' || id AS about, subject_id AS "subjectId", 'The fact ' || signal || ' has had no outcome' AS what,
      CASE state WHEN 'received' THEN 'It has not reached its workflow.'
        ELSE 'Its workflow has not judged it.' END AS why, received_at AS since
    FROM command WHERE state IN ('received', 'accepted') AND received_at < ${before}
    ORDER BY received_at LIMIT ${MOST_OF_A_KIND}`;
}

async function handOvers(db: Connection, before: Date): Promise<Found[]> {
  return db.$queryRaw<Found[]>`
    ${unionOfHandedOver(
      (table, { kind, since }) => Prisma.sql`
        SELECT id AS about, id AS "subjectId", ${withArticle(kind)} || ' has no workflow yet' AS what,
          'Temporal has not taken it.' AS why, ${Prisma.raw(since)} AS since
        FROM ${table} WHERE handed_over_at IS NULL AND ${Prisma.raw(since)} < ${before}`,
    )}
    UNION ALL
    SELECT vendor || '/' || key, NULL, 'A call of ' || vendor || ' was stored and not acted on', 'Temporal has not taken it.', received_at
    FROM webhook_delivery WHERE state = 'received' AND received_at < ${before}
    ORDER BY since LIMIT ${MOST_OF_A_KIND}`;
}

function withArticle(kind: string): string {
  return /^[aeiou]/.test(kind) ? `An ${kind}` : `A ${kind}`;
}

/**
 * Only what is urgent has to be out: the rest may wait for its reader's morning. One trouble for each person, however much
 * they have not been told: whoever mends it mends all of it.
 */
async function notices(db: Connection, before: Date): Promise<Found[]> {
  return db.$queryRaw<Found[]>`
    SELECT person.id AS about, NULL AS "subjectId",
      person.name || ' was not told: ' || string_agg(DISTINCT notice.reason, ', ' ORDER BY notice.reason) AS what,
      CASE WHEN bool_or(notice.state = 'failed') THEN 'Nothing could be mailed to this address.'
        ELSE 'The mail has not taken it so far.' END AS why, min(notice.created_at) AS since
    FROM notice JOIN person ON person.id = notice.person_id
    WHERE notice.urgent AND notice.created_at < ${before} AND person.active
      AND notice.reason <> ${TROUBLE}
      AND (notice.state IN ('pending', 'announced', 'claimed')
        OR notice.state = 'failed' AND notice.created_at > ${before}::timestamptz - interval '1 day')
    GROUP BY person.id, person.name
    ORDER BY since LIMIT ${MOST_OF_A_KIND}`;
}

async function deadlines(db: Connection, before: Date): Promise<Found[]> {
  return db.$queryRaw<Found[]>`
    SELECT id AS about, subject_id AS "subjectId", '"' || title || '" has no deadline' AS what,
      explanation ->> 0 AS why, opened_at AS since
    FROM promise WHERE state = 'open' AND due_at IS NULL AND NOT paused AND opened_at < ${before}
      AND explanation ->> 0 LIKE 'No deadline:%'
    ORDER BY since LIMIT ${MOST_OF_A_KIND}`;
}

/** Without its address: whoever may call it may not be known to everybody who hears of this. */
async function webhooks(db: Connection): Promise<Found[]> {
  return db.$queryRaw<Found[]>`
    SELECT id AS about, NULL AS "subjectId",
      CASE state WHEN 'disabled' THEN 'The webhook subscription ' || id || ' is disabled'
        ELSE 'The webhook subscription ' || id || ' was not told everything' END AS what,
      'It has failed for three days. ' || coalesce(last_failure, 'It takes other messages.') AS why,
      coalesce(stopped_at, undelivered.since) AS since
    FROM webhook_subscription CROSS JOIN LATERAL (
      SELECT min(undelivered_at) AS since FROM webhook_message WHERE subscription_id = webhook_subscription.id) AS undelivered
    WHERE state = 'disabled' OR undelivered.since IS NOT NULL
    ORDER BY since LIMIT ${MOST_OF_A_KIND}`;
}

async function effects(db: Connection, before: Date): Promise<Found[]> {
  return db.$queryRaw<Found[]>`
    SELECT begun.system || '/' || begun.key AS about, NULL AS "subjectId",
      'Something was begun in ' || begun.system || ' and not ended' AS what,
      'Whether it is there is not known: ' || begun.key AS why, begun.created_at AS since
    FROM external_ref AS begun
    WHERE begun.kind LIKE '%-begun' AND begun.created_at < ${before}
      AND NOT EXISTS (SELECT FROM external_ref AS ended
        WHERE ended.system = begun.system AND ended.key = begun.key
          AND ended.kind = left(begun.kind, -length('-begun')))
      -- What was begun in the chat, and settled before it was said, nobody comes back to, and nobody has to.
      AND NOT (SELECT coalesce(bool_and(notice.state = ${WITHDRAWN}), false) FROM notice WHERE chat_key = begun.key)
      -- A message of nothing urgent may wait for the morning, over a long weekend too.
      AND NOT (SELECT coalesce(bool_and(notice.state = ${CLAIMED} AND NOT notice.urgent), false) FROM notice
        WHERE message_key = begun.key AND begun.created_at > ${before}::timestamptz - interval '4 days')
    ORDER BY since LIMIT ${MOST_OF_A_KIND}`;
}
