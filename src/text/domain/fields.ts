import { z } from 'zod';

/** Fields that come in by the API, whatever they belong to. */

/** The first and the last instant that the tables and every reader of RFC 3339 can have: four digits of a year in UTC. */
export const FIRST_INSTANT_MS = Date.parse('0001-01-01T00:00:00Z');
const LAST_MS = Date.parse('9999-12-31T23:59:59.999Z');

export const instant = z.iso
  .datetime({ offset: true })
  .refine((text) => {
    const ms = Date.parse(text);
    return ms >= FIRST_INSTANT_MS && ms <= LAST_MS;
  }, 'lies outside of the years 0001 to 9999')
  .describe('RFC 3339 with offset, in the years 0001 to 9999 (UTC)');

export const id = z.string().min(1).max(100);

/** A text that says something, kept without the blanks around it. */
export function words(most: number) {
  return z
    .string()
    .trim()
    .min(1, 'give at least one character that is no blank')
    .max(most)
    .meta({ pattern: '^[^\\u0000]*\\S[^\\u0000]*$' });
}
