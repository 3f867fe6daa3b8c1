import { type Allocation, hoursByDay } from './allocation';
import { DAYS_A_WEEK, daysOf, type Week } from './week';
import {
  hoursOn,
  hoursPerWeekOn,
  isWorkingDay,
  WORKING_DAYS_A_WEEK,
  type WorkingPerson,
} from './working-person';

/** A person's hours in a week of their own zone, to the hundredth. */
export interface PersonWeek {
  readonly week: Week;
  /** What they have, with leave taken off. */
  readonly available: number;
  readonly planned: number;
  readonly free: number;
  /** How much more is planned than they have. */
  readonly over: number;
  /** What leave takes of the hours that they would have. */
  readonly away: number;
  /** What of it each engagement takes, the most first. */
  readonly takenBy: readonly { readonly engagementId: string; readonly hours: number }[];
}

/** The hours of a person, week by week. @param weeks one after the other, at least one */
export function personWeeks(
  person: WorkingPerson,
  allocations: readonly Allocation[],
  weeks: readonly Week[],
): PersonWeek[] {
  const fromDay = weeks[0]?.firstDay ?? 0;
  const toDay = (weeks.at(-1)?.firstDay ?? 0) + DAYS_A_WEEK - 1;
  const own = allocations
    .filter(({ personId }) => personId === person.id)
    .map((allocation) => ({
      engagementId: allocation.engagementId,
      byDay: hoursByDay(person, allocation, { fromDay, toDay }),
    }));
  return weeks.map((week) => {
    const days = daysOf(week);
    const available = rounded(sum(days.map((day) => hoursOn(person, day))));
    const whole = days.filter(isWorkingDay).map((day) => hoursPerWeekOn(person, day) / WORKING_DAYS_A_WEEK);
    const takenBy = new Map<string, number>();
    for (const { engagementId, byDay } of own) {
      const hours = sum(days.map((day) => byDay.get(day) ?? 0));
      if (hours > 0) takenBy.set(engagementId, (takenBy.get(engagementId) ?? 0) + hours);
    }
    const planned = rounded(sum([...takenBy.values()]));
    return {
      week,
      available,
      planned,
      free: rounded(Math.max(0, available - planned)),
      over: rounded(Math.max(0, planned - available)),
      away: rounded(sum(whole) - available),
      takenBy: [...takenBy]
        .map(([engagementId, hours]) => ({ engagementId, hours: rounded(hours) }))
        .toSorted((a, b) => b.hours - a.hours || a.engagementId.localeCompare(b.engagementId)),
    };
  });
}

/** The weeks in which more is planned than there are hours. */
export function overWeeks(weeks: readonly PersonWeek[]): PersonWeek[] {
  return weeks.filter(({ over }) => over > 0);
}

/** To the hundredth of an hour: thirds of days would show else. */
export function rounded(hours: number): number {
  return Math.round(hours * 100) / 100 + 0;
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, one) => total + one, 0);
}
