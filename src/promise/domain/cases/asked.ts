import type { Run } from './case-clock';

/** The instant at each percentage of the working time; null where a pause without end comes first. */
export function warningsAt(
  run: Run,
  percents: readonly number[],
): { percent: number; atMs: number | null }[] {
  return percents.map((percent) => ({
    percent,
    atMs:
      percent === 100 ? run.dueMs : run.course.advance(run.startMs, Math.round((run.workMs * percent) / 100)),
  }));
}

/**
 * The instant that many seconds of working time before (-) or after (+) the deadline. One before the deadline is where
 * that much is left of the working time, as a warning is: at the start when all of it is.
 */
export function offsetAt(run: Run, seconds: number): number | null {
  if (run.dueMs === null || seconds === 0) return run.dueMs;
  if (seconds > 0) return run.course.advance(run.dueMs, seconds * 1000);
  const usedMs = run.workMs + seconds * 1000;
  return usedMs >= 0 ? run.course.advance(run.startMs, usedMs) : run.course.retreat(run.startMs, -usedMs);
}
