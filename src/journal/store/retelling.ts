import type { Connection } from '../../database/database';
import type { JournalEntry, RecordRequest } from '../../subject/domain/recording';
import { asideOf } from '../domain/replay';

/** What a batch adds to the journal. */
export interface Retelling {
  fresh: JournalEntry[];
  /** Whether the writer has told another story before, from these entries on. */
  retold: boolean;
}

interface StoredEntry {
  writer_seq: number;
  kind: string;
  data: Record<string, unknown>;
}

/**
 * Tells which entries of a batch are new. A batch that is there already is passed over. A workflow task whose worker
 * died after its facts were stored is played again, and news that came meanwhile can change what happens in it: then
 * the second playing is what Temporal knows, and its entries count from the first one that differs. What was told
 * before stays in the journal, since people were told, but it is set aside: it counts no more.
 * @param lastSeq the subject's newest number, which names a telling that is superseded
 */
export async function readRetelling(
  tx: Connection,
  { subject, writer, entries }: RecordRequest,
  lastWriterSeq: number,
  lastSeq: number,
): Promise<Retelling> {
  const first = entries[0]?.seq ?? Number.MAX_SAFE_INTEGER;
  if (first > lastWriterSeq) {
    return { fresh: entries, retold: false };
  }
  const rows = await tx.$queryRaw<StoredEntry[]>`
    SELECT writer_seq, kind, data FROM journal_entry
    WHERE subject_id = ${subject.id} AND writer = ${writer} AND writer_seq >= ${first} ORDER BY writer_seq`;
  const told = new Map(rows.map((row) => [row.writer_seq, row]));
  const differs = entries.findIndex((entry) => {
    const stored = told.get(entry.seq);
    return !stored || !isSame(stored, entry);
  });
  const from = entries[differs]?.seq;
  if (from === undefined) {
    return { fresh: [], retold: false };
  }
  const undone = rows.filter((row) => row.writer_seq >= from);
  const fresh = await setAside(tx, entries.slice(differs), undone, { subject, writer, lastSeq });
  return { fresh, retold: undone.length > 0 };
}

/** Sets aside what was told before; what is told again the same, only at another place, keeps its entry. */
async function setAside(
  tx: Connection,
  entries: JournalEntry[],
  undone: StoredEntry[],
  { subject, writer, lastSeq }: Pick<RecordRequest, 'subject' | 'writer'> & { lastSeq: number },
): Promise<JournalEntry[]> {
  const aside = asideOf(writer, lastSeq);
  await tx.$executeRaw`
    UPDATE journal_entry SET writer = ${aside}
    WHERE subject_id = ${subject.id} AND writer = ${writer} AND writer_seq = ANY (${undone.map((row) => row.writer_seq)})`;
  const fresh: JournalEntry[] = [];
  const over = [...undone];
  for (const entry of entries) {
    const at = over.findIndex((row) => isSame(row, entry));
    const [same] = at === -1 ? [] : over.splice(at, 1);
    if (same) {
      await tx.$executeRaw`
        UPDATE journal_entry SET writer = ${writer}, writer_seq = ${entry.seq}
        WHERE subject_id = ${subject.id} AND writer = ${aside} AND writer_seq = ${same.writer_seq}`;
    } else {
      fresh.push(entry);
    }
  }
  return fresh;
}

/** The same fact of the same thing; when it was told is another matter. */
function isSame(stored: StoredEntry, { fact }: JournalEntry): boolean {
  const { kind, ...said } = fact;
  return stored.kind === kind && essence(stored.data) === essence(said);
}

const BESIDE = new Set(['told', 'instead', 'stated', 'commandId', 'born']);

function essence(data: object): string {
  return JSON.stringify(data, (key, value: unknown) =>
    BESIDE.has(key) || /Ms$/.test(key) ? undefined : sorted(value),
  );
}

// PostgreSQL orders the keys of a document in its own way.
function sorted(value: unknown): unknown {
  if (value === null || typeof value !== 'object' || Array.isArray(value)) {
    return value;
  }
  return Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)));
}
