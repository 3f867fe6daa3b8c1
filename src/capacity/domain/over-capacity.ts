import type { Allocation } from './allocation';
import { type PersonWeek, personWeeks } from './person-week';
import { mondayOf, type Week } from './week';
import type { WorkingPerson } from './working-person';

/** How many weeks are named one by one; the others are counted. */
const MOST_NAMED = 3;

/** How far ahead it is looked who has too much, in weeks: a quarter. */
export const WEEKS_AHEAD = 13;

/**
 * The weeks in which a person would have more to do than hours if they were given something that takes hours then. Where
 * they have too much already, each hour more counts.
 * @param others what takes their time besides
 */
export function overThrough(
  person: WorkingPerson,
  others: readonly Allocation[],
  given: readonly Allocation[],
  weeks: readonly Week[],
): PersonWeek[] {
  const before = personWeeks(person, others, weeks);
  return personWeeks(person, [...others, ...given], weeks).filter(
    ({ planned, over }, index) => over > 0 && planned > (before[index]?.planned ?? 0),
  );
}

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
