import { fromColumns } from '../../database/columns';
import type { Connection } from '../../database/database';
import { Prisma } from '../../database/generated/client';
import { TAKEN_BACK } from '../../post/domain/post';
import { groupBy } from '../domain/group-by';
import { Model, type SubjectState } from '../domain/model';
import { ROW_KEYS, type Rows, type TableName } from '../domain/rows';
import { columnsOf, TABLES } from './tables';

/** By which column a table's rows belong to a subject. */
const OWNER: Record<TableName, string> = {
  promise: 'subject_id',
  escalation: 'subject_id',
  notice: 'subject_id',
  track: 'engagement_id',
  planTask: 'engagement_id',
  qualityCheck: 'engagement_id',
  ledgerEntry: 'engagement_id',
  effect: 'engagement_id',
  command: 'subject_id',
};

/** What was taken back is no fact of the journal. */
const TOLD_BY_THE_JOURNAL = Prisma.sql`AND reason <> ${TAKEN_BACK}`;

/** What the database holds of some subjects: their rows as far as their journals fill them. */
export async function readRows(
  tx: Connection,
  subjects: readonly SubjectState[],
): Promise<Map<string, Model>> {
  const ids = subjects.map(({ id }) => id);
  const read = async <T extends TableName>(table: T) => {
    const columns = columnsOf(table).map((column) => `'${column}', ${column}`);
    const rows = await tx.$queryRaw<{ owner: string; row: Record<string, unknown> }[]>`
      SELECT ${Prisma.raw(OWNER[table])} AS owner, jsonb_build_object(${Prisma.raw(columns.join(', '))}) AS row
      FROM ${Prisma.raw(TABLES[table])}
      WHERE ${Prisma.raw(OWNER[table])} = ANY (${ids}::text[]) ${table === 'notice' ? TOLD_BY_THE_JOURNAL : Prisma.empty}`;
    return groupBy(
      rows.map(({ owner, row }) => ({ owner, row: fromColumns<Rows[T]>(row) })),
      ({ owner }) => owner,
    );
  };
  const [promise, escalation, notice, track, planTask, qualityCheck, ledgerEntry, effect, command] =
    await Promise.all([
      read('promise'),
      read('escalation'),
      read('notice'),
      read('track'),
      read('planTask'),
      read('qualityCheck'),
      read('ledgerEntry'),
      read('effect'),
      read('command'),
    ]);
  const keyed = <T extends TableName>(table: T, all: Map<string, { row: Rows[T] }[]>, id: string) =>
    new Map((all.get(id) ?? []).map(({ row }) => [ROW_KEYS[table](row), row]));
  return new Map(
    subjects.map((subject) => [
      subject.id,
      new Model(subject, {
        promise: keyed('promise', promise, subject.id),
        escalation: keyed('escalation', escalation, subject.id),
        notice: keyed('notice', notice, subject.id),
        track: keyed('track', track, subject.id),
        planTask: keyed('planTask', planTask, subject.id),
        qualityCheck: keyed('qualityCheck', qualityCheck, subject.id),
        ledgerEntry: keyed('ledgerEntry', ledgerEntry, subject.id),
        effect: keyed('effect', effect, subject.id),
        command: keyed('command', command, subject.id),
      }),
    ]),
  );
}
