import { z } from 'zod';
import { money } from '../../money/domain/money-schema';
import { email, name } from '../../text/domain/fields';

/** What a vendor says of an engagement that is to start: what the API takes, but for people and calendars of ours. */
export const statedStart = z.strictObject({
  playbook: z.string().max(80),
  title: name,
  client: z.strictObject({
    name,
    contacts: z
      .array(z.strictObject({ name, email, role: z.string().trim().max(100).optional() }))
      .max(50)
      .optional(),
  }),
  value: money.optional(),
  facts: z
    .record(
      z.string().regex(/^[a-zA-Z][A-Za-z0-9]{0,59}$/),
      z.union([z.string().max(1_000), z.number(), z.boolean()]),
    )
    .optional(),
  externalIds: z
    .record(z.string().regex(/^[a-zA-Z][A-Za-z0-9-]{0,59}$/), z.string().min(1).max(200))
    .optional(),
});

/** Where something is wrong, without what stands there: it goes into histories. */
export function placesOf({ issues }: z.ZodError): string {
  return [...new Set(issues.map(({ path }) => `/${path.join('/')}`))].join(', ');
}
