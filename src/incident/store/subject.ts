import { NO_ENGAGEMENT, type SubjectStore } from '../../journal/store/subject-store';
import { serviceDesk } from '../../service-desk/store/service-desk';
import type { IncidentColumns } from '../domain/subject';

const COLUMNS: Record<keyof IncidentColumns, true> = {
  status: true,
  engagements: true,
  tickets: true,
  rootCause: true,
  closedAt: true,
};

/** An incident as the subject of a journal. */
export const incidentStore: SubjectStore = {
  table: 'incident',
  columns: Object.keys(COLUMNS),
  async stateOf(_tx, row) {
    const { desk } = serviceDesk();
    return {
      ...NO_ENGAGEMENT,
      kind: 'incident',
      id: row.id,
      reference: String(row['reference']),
      title: String(row['title']),
      team: {},
      updatedAt: row.updatedAt,
      rules: { roles: desk.roles, ladder: desk.ladder, playbook: null },
    };
  },
};
