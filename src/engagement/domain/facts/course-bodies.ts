import { z } from 'zod';
import { bodyOf, instant, lookedUp, plainBody, reason } from '../../../fact/domain/body';
import { cancelled, deadlineExtended, held, reassigned, resumed } from './course';

export const courseBodies = {
  held: plainBody(held, { reason }),
  resumed: plainBody(resumed, {}),
  reassigned: lookedUp(reassigned, {
    role: z.string().min(1).max(100).describe("One of the playbook's roles"),
    personId: z
      .string()
      .min(1)
      .max(100)
      .describe('An active person; while they are away, their deputy gets the role'),
    actingUntil: instant
      .optional()
      .describe('Until when they act for whoever has the role, in the future; RFC 3339 with offset'),
    overrideReason: reason
      .optional()
      .describe(
        'Why they get the role although it takes more hours than they have, where the playbook counts its hours',
      ),
  }),
  deadlineExtended: bodyOf(
    deadlineExtended,
    {
      dueAt: instant.describe('In the future and later than the present deadline; RFC 3339 with offset'),
      reason,
    },
    ({ dueAt }) => ({ dueAtMs: Date.parse(dueAt) }),
  ),
  cancelled: plainBody(cancelled, { reason }),
};
