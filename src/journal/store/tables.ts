import { columnOf } from '../../database/columns';
import type { Rows, TableName } from '../domain/rows';

type Columns<T extends TableName> = Record<keyof Rows[T], true>;

const COLUMNS: { [T in TableName]: Columns<T> } = {
  promise: {
    id: true,
    subjectId: true,
    engagementId: true,
    ticketId: true,
    workflowId: true,
    key: true,
    step: true,
    kind: true,
    title: true,
    stage: true,
    track: true,
    owedBy: true,
    assigneeId: true,
    openedAt: true,
    dueAt: true,
    state: true,
    late: true,
    level: true,
    settledAt: true,
    settledBy: true,
    brokenAt: true,
    noticedAt: true,
    paused: true,
    keptBy: true,
    explanation: true,
  },
  escalation: {
    id: true,
    subjectId: true,
    engagementId: true,
    ticketId: true,
    incidentId: true,
    promiseId: true,
    level: true,
    role: true,
    raisedAt: true,
    respondBy: true,
    state: true,
    climbs: true,
    updatedAt: true,
  },
  notice: {
    id: true,
    personId: true,
    subjectId: true,
    promiseId: true,
    escalationId: true,
    reason: true,
    level: true,
    urgent: true,
    late: true,
    text: true,
    createdAt: true,
  },
  track: {
    id: true,
    engagementId: true,
    workflowId: true,
    kind: true,
    title: true,
    state: true,
    openedAt: true,
    endedAt: true,
  },
  qualityCheck: {
    promiseId: true,
    point: true,
    engagementId: true,
    checklist: true,
    title: true,
    step: true,
    playbookName: true,
    playbookVersion: true,
    passed: true,
    at: true,
  },
  ledgerEntry: {
    id: true,
    engagementId: true,
    position: true,
    entryId: true,
    kind: true,
    milestone: true,
    invoiceNumber: true,
    amount: true,
    currency: true,
    at: true,
    dueAt: true,
  },
  command: { id: true, state: true, reason: true, settledAt: true },
};

/** The tables that a journal fills. */
export const TABLES: Record<TableName, string> = {
  promise: 'promise',
  escalation: 'escalation',
  notice: 'notice',
  track: 'track',
  qualityCheck: 'quality_check',
  ledgerEntry: 'ledger_entry',
  command: 'command',
};

/** The names of a table's columns as far as a journal fills them. */
export function columnsOf(table: TableName): string[] {
  return Object.keys(COLUMNS[table]).map(columnOf);
}
