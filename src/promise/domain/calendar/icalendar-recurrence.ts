import { icalendarMalformed } from './icalendar';
import { dayMs, parseDate, weekdayOf } from '../clock/time-text';

/** Rules without an end are followed for this long; no clock looks further ahead. */
const followYears = 100;

const dayCodes = ['MO', 'TU', 'WE', 'TH', 'FR', 'SA', 'SU'];

/**
 * Day numbers of the occurrences of a yearly rule (RFC 5545, section 3.3.10) that begins on `startDay`: INTERVAL, COUNT,
 * UNTIL, BYMONTH, BYMONTHDAY (also from the end) and BYDAY (each one, or the n-th of its month; without BYMONTH, of its
 * year).
 * @throws ClockError `ICALENDAR_MALFORMED` for another frequency or part: a closure is never guessed
 */
export function recurrenceDays(rule: string, startDay: number): number[] {
  const parts = partsOf(rule);
  const start = new Date(startDay * dayMs);
  const startYear = start.getUTCFullYear();
  const startMonth = start.getUTCMonth() + 1;
  const startDate = start.getUTCDate();
  const interval = Number(parts.get('INTERVAL') ?? 1);
  const count = Number(parts.get('COUNT') ?? Infinity);
  const untilDay = untilOf(parts.get('UNTIL'));
  if (!(interval >= 1) || !(count >= 1))
    throw icalendarMalformed(`the RRULE "${rule}" has no valid INTERVAL or COUNT`);
  const months =
    numbers(parts.get('BYMONTH')) ?? (parts.has('BYDAY') || parts.has('BYMONTHDAY') ? null : [startMonth]);
  const found: number[] = [];
  for (let year = startYear; year <= startYear + followYears; year += interval) {
    const days = (months ?? [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12]).flatMap((month) =>
      daysInMonth(year, month, parts, startDate),
    );
    for (const day of days.toSorted((a, b) => a - b)) {
      if (day < startDay) continue;
      if (day > untilDay || found.length >= count) return found;
      found.push(day);
    }
  }
  return found;
}

function partsOf(rule: string): Map<string, string> {
  const known = ['FREQ', 'INTERVAL', 'COUNT', 'UNTIL', 'BYMONTH', 'BYMONTHDAY', 'BYDAY', 'WKST'];
  const parts = new Map<string, string>();
  for (const part of rule.toUpperCase().split(';')) {
    const [key = '', value = ''] = part.split('=');
    if (key !== '') parts.set(key, value);
  }
  const strange = [...parts.keys()].find((key) => !known.includes(key));
  if (parts.get('FREQ') !== 'YEARLY' || strange !== undefined) {
    throw icalendarMalformed(`the RRULE "${rule}" is not a yearly rule that can be followed`);
  }
  return parts;
}

function untilOf(until: string | undefined): number {
  if (until === undefined) return Infinity;
  const day = parseDate(`${until.slice(0, 4)}-${until.slice(4, 6)}-${until.slice(6, 8)}`);
  if (day === null) throw icalendarMalformed(`UNTIL "${until}" is not a date`);
  return day;
}

function numbers(list: string | undefined): number[] | null {
  if (list === undefined) return null;
  const values = list.split(',').map(Number);
  if (values.some((value) => !Number.isInteger(value) || value === 0)) {
    throw icalendarMalformed(`"${list}" is not a list of numbers`);
  }
  return values;
}

function daysInMonth(
  year: number,
  month: number,
  parts: ReadonlyMap<string, string>,
  startDate: number,
): number[] {
  const all = daysBetween(Date.UTC(year, month - 1, 1), Date.UTC(year, month, 1));
  const dates = numbers(parts.get('BYMONTHDAY')) ?? (parts.has('BYDAY') ? null : [startDate]);
  const wanted = dates?.map((date) => all.at(date > 0 ? date - 1 : date));
  const byDate = wanted ? all.filter((day) => wanted.includes(day)) : all;
  const byDay = parts.get('BYDAY')?.split(',');
  if (!byDay) return byDate;
  const period = parts.has('BYMONTH') ? all : daysBetween(Date.UTC(year, 0, 1), Date.UTC(year + 1, 0, 1));
  return byDate.filter((day) => byDay.some((code) => isNth(code, day, period)));
}

function daysBetween(fromMs: number, toMs: number): number[] {
  return Array.from({ length: (toMs - fromMs) / dayMs }, (_, index) => fromMs / dayMs + index);
}

/** Whether a day is what `MO`, `2TU` or `-1FR` names among the days of its month or year. */
function isNth(code: string, day: number, period: readonly number[]): boolean {
  const parts = /^([+-]?\d+)?(MO|TU|WE|TH|FR|SA|SU)$/.exec(code);
  if (!parts) throw icalendarMalformed(`BYDAY "${code}" is not a weekday`);
  const weekday = dayCodes.indexOf(parts[2]!);
  if (weekdayOf(day) !== weekday) return false;
  if (parts[1] === undefined) return true;
  const nth = Number(parts[1]);
  const same = period.filter((other) => weekdayOf(other) === weekday);
  return same.at(nth > 0 ? nth - 1 : nth) === day;
}
