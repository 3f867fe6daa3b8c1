import type { JournalEntry, RecordRequest } from '../domain/journal';
import type { TermAnswer } from '../../promise/domain/ladder/terms';
import { readBackground } from './batch-background';
import type { Connection, Database } from '../../database/database';
import { type ComputedTerm, Projection } from './projection';
import { readRetelling } from './retelling';
import { lockSubject } from './subject';

/**
 * Appends a writer's batch to the journal of its subject and brings the read model up to it, all or nothing. Entries
 * that are there already are passed over, so the same batch may come any number of times, also with another end. The
 * subject's own numbering
 * has no gaps: it is given under the subject's row lock, in the transaction that stores the entries.
 * @returns whether somebody is to be told of it
 * @throws when the database is out of reach; then nothing is stored
 */
export async function appendJournal(
  db: Database,
  request: RecordRequest,
  terms: ComputedTerm[],
): Promise<{ hasNotices: boolean }> {
  return await db.$transaction(
    async (tx) => {
      const subject = await lockSubject(tx, request.subject);
      const { lastSeq } = subject;
      const background = await readBackground(tx, request);
      const { fresh, retold } = await readRetelling(tx, request, background.lastWriterSeq, lastSeq);
      const isOld =
        fresh.length === 0 && (request.entries.at(-1)?.seq ?? Infinity) < background.lastWriterSeq;
      // What was computed for a batch that others have followed has been overtaken by theirs.
      const current = isOld ? [] : terms;
      const projection = Projection.open(tx, request, subject, { ...background, retold }, current);
      const rows: JournalRow[] = [];
      for (const [index, entry] of fresh.entries()) {
        const { summary, data } = await projection.apply(entry);
        rows.push({ seq: lastSeq + index + 1, entry, summary, data });
      }
      await projection.finish(lastSeq + fresh.length);
      if (rows.length > 0) {
        await insertRows(tx, request, rows);
      }
      return { hasNotices: projection.hasNotices };
    },
    { maxWait: 2_000, timeout: 10_000 },
  );
}

interface JournalRow {
  seq: number;
  entry: JournalEntry;
  summary: string;
  data: Record<string, unknown>;
}

/** In SQL of its own: Prisma keeps no plan of a createMany and would compile it anew for every batch. */
async function insertRows(tx: Connection, request: RecordRequest, rows: JournalRow[]): Promise<void> {
  await tx.$executeRaw`
    INSERT INTO journal_entry (subject_id, seq, writer, writer_seq, at, kind, actor, summary, data)
    SELECT ${request.subject.id}, seq, ${request.writer}, writer_seq, at::timestamptz, kind, actor::jsonb, summary, data::jsonb
    FROM unnest(
      ${rows.map(({ seq }) => seq)}::int[],
      ${rows.map(({ entry }) => entry.seq)}::int[],
      ${rows.map(({ entry }) => new Date(entry.atMs).toISOString())}::text[],
      ${rows.map(({ entry }) => entry.fact.kind)}::text[],
      ${rows.map(({ entry }) => JSON.stringify(entry.actor))}::text[],
      ${rows.map(({ summary }) => summary)}::text[],
      ${rows.map(({ data }) => JSON.stringify(data))}::text[]
    ) AS entry (seq, writer_seq, at, kind, actor, summary, data)`;
}

/** What the workflow gets back of a computed term: instants only. */
export function termAnswer({ id, dueMs, warningsMs, marksMs }: ComputedTerm): TermAnswer {
  return { id, dueMs, warningsMs, marksMs };
}
