import { z } from 'zod';
import { bodyOf, id, lookedUp, plainBody, reason } from '../../../fact/domain/body';
import { cancelled, completionApproved, csatGiven, merged, reopened, resolved } from './end';

export const endBodies = {
  resolved: plainBody(resolved, {}),
  reopened: plainBody(reopened, { reason: reason.optional() }),
  completionApproved: plainBody(completionApproved, {}),
  csatGiven: bodyOf(csatGiven, { csat: z.int().min(1).max(5) }, ({ csat }) => ({ csat })),
  merged: lookedUp(merged, {
    into: id.describe('The id or the reference of the ticket that goes on, another one'),
  }),
  cancelled: plainBody(cancelled, { reason }),
};
