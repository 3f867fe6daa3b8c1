import { setCurrentDetails, upsertSearchAttributes } from '@temporalio/workflow';
import type { PromiseState } from '../../src/promise/domain/ladder/promise-state';
import type { Lifecycle } from './lifecycle';

const LEVELS = ['none', 'Level 1', 'Level 2', 'Level 3', 'crisis'] as const;

/**
 * Shows where an engagement stands in Temporal's UI: what a list is filtered by as search attributes, changed only
 * when somebody else is waited for, and the open promises as current details, which cost no event.
 */
export function showInTemporal(life: Lifecycle): void {
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
  const shown = `${life.stage}|${life.state.held}|${level}|${waitingFor}`;
  if (life.state.shown === shown) {
    return;
  }
  life.state.shown = shown;
  upsertSearchAttributes({
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

/** Who is waited for first, until when, and how far the highest ladder has been climbed; null while only systems work. */
export function mostUrgent(
  open: PromiseState[],
): { level: number; waitingFor: string; dueMs: number | null } | null {
  const first = open
    .toSorted(byUrgency)
    .find((promise) => promise.kind !== 'action' && promise.kind !== 'message');
  if (!first) {
    return null;
  }
  const level = Math.max(...open.map((promise) => promise.escalation?.level ?? 0));
  return { level, waitingFor: first.owedBy, dueMs: first.moments?.dueMs ?? null };
}

function byUrgency(a: PromiseState, b: PromiseState): number {
  return (a.moments?.dueMs ?? Number.MAX_SAFE_INTEGER) - (b.moments?.dueMs ?? Number.MAX_SAFE_INTEGER);
}

/** The open promises as a Markdown table under a heading. */
export function detailsTable(heading: string, open: PromiseState[]): string {
  const rows = open.toSorted(byUrgency).map((promise) => {
    const due = promise.moments?.dueMs;
    const level = LEVELS[promise.escalation?.level ?? 0];
    return `| ${promise.step} | ${promise.owedBy} | ${due ? new Date(due).toISOString() : 'paused'} | ${level} |`;
  });
  return [
    heading,
    '',
    '| waiting for | owed by | due | escalation |',
    '| --- | --- | --- | --- |',
    ...rows,
  ].join('\n');
}
