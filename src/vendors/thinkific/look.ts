import type { LookOutside, OutsideSight } from '../../capability/outside';
import type { ThinkificClient } from './client';
import { seenAs } from './webhook';

/** So many enrolments are read at one look, after one another: 120 calls a minute are all that there are. */
const AT_ONE_LOOK = 40;

/**
 * How enrolments stand that engagements rest on still: what Thinkific would have told of each. Each look goes on where the one
 * before has ended, in the order of the ids, and begins anew behind the last.
 */
export function thinkificLook(thinkific: ThinkificClient): LookOutside {
  return async (cursor = '', resting) => {
    const ids = (await resting()).toSorted();
    const next = ids.filter((id) => id > cursor).slice(0, AT_ONE_LOOK);
    const due = next.length > 0 ? next : ids.slice(0, AT_ONE_LOOK);
    const sights: OutsideSight[] = [];
    for (const id of due) {
      const enrolment = await thinkific.readEnrolment(id);
      sights.push({ id, place: 'there', unheard: seenAs(id, enrolment) });
    }
    return { sights, cursor: due.at(-1) ?? '' };
  };
}
