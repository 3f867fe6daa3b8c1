import type { Connection } from '../../database/database';
import type { JournalEntry, RecordRequest } from '../../subject/domain/recording';
import { asideOf } from '../domain/replay';
import { type Retelling, retellingOf, type StoredEntry } from '../domain/retelling';

/**
 * Finds out which entries of a batch are new, and moves those that count otherwise from now on.
 * @param last the writer's newest number, and whether it has ever set anything aside
 * @returns the new entries; `retold` when what is stored counts otherwise than before
 */
export async function takeRetelling(
  tx: Connection,
  request: RecordRequest,
  last: { lastWriterSeq: number; hasSetAside: boolean },
): Promise<{ fresh: JournalEntry[]; retold: boolean }> {
  const { subject, writer, entries } = request;
  const first = entries[0]?.seq;
  if (first === undefined || (first > last.lastWriterSeq && !last.hasSetAside)) {
    return { fresh: entries, retold: false };
  }
  const stored = await tx.$queryRaw<StoredEntry[]>`
    SELECT seq, writer, writer_seq AS "writerSeq", kind, data FROM journal_entry
    WHERE subject_id = ${subject.id}
      AND ((writer = ${writer} AND writer_seq >= ${first}) OR writer = ${asideOf(writer, 0).writer})`;
  const { fresh, moves } = retellingOf(writer, entries, stored);
  await move(tx, subject.id, moves);
  return { fresh, retold: moves.length > 0 };
}

/** In two steps, since a name and number may go from one entry to another. */
async function move(
  tx: Connection,
  subjectId: string,
  moves: Retelling<JournalEntry>['moves'],
): Promise<void> {
  if (moves.length === 0) {
    return;
  }
  const seqs = moves.map(({ seq }) => seq);
  await tx.$executeRaw`
    UPDATE journal_entry SET writer = 'on the move', writer_seq = seq
    WHERE subject_id = ${subjectId} AND seq = ANY (${seqs}::int[])`;
  await tx.$executeRaw`
    UPDATE journal_entry AS entry SET writer = moved.writer, writer_seq = moved.writer_seq
    FROM unnest(${seqs}::int[], ${moves.map(({ writer }) => writer)}::text[],
      ${moves.map(({ writerSeq }) => writerSeq)}::int[]) AS moved (seq, writer, writer_seq)
    WHERE entry.subject_id = ${subjectId} AND entry.seq = moved.seq`;
}
