import type { JournalEntry, RecordRequest } from '../domain/journal';
import type { TermAnswer } from '../domain/ladder/terms';
import { readBackground } from './batch-background';
import type { Database } from './database';
import type { Prisma } from './generated/client';
import { type ComputedTerm, Projection } from './projection';
import { lockSubject } from './subject';

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
      const subject = await lockSubject(tx, request.subject);
      const { lastSeq } = subject;
      const background = await readBackground(tx, request);
      const fresh = request.entries.filter((entry) => entry.seq > background.lastWriterSeq);
      const projection = Projection.open(tx, request, subject, background, terms);
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
