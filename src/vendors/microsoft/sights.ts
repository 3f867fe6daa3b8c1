import type { OutsideSight } from '../../capability/outside';
import { shortEffectKey } from '../kit/effect-key';

/** What stood there at the latest look, by id: a sign that is another one when anything of it is. */
export type Signs = Readonly<Record<string, string>>;

/**
 * What has changed since an earlier look, where the vendor only tells what is there now. Only what an engagement rests on
 * is remembered: what was changed before its making was put down is told by the first look after that.
 * @param before undefined at the first look
 * @param resting the ids of what engagements rest on
 */
export function sightsSince(
  before: Signs | undefined,
  present: readonly OutsideSight[],
  resting: readonly string[],
): { sights: OutsideSight[]; signs: Signs } {
  const changed = present.filter((sight) => before?.[sight.id] !== signOf(sight));
  const there = new Set(present.map(({ id }) => id));
  const gone = Object.keys(before ?? {}).filter((id) => !there.has(id));
  const ours = new Set(resting);
  const signs = present.filter(({ id }) => ours.has(id)).map((sight) => [sight.id, signOf(sight)]);
  return {
    sights: [...changed, ...gone.map((id) => ({ id, place: 'gone' as const }))],
    signs: Object.fromEntries(signs) as Signs,
  };
}

const SIGN_LENGTH = 8;

function signOf({ id: _id, ...stands }: OutsideSight): string {
  return shortEffectKey(JSON.stringify(stands)).slice(0, SIGN_LENGTH);
}
