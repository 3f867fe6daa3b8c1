import type { JournalEntry, RecordRequest, SubjectKind } from '../domain/journal';
import type { TermAnswer } from '../domain/ladder/terms';
import type { Connection, Database } from './database';
import { Prisma } from './generated/client';
import { type ComputedTerm, Projection } from './projection';

const TABLES = { engagement: 'engagement', ticket: 'ticket', incident: 'incident' } as const satisfies Record<
  SubjectKind,
  string
>;

/**
 * Appends a writer's batch to the journal of its subject and brings the read model up to it, all or nothing. Entries
 * that are there already are passed over, so the same batch may come any number of times. The subject's own numbering
 * has no gaps: it is given under the subject's row lock, in the transaction that stores the entries.
 * @throws when the database is out of reach; then nothing is stored
 */
export async function appendJournal(
  db: Database,
  request: RecordRequest,
  terms: ComputedTerm[],
): Promise<void> {
  await db.$transaction(
    async (tx) => {
      const lastSeq = await lockSubject(tx, request.subject);
      const known = await lastSeqOf(tx, request);
      const fresh = request.entries.filter((entry) => entry.seq > known);
      const projection = await Projection.open(tx, request, fresh, terms);
      const rows: Prisma.JournalEntryCreateManyInput[] = [];
      for (const [index, entry] of fresh.entries()) {
        const { summary, data } = await projection.apply(entry);
        rows.push(rowOf(request, entry, lastSeq + index + 1, summary, data));
      }
      await projection.finish(lastSeq + fresh.length);
      if (rows.length > 0) {
        await tx.journalEntry.createMany({ data: rows });
      }
    },
    { maxWait: 2_000, timeout: 10_000 },
  );
}

async function lockSubject(tx: Connection, { kind, id }: RecordRequest['subject']): Promise<number> {
  const table = Prisma.raw(TABLES[kind]);
  const rows = await tx.$queryRaw<
    { last_seq: number }[]
  >`SELECT last_seq FROM ${table} WHERE id = ${id} FOR UPDATE`;
  const row = rows[0];
  if (!row) {
    throw new Error(`There is no ${kind} ${id} to keep a journal of`);
  }
  return row.last_seq;
}

async function lastSeqOf(tx: Connection, { subject, writer }: RecordRequest): Promise<number> {
  const newest = await tx.journalEntry.aggregate({
    _max: { writerSeq: true },
    where: { subjectId: subject.id, writer },
  });
  return newest._max.writerSeq ?? 0;
}

function rowOf(
  request: RecordRequest,
  entry: JournalEntry,
  seq: number,
  summary: string,
  data: Record<string, unknown>,
): Prisma.JournalEntryCreateManyInput {
  return {
    subjectId: request.subject.id,
    seq,
    writer: request.writer,
    writerSeq: entry.seq,
    at: new Date(entry.atMs),
    kind: entry.fact.kind,
    actor: entry.actor,
    summary,
    data: data as Prisma.InputJsonValue,
  };
}

/** What the workflow gets back of a computed term: instants only. */
export function termAnswer({ id, dueMs, warningsMs, marksMs }: ComputedTerm): TermAnswer {
  return { id, dueMs, warningsMs, marksMs };
}
