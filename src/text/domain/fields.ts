import { z } from 'zod';
import { isMailAddress, mailAddressOf } from './mail-address';

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

/** Somebody's or something's name: at least one character of it can be seen. */
export const name = z
  .string()
  .trim()
  .max(200)
  .refine((text) => /[^\s\p{C}\p{DI}]/u.test(text), 'give at least one character that can be seen')
  // Not every reader of the document knows classes of Unicode: it says as much as all of them understand.
  .meta({ minLength: 1, pattern: '^[^\\u0000]*\\S[^\\u0000]*$' })
  .describe('With a character at least that can be seen; blanks around it are left out');
/** As it was written, without blanks around it. */
export const email = z
  .string()
  .overwrite((text) => mailAddressOf(text)?.written ?? text)
  .max(254)
  .refine(isMailAddress, 'give an address such as anna@firm.example (RFC 5321, RFC 6531)')
  .meta({ format: 'idn-email' })
  .describe('An address by RFC 5321 or 6531, of 254 octets, its local part of 64, at most');
