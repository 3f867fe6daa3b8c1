import { Problem } from '../../edge/http/problem';

/**
 * The first of the caller's wishes that we have; the first of ours for whoever takes anything.
 * @throws Problem 406 when there is none
 */
export function wantedType<T extends string>(accept: string | undefined, ours: readonly [T, ...T[]]): T {
  for (const wish of (accept ?? '*/*').toLowerCase().split(',')) {
    const type = wish.split(';')[0]?.trim() ?? '';
    if (type === '*/*') return ours[0];
    const family = type.endsWith('/*') ? type.slice(0, -1) : undefined;
    const found = ours.find((one) => one === type || (family !== undefined && one.startsWith(family)));
    if (found !== undefined) return found;
  }
  throw new Problem(
    'not-acceptable',
    `This comes as ${ours.join(' or ')}. Nothing was done. Ask for one of these by Accept.`,
  );
}

/** What has no place for a cursor leads to the next page by its header. */
export function linkToNext(url: string, nextCursor: string | null): Record<string, string> {
  if (nextCursor === null) return { vary: 'Accept' };
  const [path = '', query] = url.split('?');
  const next = new URLSearchParams(query);
  next.set('cursor', nextCursor);
  return { vary: 'Accept', link: `<${path}?${next.toString()}>; rel="next"` };
}
