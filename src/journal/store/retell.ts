import { columnOf } from '../../database/columns';
import type { Connection } from '../../database/database';
import { Prisma } from '../../database/generated/client';
import type { SubjectRef } from '../../subject/domain/recording';
import { declarationOf } from '../../subject/domain/subjects';
import { SUBJECT_STORES, statesOf } from '../../subject/store/subjects';
import { Model, type SubjectState } from '../domain/model';
import { type History, replay } from '../domain/replay';
import { type NoticeRow, ROW_KEYS, type TableName } from '../domain/rows';
import { readHistories } from './history';
import { readRows } from './rows';
import { TABLES } from './tables';
import { writeChanges } from './write';

/**
 * Brings the read model of a subject to what its journal says now, after entries were set aside: computed from the
 * beginning, since what did not come to pass has left its traces in every row that it touched. Rows that nothing has
 * made are gone.
 * @returns the model, on which the second telling is projected, and the notices of what counts no more
 */
export async function retell(
  tx: Connection,
  ref: SubjectRef,
  present: SubjectState,
): Promise<{ model: Model; gone: NoticeRow[] }> {
  const history = (await readHistories(tx, [ref.id])).get(ref.id);
  const stored = (await readRows(tx, [present])).get(ref.id) ?? new Model(present);
  const [born] = history ? await statesOf(tx, ref.kind, [ref.id], new Map([[ref.id, history.born]])) : [];
  if (!history || !born) {
    return { model: stored, gone: [] };
  }
  const model = replay(withRulesToBegin(born, present), history, declarationOf(ref.kind));
  await dropRows(tx, stored, model);
  await reopenCommands(tx, ref.id, model, history);
  await writeChanges(tx, SUBJECT_STORES[ref.kind], stored, model, {
    ...{ writer: '', toldAtMs: 0, rows: [], terms: [] },
    lastSeq: history.rows.at(-1)?.seq ?? 0,
  });
  return { model, gone: missing('notice', stored, model) };
}

/** What is told now may let a playbook begin that nothing told before has. */
function withRulesToBegin(born: SubjectState, { rules: { toBegin } }: SubjectState): SubjectState {
  return { ...born, rules: { ...born.rules, toBegin: [...born.rules.toBegin, ...toBegin] } };
}

/** Takes away what the journal does not make any more. */
async function dropRows(tx: Connection, stored: Model, told: Model): Promise<void> {
  for (const [table, column] of Object.entries(DROPPED_BY) as [keyof typeof DROPPED_BY, string][]) {
    const gone = missing(table, stored, told).map(
      (row) => (row as unknown as Record<string, string>)[column],
    );
    if (gone.length > 0) {
      await tx.$executeRaw`
        DELETE FROM ${Prisma.raw(TABLES[table])} WHERE ${Prisma.raw(columnOf(column))} = ANY (${gone}::text[])`;
    }
  }
}

/** By which column each table's rows are taken away; all points of a check go together. */
const DROPPED_BY = {
  promise: 'id',
  escalation: 'id',
  track: 'id',
  planTask: 'promiseId',
  qualityCheck: 'promiseId',
  ledgerEntry: 'id',
  effect: 'key',
} as const;

/** What became of a command is open again when the entry that said so was set aside. */
async function reopenCommands(
  tx: Connection,
  subjectId: string,
  told: Model,
  { rows }: History,
): Promise<void> {
  const ids = rows.flatMap(({ data: { commandId } }) =>
    typeof commandId === 'string' && told.get('command', commandId) === undefined ? [commandId] : [],
  );
  await tx.command.updateMany({
    where: { subjectId, id: { in: ids } },
    data: { state: 'accepted', reason: null, settledAt: null },
  });
}

function missing<T extends TableName>(table: T, stored: Model, told: Model) {
  return stored.all(table).filter((row) => told.get(table, ROW_KEYS[table](row)) === undefined);
}
