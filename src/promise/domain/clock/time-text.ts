import { ClockError, type ClockErrorCode } from './errors';

export const dayMs = 86_400_000;

/** Day number (days since 1970-01-01) of a date `YYYY-MM-DD`; null when there is no such date. */
export function parseDate(text: string): number | null {
  const parts = /^(\d{4})-(\d{2})-(\d{2})$/.exec(text);
  if (!parts) return null;
  const ms = Date.parse(`${text}T00:00:00Z`);
  // Date.parse lets 30 February through as 1 March.
  return Number.isNaN(ms) || new Date(ms).getUTCDate() !== Number(parts[3]) ? null : ms / dayMs;
}

/** Milliseconds since local midnight of `HH:MM` or `HH:MM:SS`, `24:00` included; null when malformed. */
export function parseWallTime(text: string): number | null {
  const parts = /^([01]\d|2[0-4]):([0-5]\d)(?::([0-5]\d))?$/.exec(text);
  if (!parts) return null;
  const ms = (Number(parts[1]) * 3600 + Number(parts[2]) * 60 + Number(parts[3] ?? 0)) * 1000;
  return ms <= dayMs ? ms : null;
}

const instantForm =
  /^(\d{4}-\d{2}-\d{2})[Tt ](?:[01]\d|2[0-3]):[0-5]\d(?::[0-5]\d(?:\.\d+)?)?(?:[Zz]|[+-](?:[01]\d|2[0-3]):[0-5]\d)$/;

/**
 * Epoch milliseconds of an RFC 3339 instant.
 * @throws ClockError with `code` when it is malformed, has no offset, or names a date that does not exist.
 */
export function parseInstant(text: string, code: ClockErrorCode, what: string): number {
  const date = instantForm.exec(text)?.[1];
  if (date === undefined || parseDate(date) === null) {
    throw new ClockError(
      code,
      `${what} "${text}" is not an instant; give a real date and time with an offset, such as 2026-06-01T09:00:00+02:00`,
    );
  }
  const ms = Date.parse(text.toUpperCase().replace(' ', 'T'));
  const year = new Date(ms).getUTCFullYear();
  if (year < 1900 || year > 9000) {
    throw new ClockError(code, `${what} "${text}" lies outside the years 1900 to 9000`);
  }
  return ms;
}

/** `YYYY-MM-DD` of a day number. */
export function dateText(day: number): string {
  return new Date(day * dayMs).toISOString().slice(0, 10);
}

/** Weekday of a day number: 0 is Monday. */
export function weekdayOf(day: number): number {
  return (((day + 3) % 7) + 7) % 7;
}

/** A duration as people write it: `1 h 30 min`, `45 s`, `0 h`. */
export function durationText(ms: number): string {
  const seconds = Math.floor(ms / 1000);
  const parts = [
    [Math.floor(seconds / 3600), 'h'],
    [Math.floor((seconds % 3600) / 60), 'min'],
    [seconds % 60, 's'],
  ] as const;
  const shown = parts.filter(([amount]) => amount > 0).map(([amount, unit]) => `${amount} ${unit}`);
  return shown.join(' ') || '0 h';
}
