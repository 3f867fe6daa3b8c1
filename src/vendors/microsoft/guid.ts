import { createHash } from 'node:crypto';

/** A GUID that follows from a text: the same one each time. */
export function guidOf(text: string): string {
  const hex = createHash('sha256').update(text).digest('hex');
  const [a, b, c, d] = [hex.slice(0, 8), hex.slice(8, 12), `4${hex.slice(13, 16)}`, `8${hex.slice(17, 20)}`];
  return `${a}-${b}-${c}-${d}-${hex.slice(20, 32)}`;
}
