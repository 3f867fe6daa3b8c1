/** What an installation must never do, whatever happens to it. */
export type Fault = 'lost' | 'doubled' | 'standing still';

/** One case of it. */
export interface Finding {
  fault: Fault;
  /** The engagement's or incident's id; empty for what belongs to none. */
  subjectId: string;
  what: string;
}

/** How many of the things there are more than once, with the first of each. */
export function repeated<T>(
  things: readonly T[],
  keyOf: (thing: T) => string,
): { first: T; key: string; times: number }[] {
  const groups = new Map<string, T[]>();
  for (const thing of things) {
    const key = keyOf(thing);
    const group = groups.get(key);
    if (group) group.push(thing);
    else groups.set(key, [thing]);
  }
  return [...groups].flatMap(([key, group]) => {
    const [first] = group;
    return first !== undefined && group.length > 1 ? [{ first, key, times: group.length }] : [];
  });
}
