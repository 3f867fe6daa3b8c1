import { z } from 'zod';
import { bodyOf, comment, id, lookedUp, reason } from '../../../fact/domain/body';
import { assigned, elevated, elevationAnswered, handedOver } from './hands';

const name = z.string().trim().min(1).max(60);

export const handBodies = {
  assigned: lookedUp(assigned, {
    personId: id.describe('While this person is away, their deputy gets the ticket'),
  }),
  handedOver: lookedUp(handedOver, {
    team: name,
    personId: id.optional().describe('Somebody of that team who is here; left out: by skill and load'),
  }),
  elevated: lookedUp(elevated, { to: name, reason }),
  elevationAnswered: bodyOf(
    elevationAnswered,
    { outcome: z.enum(['accepted', 'planned', 'declined', 'delivered']), note: comment.optional() },
    ({ outcome }) => ({ outcome }),
  ),
};
