import type { OutsideLook, OutsideSight } from '../../../capability/outside';

/**
 * Looks at so many things at once, one after the other: each look goes on where the one before has ended, in the order of the
 * ids, and begins anew behind the last.
 * @param most at one look
 */
export async function lookInTurns(
  resting: readonly string[],
  cursor: string | undefined,
  most: number,
  see: (id: string) => Promise<OutsideSight>,
): Promise<OutsideLook> {
  const ids = resting.toSorted();
  const next = ids.filter((id) => id > (cursor ?? '')).slice(0, most);
  const due = next.length > 0 ? next : ids.slice(0, most);
  const sights: OutsideSight[] = [];
  for (const id of due) sights.push(await see(id));
  return { sights, cursor: due.at(-1) ?? '' };
}
