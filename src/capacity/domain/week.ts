import { dateText, weekdayOf } from '../../promise/domain/clock/time-text';

/** A week of ISO 8601: from Monday on. */
export interface Week {
  /** Such as `2026-W23`. */
  readonly name: string;
  /** Day number of its Monday. */
  readonly firstDay: number;
}

export const DAYS_A_WEEK = 7;

/** The week in which a day lies, by its day number. */
export function weekOf(day: number): Week {
  const firstDay = day - weekdayOf(day);
  // A week belongs to the year in which its Thursday lies.
  const thursday = firstDay + 3;
  const year = Number(dateText(thursday).slice(0, 4));
  const newYear = Date.UTC(year, 0, 1) / 86_400_000;
  const number = Math.floor((thursday - newYear) / DAYS_A_WEEK) + 1;
  return { name: `${year}-W${String(number).padStart(2, '0')}`, firstDay };
}

/** Every week of which a day lies within the two, both included. */
export function weeksBetween(fromDay: number, toDay: number): Week[] {
  const weeks: Week[] = [];
  for (let week = weekOf(fromDay); week.firstDay <= toDay; week = weekOf(week.firstDay + DAYS_A_WEEK)) {
    weeks.push(week);
  }
  return weeks;
}

/** The days of a week, by their numbers. */
export function daysOf({ firstDay }: Week): number[] {
  return Array.from({ length: DAYS_A_WEEK }, (_, index) => firstDay + index);
}

/** The date of a week's Monday. */
export function mondayOf({ firstDay }: Week): string {
  return dateText(firstDay);
}
