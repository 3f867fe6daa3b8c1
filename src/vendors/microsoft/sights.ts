import type { OutsideSight } from '../../capability/outside';
import { shortEffectKey } from '../kit/effect-key';

/** What stood there at the latest look, by id: a sign that is another one when anything of it is. */
export type Signs = Readonly<Record<string, string>>;

/**
 * What has changed since an earlier look, where the vendor only tells what is there now.
 * @param before undefined at the first look
 */
export function sightsSince(
  before: Signs | undefined,
  present: readonly OutsideSight[],
): { sights: OutsideSight[]; signs: Signs } {
  const signs = Object.fromEntries(present.map((sight) => [sight.id, signOf(sight)]));
  const changed = present.filter(({ id }) => before?.[id] !== signs[id]);
  const gone = Object.keys(before ?? {}).filter((id) => !Object.hasOwn(signs, id));
  return { sights: [...changed, ...gone.map((id) => ({ id, place: 'gone' as const }))], signs };
}

const SIGN_LENGTH = 8;

function signOf({ id: _id, ...stands }: OutsideSight): string {
  return shortEffectKey(JSON.stringify(stands)).slice(0, SIGN_LENGTH);
}
