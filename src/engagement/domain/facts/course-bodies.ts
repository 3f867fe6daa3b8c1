import { z } from 'zod';
import { bodyOf, instant, lookedUp, plainBody, reason } from '../../../fact/domain/body';
import { cancelled, deadlineExtended, held, reassigned, resumed } from './course';

export const courseBodies = {
  held: plainBody(held, { reason }),
  resumed: plainBody(resumed, {}),
  reassigned: lookedUp(reassigned, {
    role: z.string().min(1).max(100),
    personId: z.string().min(1).max(100).describe('While this person is away, their deputy gets the role'),
    actingUntil: instant.optional(),
  }),
  deadlineExtended: bodyOf(
    deadlineExtended,
    { dueAt: instant.describe('Later than the present deadline; RFC 3339 with offset'), reason },
    ({ dueAt }) => ({ dueAtMs: Date.parse(dueAt) }),
  ),
  cancelled: plainBody(cancelled, { reason }),
};
