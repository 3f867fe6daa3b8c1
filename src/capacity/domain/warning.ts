import type { PersonWeek } from './person-week';

/** So much more than was told is worth telling again: a day's work. */
const GROWN_BY_HOURS = 8;

/** What is to be told of somebody's weeks, and what is known of them from then on. */
export interface Warning {
  readonly news: readonly PersonWeek[];
  /** How many hours too many each week that is over has, as far as it was told, by its first day. */
  readonly told: ReadonlyMap<number, number>;
}

/**
 * Each week in which somebody has too much is told once, and again when it has grown by a lot since; what is no more is
 * forgotten, so that it is news when it comes back.
 * @param before what was told so far
 */
export function warningOf(over: readonly PersonWeek[], before: ReadonlyMap<number, number>): Warning {
  const isNews = ({ week, over: hours }: PersonWeek) => {
    const told = before.get(week.firstDay);
    return told === undefined || hours >= told + GROWN_BY_HOURS;
  };
  const told = over.map((one): [number, number] => {
    const known = before.get(one.week.firstDay) ?? one.over;
    return [one.week.firstDay, isNews(one) ? one.over : Math.min(known, one.over)];
  });
  return { news: over.filter(isNews), told: new Map(told) };
}
