import { z } from 'zod';
import { bodyOf, comment, id, lookedUp, reason, words } from '../../../fact/domain/body';
import { assigned, elevated, elevationAnswered, handedOver } from './hands';

const name = words(60);

export const handBodies = {
  assigned: lookedUp(assigned, {
    personId: id.describe(
      'Somebody who is here and works on tickets; while this person is away, their deputy gets the ticket',
    ),
  }),
  handedOver: lookedUp(handedOver, {
    team: name.describe("One of the service desk's teams, another one than has the ticket"),
    personId: id.optional().describe('Somebody of that team who is here; left out: by skill and load'),
  }),
  elevated: lookedUp(elevated, {
    to: name.describe('Where the rules of the service desk let tickets be elevated to'),
    reason,
  }),
  elevationAnswered: bodyOf(
    elevationAnswered,
    { outcome: z.enum(['accepted', 'planned', 'declined', 'delivered']), note: comment.optional() },
    ({ outcome }) => ({ outcome }),
  ),
};
