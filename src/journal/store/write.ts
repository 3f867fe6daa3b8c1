import { columnOf, toColumns } from '../../database/columns';
import type { Connection } from '../../database/database';
import { Prisma } from '../../database/generated/client';
import type { ComputedTerm } from '../domain/fold';
import type { Model } from '../domain/model';
import type { JournalRow } from '../domain/project';
import { instantOf, type TableName } from '../domain/rows';
import type { SubjectStore } from './subject-store';
import { columnsOf, TABLES } from './tables';

/** What one batch changes, as it is written: everything or nothing. */
export interface Changes {
  writer: string;
  toldAtMs: number;
  rows: readonly JournalRow[];
  terms: readonly ComputedTerm[];
  /** The number of the newest entry when this is written. */
  lastSeq: number;
}

/** How a table takes a row that may be there already. */
const CONFLICTS: Record<Exclude<TableName, 'command'>, string> = {
  promise: overwrite('promise', ['id']),
  // Which incident manages a crisis is the incident's to say.
  escalation: overwrite('escalation', ['id'], ['incident_id']),
  // How far it has been told is the postman's to say, and is no part of what the journal makes.
  notice: overwrite('notice', ['id']),
  track: overwrite('track', ['id']),
  planTask: overwrite('planTask', ['promise_id']),
  qualityCheck: overwrite('qualityCheck', ['promise_id', 'point']),
  ledgerEntry: overwrite('ledgerEntry', ['id']),
  effect: overwrite('effect', ['key']),
};

/**
 * Writes a batch and what it has made of the read model in one statement: PostgreSQL takes the rows as a document. Only
 * tables with a change are named in it.
 */
export async function writeChanges(
  tx: Connection,
  store: SubjectStore,
  before: Model,
  after: Model,
  { writer, toldAtMs, rows, terms, lastSeq }: Changes,
): Promise<void> {
  const { id: subjectId } = after.subject;
  const changed = (table: TableName) => after.changedSince(before, table);
  const parts: string[] = [];
  const document: Record<string, unknown> = { subject: subjectRow(store, after, lastSeq) };
  for (const table of [
    'promise',
    'escalation',
    'track',
    'planTask',
    'qualityCheck',
    'ledgerEntry',
    'effect',
  ] as const) {
    add(table, changed(table), upsert(table));
  }
  const notices = changed('notice').map((row) => ({ ...row, state: 'pending' }));
  add('notice', notices, upsert('notice', ['state']));
  add('command', changed('command'), SETTLE_COMMANDS);
  add(
    'journalEntry',
    rows.map((row) => entryRow(row, { subjectId, writer, toldAtMs })),
    APPEND,
  );
  add(
    'computedTerm',
    terms.map((term) => termRow(term, subjectId, lastSeq)),
    KEEP_TERMS,
  );

  function add(name: string, values: readonly object[], sql: string): void {
    if (values.length > 0) {
      document[name] = values.map(toColumns);
      parts.push(`${columnOf(name)}_changes AS (${sql})`);
    }
  }

  const text = JSON.stringify(document);
  await tx.$executeRaw`
    WITH given AS (SELECT ${text}::jsonb AS doc)${Prisma.raw(parts.map((part) => `, ${part}`).join(''))}
    UPDATE ${Prisma.raw(store.table)} AS kept SET ${Prisma.raw(assignments(store))}
    FROM given, jsonb_populate_record(NULL::${Prisma.raw(store.table)}, doc -> 'subject') AS changed
    WHERE kept.id = changed.id`;
}

const SETTLE_COMMANDS = `
  UPDATE command SET state = settled.state, reason = settled.reason, settled_at = settled.settled_at
  FROM given, jsonb_populate_recordset(NULL::command, doc -> 'command') AS settled
  WHERE command.subject_id = doc #>> '{subject,id}' AND command.id = settled.id
    AND command.state IN ('received', 'accepted')`;

const APPEND = `
  INSERT INTO journal_entry (subject_id, seq, writer, writer_seq, told_at, at, kind, actor, summary, data)
  SELECT subject_id, seq, writer, writer_seq, told_at, at, kind, actor, summary, data
  FROM given, jsonb_populate_recordset(NULL::journal_entry, doc -> 'journalEntry')`;

const KEEP_TERMS = `
  INSERT INTO computed_term (subject_id, seq, id, due_at, explanation)
  SELECT subject_id, seq, id, due_at, explanation
  FROM given, jsonb_populate_recordset(NULL::computed_term, doc -> 'computedTerm')
  ON CONFLICT (subject_id, seq, id) DO UPDATE SET due_at = EXCLUDED.due_at, explanation = EXCLUDED.explanation`;

function upsert(table: Exclude<TableName, 'command'>, more: readonly string[] = []): string {
  const columns = [...columnsOf(table), ...more].join(', ');
  return `INSERT INTO ${TABLES[table]} (${columns}) SELECT ${columns}
    FROM given, jsonb_populate_recordset(NULL::${TABLES[table]}, doc -> '${table}') ${CONFLICTS[table]}`;
}

function overwrite(table: TableName, key: readonly string[], fixed: readonly string[] = []): string {
  const changed = columnsOf(table).filter((column) => !key.includes(column) && !fixed.includes(column));
  const values = changed.map((column) => `${column} = EXCLUDED.${column}`).join(', ');
  return `ON CONFLICT (${key.join(', ')}) DO UPDATE SET ${values}`;
}

function subjectRow({ columns }: SubjectStore, { subject }: Model, lastSeq: number): object {
  const own = Object.fromEntries(columns.map((column) => [column, subject.own[column]]));
  return toColumns({ id: subject.id, lastSeq, updatedAt: subject.updatedAt, ...own });
}

function assignments({ columns }: SubjectStore): string {
  return ['lastSeq', 'updatedAt', ...columns]
    .map(columnOf)
    .map((column) => `${column} = changed.${column}`)
    .join(', ');
}

function entryRow(
  row: JournalRow,
  { toldAtMs, ...place }: { subjectId: string; writer: string; toldAtMs: number },
): object {
  const { atMs, ...same } = row;
  return { ...same, ...place, at: instantOf(atMs), toldAt: instantOf(toldAtMs) };
}

function termRow({ id, dueMs, explanation }: ComputedTerm, subjectId: string, seq: number): object {
  return { subjectId, seq, id, dueAt: dueMs === null ? null : instantOf(dueMs), explanation };
}
