import type { Assignment, Run } from './case-clock';

/** Counted seconds of a run until an instant by the group that owned the case; time before any owner is nobody's. */
export function groupSeconds(
  assignments: readonly Assignment[],
  run: Run,
  untilMs: number,
): Record<string, number> {
  const totals = new Map<string, number>();
  assignments.forEach(({ group, atMs }, index) => {
    const fromMs = Math.max(atMs, run.startMs);
    const toMs = Math.min(assignments[index + 1]?.atMs ?? untilMs, untilMs);
    totals.set(group, (totals.get(group) ?? 0) + Math.floor(run.course.countedMs(fromMs, toMs) / 1000));
  });
  return Object.fromEntries(totals);
}
