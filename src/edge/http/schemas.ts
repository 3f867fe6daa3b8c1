import { z } from 'zod';
import { id } from '../../text/domain/fields';

export { email, id, instant, name, words } from '../../text/domain/fields';

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
