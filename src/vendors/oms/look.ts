import type { LookOutside } from '../../capability/outside';
import { lookInTurns } from '../kit/look/in-turns';
import type { OmsClient } from './client';
import { seenAs } from './webhook';

/** An ERP has other work to do. */
const AT_ONE_LOOK = 40;

/** How orders stand that engagements rest on still: what would have been told of each. */
export function omsLook(oms: OmsClient): LookOutside {
  return async (cursor, resting) =>
    lookInTurns(await resting(), cursor, AT_ONE_LOOK, async (id) => {
      const order = await oms.readOrder(id);
      return { id, place: 'there', unheard: seenAs(id, order) };
    });
}
