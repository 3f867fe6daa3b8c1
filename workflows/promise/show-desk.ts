import { setCurrentDetails, upsertSearchAttributes } from '@temporalio/workflow';
import type { Desk } from './desk';
import { detailsTable, mostUrgent } from './legible';

/**
 * Shows in Temporal's UI where a ticket or an incident stands: its open promises under a heading, and what a list is
 * filtered by, written only when it changes.
 */
export function showDesk(desk: Desk, heading: string, status: string): void {
  const open = desk.openPromises();
  setCurrentDetails(detailsTable(heading, open));
  const { level, waitingFor, dueMs } = mostUrgent(open) ?? { level: 0, waitingFor: 'nobody', dueMs: null };
  const shown = `${status}|${level}|${waitingFor}`;
  if (desk.state.shown === shown) {
    return;
  }
  desk.state.shown = shown;
  upsertSearchAttributes({
    EngagementStatus: [status],
    WaitingFor: [waitingFor],
    EscalationLevel: [level],
    ...(dueMs === null ? {} : { DueAt: [new Date(dueMs)] }),
  });
}
