import type { PromiseState } from '../../src/promise/domain/ladder/promise-state';

const LEVELS = ['none', 'Level 1', 'Level 2', 'Level 3', 'crisis'] as const;

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
