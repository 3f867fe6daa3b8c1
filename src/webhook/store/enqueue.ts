import { Prisma } from '../../database/generated/client';
import { GIVEN_UP, SUBJECT_PREFIXES } from '../domain/subscription';

/** For whom messages are put down, and what they asked for. */
export interface Wish {
  subscriptionId: string;
  events: readonly string[];
}

/**
 * Common table expressions that put down what of some entries one subscription asked for: `messages` are its new
 * messages. Whoever asked for a kind of fact hears too that such a fact was given up.
 * @param entries a query of `subject_id, seq, kind, given_up`
 * @param again whether a subject's messages are told at once, whatever failed before
 */
export function enqueued(
  entries: Prisma.Sql,
  { subscriptionId, events }: Wish,
  now: Date,
  again: boolean,
): Prisma.Sql {
  const prefixes = SUBJECT_PREFIXES.map(({ prefix }) => prefix);
  const kinds = SUBJECT_PREFIXES.map(({ kind }) => kind);
  const asked = (kind: Prisma.Sql) =>
    Prisma.sql`(${kind} = ANY (${events}::text[]) OR subject.kind || '.' || ${kind} = ANY (${events}::text[]))`;
  const unlessAgain = again
    ? Prisma.sql`next_attempt_at = EXCLUDED.next_attempt_at, attempts = 0, failing_since = NULL`
    : Prisma.sql`next_attempt_at = webhook_queue.next_attempt_at`;
  return Prisma.sql`
    entries AS (${entries}),
    asked AS (
      SELECT DISTINCT entries.subject_id, entries.seq, entries.given_up FROM entries
      JOIN unnest(${prefixes}::text[], ${kinds}::text[]) AS subject (prefix, kind)
        ON split_part(entries.subject_id, '_', 1) = subject.prefix
      WHERE ${events}::text[] = '{}' OR ${asked(Prisma.sql`entries.kind`)}
        OR (entries.given_up AND ${asked(Prisma.sql`${GIVEN_UP}`)})
    ),
    queues AS (
      INSERT INTO webhook_queue (subscription_id, subject_id, next_attempt_at)
      SELECT ${subscriptionId}, subject_id, ${now}::timestamptz FROM asked GROUP BY subject_id ORDER BY subject_id
      ON CONFLICT (subscription_id, subject_id) DO UPDATE SET ${unlessAgain}
    ),
    messages AS (
      INSERT INTO webhook_message (subscription_id, subject_id, seq, given_up)
      SELECT ${subscriptionId}, subject_id, seq, given_up FROM asked
      ON CONFLICT (subscription_id, subject_id, seq, given_up) DO UPDATE SET undelivered_at = NULL
      RETURNING seq
    )`;
}
