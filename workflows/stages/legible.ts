import { setCurrentDetails, upsertSearchAttributes } from '@temporalio/workflow';
import type { Plan } from '../../src/playbook/domain/playbook';
import { detailsTable, mostUrgent } from '../promise/legible';
import type { Standing } from './standing-facts';

/** An engagement, or one track of it, as far as it is shown. */
interface Shown extends Standing {
  readonly input: { reference: string; plan: Pick<Plan, 'name' | 'title'> };
  readonly stage: string | null;
}

/**
 * Shows where an engagement stands in Temporal's UI: what a list is filtered by as search attributes, changed only
 * when somebody else is waited for, and the open promises as current details, which cost no event.
 */
export function showInTemporal(life: Shown): void {
  const open = life.desk.openPromises();
  const { reference, plan } = life.input;
  const hold = life.state.held ? ', **on hold**' : '';
  setCurrentDetails(
    detailsTable(`**${reference}**: ${plan.title}, stage **${life.stage ?? 'closed'}**${hold}`, open),
  );
  const urgent = mostUrgent(open);
  if (!urgent || life.track !== null) {
    return;
  }
  const { level, waitingFor, dueMs } = urgent;
  const shown = `${plan.name}|${life.stage}|${life.state.held}|${level}|${waitingFor}`;
  if (life.state.shown === shown) {
    return;
  }
  life.state.shown = shown;
  upsertSearchAttributes({
    Playbook: [plan.name],
    EngagementStage: [life.stage ?? ''],
    EngagementStatus: [life.state.held ? 'held' : 'active'],
    WaitingFor: [waitingFor],
    EscalationLevel: [level],
    ...(dueMs === null ? {} : { DueAt: [new Date(dueMs)] }),
  });
}

/** The last word in Temporal's list: nobody is waited for any more. */
export function showEnded(status: 'completed' | 'cancelled'): void {
  setCurrentDetails(`**${status}**`);
  upsertSearchAttributes({ EngagementStatus: [status], WaitingFor: ['nobody'], EscalationLevel: [0] });
}
