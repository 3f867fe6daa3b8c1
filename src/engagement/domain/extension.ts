/**
 * Why a deadline cannot be put off to an instant; null: it can. Nobody shortens a deadline under the name of an extension.
 * @param present while a clock stands still there is none to compare with
 */
export function faultOfExtension(dueAtMs: number, present: Date | null, nowMs: number): string | null {
  if (dueAtMs <= nowMs) return 'lies in the past: give a time to come';
  if (present !== null && dueAtMs <= present.getTime()) {
    return `is not later than the present deadline, ${present.toISOString()}: a deadline is only ever extended`;
  }
  return null;
}
