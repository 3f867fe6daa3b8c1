import type { LookOutside } from '../../capability/outside';
import { lookInTurns } from '../kit/look/in-turns';
import type { EasypostClient } from './client';
import { seenAs } from './webhook';

const AT_ONE_LOOK = 50;

/** Where shipments are that engagements rest on still: what EasyPost would have told of each. */
export function easypostLook(easypost: EasypostClient): LookOutside {
  return async (cursor, resting) =>
    lookInTurns(await resting(), cursor, AT_ONE_LOOK, async (id) => {
      const shipment = await easypost.readTracker(id);
      return { id, place: 'there', unheard: seenAs(id, shipment) };
    });
}
