/** What has no place for a cursor leads to the next page by its header. */
export function linkToNext(url: string, nextCursor: string | null): Record<string, string> {
  if (nextCursor === null) return { vary: 'Accept' };
  const [path = '', query] = url.split('?');
  const next = new URLSearchParams(query);
  next.set('cursor', nextCursor);
  return { vary: 'Accept', link: `<${path}?${next.toString()}>; rel="next"` };
}
