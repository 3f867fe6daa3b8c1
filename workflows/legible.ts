import { setCurrentDetails, upsertSearchAttributes } from '@temporalio/workflow';
import type { PromiseState } from '../src/domain/ladder/promise-state';
import type { Lifecycle } from './lifecycle';

const LEVELS = ['none', 'Level 1', 'Level 2', 'Level 3', 'crisis'] as const;

/**
 * Shows where an engagement stands in Temporal's UI: what a list is filtered by as search attributes, changed only
 * when they change, and the open promises as current details, which cost no event.
 */
export function showInTemporal(life: Lifecycle): void {
  const open = life.desk.openPromises().sort(byUrgency);
  setCurrentDetails(details(life, open));
  const first = open.find((promise) => promise.kind !== 'action' && promise.kind !== 'message') ?? open[0];
  const level = Math.max(0, ...open.map((promise) => promise.escalation?.level ?? 0));
  const waitingFor = first?.owedBy ?? 'nobody';
  const dueMs = first?.moments?.dueMs ?? null;
  const shown = `${life.stage}|${life.state.held}|${level}|${waitingFor}`;
  if (life.state.shown === shown || life.track !== null) {
    return;
  }
  life.state.shown = shown;
  upsertSearchAttributes({
    EngagementStage: [life.stage ?? 'closed'],
    EngagementStatus: [life.state.held ? 'held' : 'active'],
    WaitingFor: [waitingFor],
    EscalationLevel: [level],
    ...(dueMs === null ? {} : { DueAt: [new Date(dueMs)] }),
  });
}

function byUrgency(a: PromiseState, b: PromiseState): number {
  return (a.moments?.dueMs ?? Number.MAX_SAFE_INTEGER) - (b.moments?.dueMs ?? Number.MAX_SAFE_INTEGER);
}

function details(life: Lifecycle, open: PromiseState[]): string {
  const { reference, plan } = life.input;
  const rows = open.map((promise) => {
    const due = promise.moments?.dueMs;
    const level = LEVELS[promise.escalation?.level ?? 0];
    return `| ${promise.step} | ${promise.owedBy} | ${due ? new Date(due).toISOString() : 'paused'} | ${level} |`;
  });
  return [
    `**${reference}**: ${plan.title}, stage **${life.stage ?? 'closed'}**${life.state.held ? ', **on hold**' : ''}`,
    '',
    '| waiting for | owed by | due | escalation |',
    '| --- | --- | --- | --- |',
    ...rows,
  ].join('\n');
}
