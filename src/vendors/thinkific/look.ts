import type { LookOutside } from '../../capability/outside';
import { lookInTurns } from '../kit/look/in-turns';
import type { ThinkificClient } from './client';
import { seenAs } from './webhook';

/** 120 calls a minute are all that there are. */
const AT_ONE_LOOK = 40;

/** How enrolments stand that engagements rest on still: what Thinkific would have told of each. */
export function thinkificLook(thinkific: ThinkificClient): LookOutside {
  return async (cursor, resting) =>
    lookInTurns(await resting(), cursor, AT_ONE_LOOK, async (id) => {
      const enrolment = await thinkific.readEnrolment(id);
      return { id, place: 'there', unheard: seenAs(id, enrolment) };
    });
}
