/** Half-open stretch of time [fromMs, toMs) in epoch milliseconds; `toMs` may be Infinity. */
export interface Interval {
  readonly fromMs: number;
  readonly toMs: number;
}

/** The same time as sorted, disjoint, non-touching intervals; empty ones vanish. */
export function union(intervals: readonly Interval[]): Interval[] {
  const sorted = intervals.filter((i) => i.fromMs < i.toMs).toSorted((a, b) => a.fromMs - b.fromMs);
  const merged: Interval[] = [];
  for (const next of sorted) {
    const last = merged.at(-1);
    if (last && next.fromMs <= last.toMs) {
      merged[merged.length - 1] = { fromMs: last.fromMs, toMs: Math.max(last.toMs, next.toMs) };
    } else {
      merged.push(next);
    }
  }
  return merged;
}

/** What is left of `interval` without `removed`, in order. */
export function subtract(interval: Interval, removed: readonly Interval[]): Interval[] {
  const left: Interval[] = [];
  let fromMs = interval.fromMs;
  for (const gone of union(removed)) {
    left.push({ fromMs, toMs: Math.min(gone.fromMs, interval.toMs) });
    fromMs = Math.max(fromMs, gone.toMs);
  }
  left.push({ fromMs, toMs: interval.toMs });
  return left.filter((i) => i.fromMs < i.toMs);
}

/** The part of `interval` within `bounds`; null when they share no time. */
export function clip(interval: Interval, bounds: Interval): Interval | null {
  const fromMs = Math.max(interval.fromMs, bounds.fromMs);
  const toMs = Math.min(interval.toMs, bounds.toMs);
  return fromMs < toMs ? { fromMs, toMs } : null;
}
