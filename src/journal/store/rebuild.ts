import { isDeepStrictEqual } from 'node:util';
import type { Connection, Database } from '../../database/database';
import { Prisma } from '../../database/generated/client';
import { declarationOf, type SubjectKind } from '../../subject/domain/subjects';
import { lockSubject, SUBJECT_STORES, statesOf } from '../../subject/store/subjects';
import type { Model, SubjectState } from '../domain/model';
import { replay } from '../domain/replay';
import { ROW_KEYS, type TableName } from '../domain/rows';
import { readHistories } from './history';
import { retell } from './retell';
import { readRows } from './rows';

/** Where the read model says something else than its journal. */
export interface Difference {
  kind: SubjectKind;
  subjectId: string;
  table: string;
  key: string;
  /** `missing`: the journal makes the row and it is not there; `surplus`: it is there and nothing made it. */
  what: 'missing' | 'surplus' | 'differs';
  columns: { name: string; stored: unknown; told: unknown }[];
}

export interface Checked {
  subjects: number;
  entries: number;
  rows: number;
}

const AT_ONCE = 100;

/**
 * Computes the whole read model from the journals again and compares it row by row. Subjects are read in small groups,
 * each as it was at one instant, so an installation may go on meanwhile.
 */
export async function checkReadModel(
  db: Database,
  found: (difference: Difference) => void,
): Promise<Checked> {
  const checked: Checked = { subjects: 0, entries: 0, rows: 0 };
  for (const kind of Object.keys(SUBJECT_STORES) as SubjectKind[]) {
    for await (const ids of groupsOf(db, kind)) {
      await db.$transaction(
        async (tx) => {
          for (const { stored, told, entries } of await readBoth(tx, kind, ids)) {
            checked.subjects += 1;
            checked.entries += entries;
            checked.rows += countRows(told);
            for (const difference of differences(kind, stored, told)) found(difference);
          }
        },
        { isolationLevel: 'RepeatableRead', maxWait: 10_000, timeout: 120_000 },
      );
    }
  }
  return checked;
}

/** Writes the read model of every subject anew from its journal. @returns how many subjects */
export async function rebuildReadModel(db: Database): Promise<number> {
  let subjects = 0;
  for (const kind of Object.keys(SUBJECT_STORES) as SubjectKind[]) {
    for await (const ids of groupsOf(db, kind)) {
      for (const id of ids) {
        await db.$transaction(async (tx) => {
          const { state } = await lockSubject(tx, { kind, id });
          await retell(tx, { kind, id }, state);
        });
        subjects += 1;
      }
    }
  }
  return subjects;
}

async function* groupsOf(db: Connection, kind: SubjectKind): AsyncGenerator<string[]> {
  const table = Prisma.raw(SUBJECT_STORES[kind].table);
  for (let after = ''; ; ) {
    const rows = await db.$queryRaw<{ id: string }[]>`
      SELECT id FROM ${table} WHERE id > ${after} AND last_seq > 0 ORDER BY id LIMIT ${AT_ONCE}`;
    const last = rows.at(-1);
    if (!last) {
      return;
    }
    yield rows.map(({ id }) => id);
    after = last.id;
  }
}

interface Both {
  stored: Model;
  told: Model;
  entries: number;
}

async function readBoth(tx: Connection, kind: SubjectKind, ids: string[]): Promise<Both[]> {
  const histories = await readHistories(tx, ids);
  const bornWith = new Map([...histories].map(([id, { born }]) => [id, born]));
  const present = await statesOf(tx, kind, ids);
  const born = new Map((await statesOf(tx, kind, ids, bornWith)).map((state) => [state.id, state]));
  const stored = await readRows(tx, present);
  return present.flatMap((state): Both[] => {
    const history = histories.get(state.id);
    const before = born.get(state.id);
    const rows = stored.get(state.id);
    return history && before && rows
      ? [
          {
            stored: rows,
            told: replay(before, history, declarationOf(kind)),
            entries: history.rows.length,
          },
        ]
      : [];
  });
}

const COMPARED: TableName[] = [
  'promise',
  'escalation',
  'notice',
  'track',
  'planTask',
  'qualityCheck',
  'ledgerEntry',
  'effect',
];

function countRows(model: Model): number {
  return COMPARED.reduce((sum, table) => sum + model.all(table).length, 1);
}

function differences(kind: SubjectKind, stored: Model, told: Model): Difference[] {
  const at = { kind, subjectId: told.subject.id };
  const own = columnsThatDiffer(ownOf(stored.subject), ownOf(told.subject));
  const rows = [
    ...COMPARED.flatMap((table) => differencesIn(table, stored, told)),
    ...commandsThatDiffer(stored, told),
  ];
  return [
    ...(own.length > 0
      ? [
          {
            ...at,
            table: SUBJECT_STORES[kind].table,
            key: told.subject.id,
            what: 'differs' as const,
            columns: own,
          },
        ]
      : []),
    ...rows.map((one) => ({ ...at, ...one })),
  ];
}

function ownOf({ own, updatedAt }: SubjectState): Record<string, unknown> {
  return { ...own, updatedAt };
}

type RowDifference = Omit<Difference, 'kind' | 'subjectId'>;

function differencesIn(table: TableName, stored: Model, told: Model): RowDifference[] {
  const missing = told.all(table).flatMap((row): RowDifference[] => {
    const key = ROW_KEYS[table](row as never);
    const there = stored.get(table, key);
    if (!there) {
      return [{ table, key, what: 'missing', columns: [] }];
    }
    const columns = columnsThatDiffer(comparable(table, there), comparable(table, row));
    return columns.length > 0 ? [{ table, key, what: 'differs', columns }] : [];
  });
  const surplus = stored.all(table).flatMap((row): RowDifference[] => {
    const key = ROW_KEYS[table](row as never);
    return told.get(table, key) ? [] : [{ table, key, what: 'surplus', columns: [] }];
  });
  return [...missing, ...surplus];
}

/** A command is stored before any entry tells of it, and may be withdrawn by whoever stored it. */
function commandsThatDiffer(stored: Model, told: Model): RowDifference[] {
  return told.all('command').flatMap((row): RowDifference[] => {
    const there = stored.get('command', row.id);
    const columns = there ? columnsThatDiffer({ state: there.state }, { state: row.state }) : [];
    return columns.length > 0 ? [{ table: 'command', key: row.id, what: 'differs', columns }] : [];
  });
}

/** Which incident manages a crisis is the incident's to say. */
function comparable(table: TableName, row: object): Record<string, unknown> {
  const { incidentId, ...rest } = row as Record<string, unknown>;
  return table === 'escalation' || incidentId === undefined ? rest : { ...rest, incidentId };
}

function columnsThatDiffer(
  stored: Record<string, unknown>,
  told: Record<string, unknown>,
): Difference['columns'] {
  return Object.keys(told)
    .filter((name) => !isDeepStrictEqual(stored[name], plain(told[name])))
    .map((name) => ({ name, stored: stored[name], told: told[name] }));
}

/** As it comes back from the database: a document knows no undefined. */
function plain(value: unknown): unknown {
  return value === undefined ? undefined : JSON.parse(JSON.stringify(value));
}
