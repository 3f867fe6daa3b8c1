import { asideOf } from './replay';

/** An entry as it is stored, under the name and number that it counts by. */
export interface StoredEntry {
  /** Its number in the journal of its subject, which never changes. */
  seq: number;
  writer: string;
  writerSeq: number;
  /** When its writer told it, by the writer's own time. */
  toldAtMs: number;
  kind: string;
  data: Record<string, unknown>;
}

/** A batch as a writer hands it in. */
interface Handed<E> {
  writer: string;
  toldAtMs: number;
  entries: readonly E[];
  restsAt?: number | undefined;
  /** It comes of a task that Temporal has taken: no other playing can have overtaken it, whatever the clocks say. */
  isTaken?: boolean;
}

/** What a batch does to a journal in which its writer may have told something else before. */
export interface Retelling<E> {
  /** The entries that are to be appended. */
  fresh: E[];
  /** Stored entries that count under another name or number from now on. */
  moves: { seq: number; writer: string; writerSeq: number }[];
  /** Whether something that was told before is not told again yet. */
  unsettled: boolean;
  /** Whether a later telling has overtaken this one: nothing of it counts. */
  overtaken: boolean;
}

/**
 * Tells which entries of a batch are new. A batch that is there already is passed over. A workflow task whose worker
 * died after its facts were stored is played again, and news that came meanwhile can change what happens in it, and in
 * which batches it is told: then the second playing is what Temporal knows, and its entries count from the first one
 * that differs. What was told before stays in the journal, since people were told, but it is set aside: it counts no
 * more, until it is told again, at whatever place and in whatever batch; then it counts there.
 * @param stored the writer's entries from the batch's first number on, and all that it has set aside
 */
export function retellingOf<E extends { seq: number; fact: { kind: string } }>(
  { writer, toldAtMs, entries, restsAt, isTaken = false }: Handed<E>,
  stored: readonly StoredEntry[],
): Retelling<E> {
  const own = stored.filter((row) => row.writer === writer);
  if (!isTaken && own.some((row) => row.toldAtMs > toldAtMs)) {
    return { fresh: [], moves: [], unsettled: false, overtaken: true };
  }
  const told = new Map(own.map((row) => [row.writerSeq, row]));
  const differs = entries.findIndex((entry) => !isSame(told.get(entry.seq), entry));
  const from = entries[differs]?.seq ?? (restsAt === undefined ? undefined : restsAt + 1);
  const undone = from === undefined ? [] : own.filter(({ writerSeq }) => writerSeq >= from);
  const over = [...undone, ...stored.filter((row) => row.writer !== writer)].sort((a, b) => a.seq - b.seq);
  const fresh: E[] = [];
  const moves: Retelling<E>['moves'] = [];
  for (const entry of differs === -1 ? [] : entries.slice(differs)) {
    const at = over.findIndex((row) => isSame(row, entry));
    const [same] = at === -1 ? [] : over.splice(at, 1);
    if (same) {
      moves.push({ seq: same.seq, writer, writerSeq: entry.seq });
    } else {
      fresh.push(entry);
    }
  }
  const rests = restsAt !== undefined;
  const setAside = rests ? over : over.filter((row) => row.writer === writer);
  const how = rests ? 'forGood' : 'forNow';
  const last = entries.at(-1)?.seq ?? restsAt ?? 0;
  const beyond = own.some((row) => row.writerSeq > last && row.toldAtMs < toldAtMs);
  return {
    fresh,
    moves: [...moves, ...setAside.map(({ seq }) => ({ seq, ...asideOf(writer, seq, how) }))],
    unsettled: !rests && (over.length > 0 || beyond),
    overtaken: false,
  };
}

/** The same fact of the same thing; when it was told is another matter. */
function isSame(stored: StoredEntry | undefined, { fact }: { fact: { kind: string } }): boolean {
  const { kind, ...said } = fact;
  return stored?.kind === kind && essence(kind, stored.data) === essence(kind, said);
}

// A title may be one that only the database knows: its writer tells it by another.
const BESIDE = new Set(['told', 'instead', 'stated', 'statedBy', 'commandId', 'born', 'title']);

function essence(kind: string, data: object): string {
  // Of a level, `late` says only that people hear of it late.
  const isBeside = (key: string) =>
    BESIDE.has(key) || /Ms$/.test(key) || (key === 'late' && kind.startsWith('escalation'));
  return JSON.stringify(data, (key, value: unknown) => (isBeside(key) ? undefined : sorted(value)));
}

// PostgreSQL orders the keys of a document in its own way.
function sorted(value: unknown): unknown {
  if (value === null || typeof value !== 'object' || Array.isArray(value)) {
    return value;
  }
  return Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)));
}
