import { z } from 'zod';
import type { Principal } from '../../edge/http/principal';
import { type FieldFault, invalid, Problem } from '../../edge/http/problem';
import { zoneOf } from '../../promise/domain/calendar/zone';
import { parseDate } from '../../promise/domain/clock/time-text';
import { type Week, weeksBetween } from '../domain/week';
import { CLIENT } from '../store/working-people';

/** Nobody plans further, and every week of every person is an answer's line. */
const MOST_WEEKS = 53;
/** A quarter. */
export const STANDARD_WEEKS = 13;

/** A day of the years that the clock knows. */
export const day = z
  .string()
  .regex(/^\d{4}-\d{2}-\d{2}$/, { error: 'a date such as 2026-06-01', abort: true })
  .refine((text) => parseDate(text) !== null && text >= '1900-01-01' && text < '9000', 'there is no such day')
  .describe('A date that exists, YYYY-MM-DD, in the years 1900 to 8999');

/** The weeks that a query asks for. */
export const spanQuery = {
  from: day.optional().describe('A day of the first week, YYYY-MM-DD; today when left out'),
  to: day
    .optional()
    .describe(
      `A day of the last week, YYYY-MM-DD, not before the first one and within ${MOST_WEEKS} weeks of it; ${STANDARD_WEEKS} weeks in all when left out`,
    ),
};

interface Asked {
  from?: string | undefined;
  to?: string | undefined;
}

/**
 * The weeks of which a day lies in the time that is asked for.
 * @param today the day number of today
 * @throws Problem 422 for a time that ends before it begins, or is too long
 */
export function weeksAsked({ from, to }: Asked, today: number, pointers = QUERY): Week[] {
  const fromDay = dayNumber(from) ?? today;
  const toDay = dayNumber(to) ?? fromDay + 7 * (STANDARD_WEEKS - 1);
  const fault = (message: string): FieldFault => ({ pointer: pointers.to, message });
  if (toDay < fromDay) throw invalid([fault('lies before the first day')]);
  const weeks = weeksBetween(fromDay, Math.min(toDay, fromDay + 7 * MOST_WEEKS));
  if (weeks.length > MOST_WEEKS) {
    throw invalid([fault(`give at most ${MOST_WEEKS} weeks: ask several times`)]);
  }
  return weeks;
}

const QUERY = { to: '/query/to' };

/** Today where the house is. */
export function today(nowMs: number, timeZone: string): number {
  return zoneOf(timeZone).dayOf(nowMs);
}

export function dayNumber(text: string | undefined): number | null {
  return text === undefined ? null : parseDate(text);
}

/** Who works how much, and who is away, is no matter of clients. @throws Problem 403 for a person of a client */
export function insistOnOurPeople(principal: Principal): void {
  if (principal.kind === 'person' && principal.roles.includes(CLIENT)) {
    throw new Problem(
      'forbidden',
      'Nothing was changed. This is for the people of the house, not for clients.',
    );
  }
}
