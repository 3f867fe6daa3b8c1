/** What is known of a promise when it is asked whether it is late. */
interface Dated {
  state: string;
  dueAt: Date | null;
  paused: boolean;
  late: boolean;
}

/** Whether a promise is open past its due time, or was kept after it; while its clock stands still, as it stood. */
export function isLateAt({ state, dueAt, paused, late }: Dated, now: Date): boolean {
  if (state !== 'open' || paused) return late;
  return dueAt !== null && dueAt < now;
}
