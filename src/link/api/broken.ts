import { z } from 'zod';
import { instant, instantOf } from '../../edge/http/schemas';
import type { Broken } from '../domain/link';

/** That a link leads nowhere, as it is shown. */
export const brokenSchema = z.strictObject({ since: instant, why: z.string() }).meta({ id: 'BrokenLink' });

/** Beside the link itself; nothing where it leads somewhere. */
export function showBroken(broken: Broken | undefined): { broken?: z.input<typeof brokenSchema> } {
  return broken === undefined ? {} : { broken: { since: instantOf(broken.since), why: broken.why } };
}
