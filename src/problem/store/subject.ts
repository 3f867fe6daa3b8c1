import { NO_ENGAGEMENT, type SubjectStore } from '../../journal/store/subject-store';
import { serviceDesk } from '../../service-desk/store/service-desk';
import type { ProblemColumns } from '../domain/subject';

const COLUMNS: Record<keyof ProblemColumns, true> = {
  status: true,
  round: true,
  tickets: true,
  rootCause: true,
  solution: true,
  effect: true,
  analysedAt: true,
  implementedAt: true,
  measuredAt: true,
  endedAt: true,
};

/** A problem as the subject of a journal. */
export const problemStore: SubjectStore = {
  table: 'problem',
  columns: Object.keys(COLUMNS),
  async stateOf(_tx, row) {
    const { desk } = serviceDesk();
    return {
      ...NO_ENGAGEMENT,
      kind: 'problem',
      id: row.id,
      reference: String(row['reference']),
      title: String(row['title']),
      team: {},
      updatedAt: row.updatedAt,
      rules: { roles: desk.roles, ladder: desk.ladder, playbook: null },
    };
  },
};
