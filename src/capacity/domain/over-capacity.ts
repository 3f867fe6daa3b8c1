import type { PersonWeek } from './person-week';
import { mondayOf } from './week';

/** How many weeks are named one by one; the others are counted. */
const MOST_NAMED = 3;

/** How far ahead it is looked who has too much, in weeks: a quarter. */
export const WEEKS_AHEAD = 13;

/** Weeks in which more is planned than there are hours, in words; empty when there are none. */
export function overInWords(weeks: readonly PersonWeek[]): string {
  const over = weeks.filter((week) => week.over > 0);
  const named = over.slice(0, MOST_NAMED).map(weekInWords);
  const more = over.length - named.length;
  return [...named, ...(more > 0 ? [`${more} more ${more === 1 ? 'week' : 'weeks'}`] : [])].join('; ');
}

function weekInWords({ week, available, planned, over }: PersonWeek): string {
  return `${over} h too many in ${week.name} (from ${mondayOf(week)} on: ${planned} h planned, ${available} h there)`;
}
