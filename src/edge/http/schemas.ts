import { z } from 'zod';
import { id } from '../../text/domain/fields';
import { isMailAddress, mailAddressOf } from '../../text/domain/mail-address';

export { id, instant, words } from '../../text/domain/fields';

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
/** Lower-case words joined by hyphens. */
export const roleName = z
  .string()
  .max(60)
  .regex(/^[a-z][a-z0-9]*(-[a-z0-9]+)*$/, 'lower-case words joined by hyphens, such as operations-manager');
export const facts = z.record(
  z.string().regex(/^[a-zA-Z][A-Za-z0-9]{0,59}$/, 'letters and digits'),
  z.union([z.string().max(1_000), z.number(), z.boolean()]),
);
export const idParams = z.object({ id });
/** The open incidents that concern something. */
export const openIncidents = z
  .array(z.strictObject({ id, reference: z.string() }))
  .describe('The open crises that concern it');

/** By which rules of the service desk something is ruled. */
export const ruledBy = z
  .strictObject({ version: z.int() })
  .describe("The version of the service desk's rules that rules it: see /v1/service-desk/versions/{v}");

/** How far a ladder has been climbed: 0 nobody told, 1 to 3, then crisis. */
export const level = z.union([z.int().min(0).max(3), z.literal('crisis')]);

/** As the tables keep it, 4 is crisis. */
export function levelOf(stored: number): number | 'crisis' {
  return stored >= 4 ? 'crisis' : stored;
}

export function instantOf(date: Date): string;
export function instantOf(date: Date | null): string | null;
export function instantOf(date: Date | null): string | null {
  return date === null ? null : date.toISOString();
}
