import { dayMs, dateText } from '../../../promise/domain/clock/time-text';

/** Which plan is to be shown where people work on it beside us. */
export interface BoardRequest {
  engagementId: string;
  /** The id of the track's workflow. */
  trackId: string;
  /** The promises of tasks that somebody has changed there: they are shown as they stand here. */
  differing: readonly string[];
}

export interface BoardActivities {
  /**
   * Has the vendor show a plan as it is stored: what is new, moved, given to another person, done or dropped. Repeatable;
   * what is shown as it stands costs no call. Large plans take several turns.
   * @returns whether all of it is shown
   */
  'board.show'(request: BoardRequest): Promise<{ isWhole: boolean }>;
}

/** What somebody did there to a task of a plan, as its track is told. */
export interface ChangeOnBoard {
  /** The id of the track's workflow. */
  track: string;
  task: string;
  promiseId: string;
  /** Of a moved one: noon of its new day, in milliseconds. */
  dueMs?: number;
}

/** The hour of the day by which the vendor’s own pages write a date that has none. */
const HOUR_OF_DATES = 'T10:00:00Z';

/** A date as tasks have it there. @param date such as 2026-12-24 */
export function boardTime(date: string): string {
  return `${date}${HOUR_OF_DATES}`;
}

/** The date that a time there stands for, whatever hour it has. */
export function boardDate(ms: number): string {
  return dateText(Math.floor(ms / dayMs));
}
