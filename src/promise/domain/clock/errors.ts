/** Why a clock cannot be answered. The code is stable; the text after it says what is wrong and what to do. */
export type ClockErrorCode =
  | 'CASE_MALFORMED'
  | 'START_MALFORMED'
  | 'TARGET_MALFORMED'
  | 'EVENT_MALFORMED'
  | 'POLICY_MALFORMED'
  | 'ASK_MALFORMED'
  | 'CALENDAR_MALFORMED'
  | 'CALENDAR_UNKNOWN_ZONE'
  | 'CALENDAR_NEVER_OPEN'
  | 'ICALENDAR_MALFORMED'
  | 'DEADLINE_TOO_FAR';

/** A clock that cannot be: `message` is `CODE: reason`, fit to be shown as a case's `error`. */
export class ClockError extends Error {
  constructor(
    readonly code: ClockErrorCode,
    reason: string,
  ) {
    super(`${code}: ${reason}`);
    this.name = 'ClockError';
  }
}
