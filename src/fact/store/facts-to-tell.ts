import type { Actor } from '../domain/actor';
import type { CommandState } from './commands';
import type { Connection } from '../../database/database';
import { type FactToTell, Prisma } from '../../database/generated/client';
import { unionOfHandedOver } from '../../subject/store/handed-over';

/** A fact that no caller waits with: it is stored as a command and handed to its workflow by the dispatcher. */
export interface StoredFact {
  subjectId: string;
  /** The same fact has the same id, however often it is put down. */
  commandId: string;
  signal: string;
  /** The whole of it, for PostgreSQL only. */
  body: Record<string, unknown>;
  /** What the workflow gets: closed values, ids and instants. */
  fields: Record<string, unknown>;
  actor: Actor;
  occurredAtMs: number;
}

/** Puts a fact down, once, within the transaction that knows of it. */
export async function putFact(tx: Connection, stored: StoredFact, now: Date): Promise<void> {
  const { subjectId, commandId, signal, body, fields, actor, occurredAtMs } = stored;
  const { count } = await tx.command.createMany({
    data: {
      subjectId,
      id: commandId,
      signal,
      body: body as Prisma.InputJsonObject,
      actor,
      state: 'received' satisfies CommandState,
      receivedAt: now,
    },
    skipDuplicates: true,
  });
  if (count > 0) {
    const fact = { commandId, actor, occurredAtMs, fields } as unknown as Prisma.InputJsonObject;
    await tx.factToTell.create({ data: { subjectId, commandId, fact, createdAt: now } });
  }
}

export type WaitingFact = Pick<FactToTell, 'subjectId' | 'commandId' | 'fact'> & {
  signal: string;
  /** The kind of its subject. */
  kind: string;
  workflowId: string;
};

/** The workflows of whatever is made first and handed to Temporal afterwards. */
const WORKFLOWS = unionOfHandedOver(
  (table, { kind }) => Prisma.sql`SELECT ${kind} AS kind, id, workflow_id, handed_over_at FROM ${table}`,
);

/**
 * Locks all facts that wait for some subjects whose workflow Temporal knows, in their order, until the end of the
 * transaction. Whoever has locked a subject's first fact tells them all: another dispatcher passes that subject over,
 * so no fact overtakes an earlier one of its subject.
 * @param limit subjects at most, those first that wait longest
 * @param subjectId only this one
 */
export async function lockFactsToTell(
  tx: Connection,
  limit: number,
  subjectId?: string,
): Promise<WaitingFact[]> {
  const of = subjectId === undefined ? Prisma.empty : Prisma.sql`AND first.subject_id = ${subjectId}`;
  const subjects = await tx.$queryRaw<{ id: string }[]>(Prisma.sql`
    SELECT first.subject_id AS id
    FROM fact_to_tell first
    JOIN (${WORKFLOWS}) AS subject ON subject.id = first.subject_id
    WHERE subject.handed_over_at IS NOT NULL ${of} AND NOT EXISTS (
      SELECT FROM fact_to_tell earlier
      WHERE earlier.subject_id = first.subject_id AND earlier.position < first.position)
    ORDER BY first.position LIMIT ${limit} FOR UPDATE OF first SKIP LOCKED`);
  return tx.$queryRaw<WaitingFact[]>(Prisma.sql`
    SELECT waiting.subject_id AS "subjectId", waiting.command_id AS "commandId", waiting.fact, command.signal,
      subject.kind, subject.workflow_id AS "workflowId"
    FROM fact_to_tell waiting
    JOIN command ON command.subject_id = waiting.subject_id AND command.id = waiting.command_id
    JOIN (${WORKFLOWS}) AS subject ON subject.id = waiting.subject_id
    WHERE waiting.subject_id = ANY (${subjects.map(({ id }) => id)}::text[])
    ORDER BY waiting.position FOR UPDATE OF waiting`);
}

/** Whether one of these facts of a subject waits still. */
export async function waitsStill(db: Connection, subjectId: string, commandIds: string[]): Promise<boolean> {
  return (await db.factToTell.count({ where: { subjectId, commandId: { in: commandIds } } })) > 0;
}

/** Temporal has it. */
export async function forgetFact(
  tx: Connection,
  { subjectId, commandId }: Pick<FactToTell, 'subjectId' | 'commandId'>,
): Promise<void> {
  await tx.factToTell.deleteMany({ where: { subjectId, commandId } });
}

/** Nobody will hear it any more. */
export async function withdrawFact(
  tx: Connection,
  { subjectId, commandId }: Pick<FactToTell, 'subjectId' | 'commandId'>,
  reason: string,
): Promise<void> {
  await tx.command.updateMany({
    where: { subjectId, id: commandId, state: { in: ['received', 'accepted'] satisfies CommandState[] } },
    data: { state: 'ignored' satisfies CommandState, reason },
  });
  await forgetFact(tx, { subjectId, commandId });
}
