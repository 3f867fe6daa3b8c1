import type { Connection } from '../../database/database';
import type { JournalEntry, RecordRequest } from '../../subject/domain/recording';
import { asideOf } from '../domain/replay';
import { type Retelling, retellingOf, type StoredEntry } from '../domain/retelling';

const NOTHING_TOLD_BEFORE = { moves: [], unsettled: false, overtaken: false };

/**
 * Finds out which entries of a batch are new, and moves those that count otherwise from now on.
 * @param last the writer's newest number, and whether it has ever set anything aside
 * @param isTaken see `Handed`
 */
export async function takeRetelling(
  tx: Connection,
  request: RecordRequest,
  last: { lastWriterSeq: number; hasSetAside: boolean },
  isTaken: boolean,
): Promise<Retelling<JournalEntry>> {
  const { subject, writer, entries, restsAt } = request;
  const first = entries[0]?.seq ?? (restsAt === undefined ? undefined : restsAt + 1);
  if (first === undefined || (first > last.lastWriterSeq && !last.hasSetAside)) {
    return { ...NOTHING_TOLD_BEFORE, fresh: entries };
  }
  const stored = await tx.$queryRaw<StoredEntry[]>`
    SELECT seq, writer, writer_seq AS "writerSeq", kind, data,
      (extract(epoch FROM told_at) * 1000)::float8 AS "toldAtMs"
    FROM journal_entry
    WHERE subject_id = ${subject.id}
      AND ((writer = ${writer} AND writer_seq >= ${first}) OR writer = ${asideOf(writer, 0).writer})`;
  const retelling = retellingOf({ ...request, isTaken }, stored);
  await move(tx, request, retelling.moves);
  return retelling;
}

/** In two steps, since a name and number may go from one entry to another. */
async function move(
  tx: Connection,
  { subject, writer, toldAtMs }: RecordRequest,
  moves: Retelling<JournalEntry>['moves'],
): Promise<void> {
  if (moves.length === 0) {
    return;
  }
  const seqs = moves.map(({ seq }) => seq);
  await tx.$executeRaw`
    UPDATE journal_entry SET writer = 'on the move', writer_seq = seq
    WHERE subject_id = ${subject.id} AND seq = ANY (${seqs}::int[])`;
  await tx.$executeRaw`
    UPDATE journal_entry AS entry
    SET writer = moved.writer, writer_seq = moved.writer_seq, told_at = ${new Date(toldAtMs)},
      given_up_in = CASE WHEN moved.writer = ${asideOf(writer, 0, 'forGood').writer} THEN pg_current_xact_id() END
    FROM unnest(${seqs}::int[], ${moves.map(({ writer }) => writer)}::text[],
      ${moves.map(({ writerSeq }) => writerSeq)}::int[]) AS moved (seq, writer, writer_seq)
    WHERE entry.subject_id = ${subject.id} AND entry.seq = moved.seq`;
}
