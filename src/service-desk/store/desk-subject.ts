import type { AnySubject } from '../../journal/domain/fold';
import { rowOf } from '../../journal/store/row-of';
import { NO_ENGAGEMENT, type SubjectStore } from '../../journal/store/subject-store';
import { loadServiceDesk } from './versions';

/**
 * A subject that nothing but the service desk's rules are for: its row has a reference, a title, and the version of the
 * rules by which it was begun.
 */
export function deskSubject(subject: Pick<AnySubject, 'kind' | 'table' | 'columns'>): SubjectStore {
  return {
    ...rowOf(subject),
    async stateOf(tx, row) {
      const desk = await loadServiceDesk(tx, Number(row['deskVersion']));
      return {
        ...NO_ENGAGEMENT,
        kind: subject.kind,
        id: row.id,
        reference: String(row['reference']),
        title: String(row['title']),
        team: {},
        updatedAt: row.updatedAt,
        rules: { roles: desk.roles, ladder: desk.ladder, playbook: null },
      };
    },
  };
}
