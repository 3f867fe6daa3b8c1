import type { PromiseState } from './promise-state';
import { isOpen, isPaused } from './promise-state';

/** What a promise does next by itself, and when. */
export type Moment =
  | { kind: 'warning'; atMs: number }
  | { kind: 'mark'; atMs: number; index: number }
  | { kind: 'breach'; atMs: number }
  | { kind: 'climb'; atMs: number };

// At the same instant a warning comes before the breach it warns of, and a breach before what follows from it.
const ORDER: Record<Moment['kind'], number> = { warning: 0, mark: 1, breach: 2, climb: 3 };

/**
 * The next moment of an open promise, or null when only people can move it: settled, paused, waiting for the deadline
 * activity, or at the top of its ladder. Moments may lie in the past after an outage; they come in order all the same.
 */
export function nextMoment(promise: PromiseState): Moment | null {
  if (!isOpen(promise) || isPaused(promise) || !promise.moments) {
    return null;
  }
  const { dueMs, warningsMs, marksMs } = promise.moments;
  const candidates: Moment[] = [];
  const warning = warningsMs[promise.warned];
  if (warning !== undefined && !promise.broken) {
    candidates.push({ kind: 'warning', atMs: warning });
  }
  const mark = marksMs[promise.marksPassed];
  if (mark !== undefined) {
    candidates.push({ kind: 'mark', atMs: mark, index: promise.marksPassed });
  }
  if (dueMs !== null && !promise.broken) {
    candidates.push({ kind: 'breach', atMs: dueMs });
  }
  const respondByMs = promise.escalation?.respondByMs;
  if (promise.escalation && promise.escalation.status !== 'resolved' && typeof respondByMs === 'number') {
    candidates.push({ kind: 'climb', atMs: respondByMs });
  }
  candidates.sort((a, b) => a.atMs - b.atMs || ORDER[a.kind] - ORDER[b.kind]);
  return candidates[0] ?? null;
}
