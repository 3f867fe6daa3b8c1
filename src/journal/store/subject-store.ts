import { fromColumns } from '../../database/columns';
import type { Connection } from '../../database/database';
import { Prisma } from '../../database/generated/client';
import type { SubjectState } from '../domain/model';

/** Where a subject's row is, and how it is read. */
export interface SubjectStore {
  table: string;
  /** The columns that its facts change, by the names of their properties. */
  columns: readonly string[];
  /** Columns to be read in another form than PostgreSQL's JSON gives them, such as decimals as text. */
  instead?: Prisma.Sql;
  /**
   * The row's part in the model; what does not change with its facts may be looked up elsewhere.
   * @param facts those that are to be taken in: what they name is looked up too
   */
  stateOf(tx: Connection, row: SubjectRecord, facts: readonly AnyFact[]): Promise<Omit<SubjectState, 'own'>>;
}

/** A fact as a journal takes it in, or keeps it. */
export type AnyFact = Readonly<{ kind: string }>;

/** Columns of a subject as they were at an earlier time, and the facts since then. */
export interface Since {
  columns: Record<string, unknown>;
  facts: readonly AnyFact[];
}

/** A subject's row with the names of its properties. */
export type SubjectRecord = { id: string; lastSeq: number; updatedAt: string } & Record<string, unknown>;

/** Nothing of what only engagements have. */
export const NO_ENGAGEMENT = {
  engagementId: null,
  ticketId: null,
  clientId: null,
  amount: null,
  currency: null,
} as const;

/** A subject whose row is locked until the transaction ends, with the number of its newest journal entry. */
export interface LockedSubject {
  state: SubjectState;
  lastSeq: number;
}

/**
 * Reads the subject of a journal and keeps every other batch of that journal waiting; what waited for the lock sees the
 * newest row.
 * @throws when there is none
 */
export async function lockRow(
  tx: Connection,
  store: SubjectStore,
  id: string,
  facts: readonly AnyFact[],
): Promise<LockedSubject> {
  const [record] = await readRecords(tx, store, [id], Prisma.sql`FOR UPDATE`);
  if (!record) {
    throw new Error(`There is no ${store.table} ${id} to keep a journal of`);
  }
  return { state: await toState(tx, store, record, facts), lastSeq: record.lastSeq };
}

/** Subjects as they are now, or were at an earlier time. */
export async function readStates(
  tx: Connection,
  store: SubjectStore,
  ids: readonly string[],
  since: ReadonlyMap<string, Since>,
): Promise<SubjectState[]> {
  const records = await readRecords(tx, store, ids, Prisma.empty);
  const states: SubjectState[] = [];
  for (const record of records) {
    const { columns = {}, facts = [] } = since.get(record.id) ?? {};
    states.push(await toState(tx, store, { ...record, ...columns }, facts));
  }
  return states;
}

async function readRecords(
  tx: Connection,
  { table, instead = Prisma.sql`'{}'::jsonb` }: SubjectStore,
  ids: readonly string[],
  lock: Prisma.Sql,
): Promise<SubjectRecord[]> {
  const found = await tx.$queryRaw<{ row: Record<string, unknown> }[]>`
    SELECT to_jsonb(kept) || ${instead} AS row FROM ${Prisma.raw(table)} AS kept
    WHERE id = ANY (${ids}::text[]) ${lock}`;
  return found.map(({ row }) => fromColumns<SubjectRecord>(row));
}

async function toState(
  tx: Connection,
  store: SubjectStore,
  record: SubjectRecord,
  facts: readonly AnyFact[],
): Promise<SubjectState> {
  const own = Object.fromEntries(store.columns.map((column) => [column, record[column]]));
  return { ...(await store.stateOf(tx, record, facts)), own };
}
