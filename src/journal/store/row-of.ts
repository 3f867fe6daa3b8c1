import type { AnySubject } from '../domain/fold';
import type { SubjectStore } from './subject-store';

/** Where a subject's row is, and which of its columns its facts change: as it is declared. */
export function rowOf({
  table,
  columns,
}: Pick<AnySubject, 'table' | 'columns'>): Pick<SubjectStore, 'table' | 'columns'> {
  return { table, columns: Object.keys(columns) };
}
