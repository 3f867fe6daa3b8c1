import type { Connection } from '../../database/database';
import type { Actor } from '../../fact/domain/actor';
import { groupBy } from '../domain/group-by';
import { BORN } from '../domain/project';
import type { History, WrittenRow } from '../domain/replay';
import type { Since } from './subject-store';

/** A subject's history, and how it was before its first entry. */
export interface StoredHistory extends History {
  born: Since;
}

/** Reads all that was told of some subjects, by their ids; of one that has no entry there is none. */
export async function readHistories(
  tx: Connection,
  subjectIds: readonly string[],
): Promise<Map<string, StoredHistory>> {
  const where = { subjectId: { in: [...subjectIds] } };
  const [entries, terms] = await Promise.all([
    tx.journalEntry.findMany({ where, orderBy: [{ subjectId: 'asc' }, { seq: 'asc' }] }),
    tx.computedTerm.findMany({ where }),
  ]);
  const termsOf = groupBy(terms, ({ subjectId }) => subjectId);
  return new Map(
    [...groupBy(entries, ({ subjectId }) => subjectId)].map(([id, own]): [string, StoredHistory] => [
      id,
      {
        born: {
          columns: ((own[0]?.data ?? {}) as Record<string, unknown>)[BORN] as Record<string, unknown>,
          facts: own.map(({ kind, data }) => ({ ...(data as Record<string, unknown>), kind })),
        },
        rows: own.map(
          ({ at, actor, data, ...row }): WrittenRow => ({
            ...row,
            atMs: at.getTime(),
            actor: actor as unknown as Actor,
            data: data as Record<string, unknown>,
          }),
        ),
        terms: (termsOf.get(id) ?? []).map(({ dueAt, explanation, ...term }) => ({
          ...term,
          dueMs: dueAt?.getTime() ?? null,
          explanation: explanation as string[],
        })),
      },
    ]),
  );
}
