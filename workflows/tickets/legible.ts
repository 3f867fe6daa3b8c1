import { setCurrentDetails, upsertSearchAttributes } from '@temporalio/workflow';
import { detailsTable, mostUrgent } from '../legible';
import type { Matter } from './matter';

/** Shows where a ticket stands in Temporal's UI; search attributes are written only when they change. */
export function showTicket(matter: Matter): void {
  const { state, input, desk } = matter;
  const open = desk.openPromises();
  const heading = `**${input.reference}**: ${state.priority}, **${state.status}**, with ${state.team}`;
  setCurrentDetails(detailsTable(heading, open));
  const { level, waitingFor, dueMs } = mostUrgent(open) ?? { level: 0, waitingFor: 'nobody', dueMs: null };
  const shown = `${state.status}|${level}|${waitingFor}`;
  if (desk.state.shown === shown) {
    return;
  }
  desk.state.shown = shown;
  upsertSearchAttributes({
    EngagementStatus: [state.status],
    WaitingFor: [waitingFor],
    EscalationLevel: [level],
    ...(dueMs === null ? {} : { DueAt: [new Date(dueMs)] }),
  });
}
