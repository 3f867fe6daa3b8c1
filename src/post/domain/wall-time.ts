/** An instant as people read it on a wall: `Wed, 25 Nov 2026, 10:00 GMT`. @param timeZone an IANA name */
export function wallTime(at: Date, timeZone: string): string {
  return new Intl.DateTimeFormat('en-GB', {
    timeZone,
    weekday: 'short',
    day: 'numeric',
    month: 'short',
    year: 'numeric',
    hour: '2-digit',
    minute: '2-digit',
    timeZoneName: 'short',
  }).format(at);
}

/**
 * The same with the other party's clock behind it, where that shows another time: `..., 10:00 GMT (Wed, 25 Nov 2026, 11:00
 * GMT+1 for the client)`.
 */
export function bothWallTimes(
  at: Date,
  timeZone: string,
  other: { zone: string; who: string } | null,
): string {
  const own = wallTime(at, timeZone);
  return other === null || readsAlike(at, timeZone, other.zone)
    ? own
    : `${own} (${wallTime(at, other.zone)} for ${other.who})`;
}

/** Whether two walls show the same date and time at that instant, by whatever name their zones go. */
function readsAlike(at: Date, one: string, other: string): boolean {
  const shown = (timeZone: string) =>
    new Intl.DateTimeFormat('en-GB', { timeZone, dateStyle: 'short', timeStyle: 'medium' }).format(at);
  return shown(one) === shown(other);
}
