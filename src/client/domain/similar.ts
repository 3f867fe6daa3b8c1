import { nameKey } from './name';

/** Forms of companies say little about which company it is. */
const LEGAL_FORMS = new Set(
  'ab ag aps as asa bv bvba co company corp corporation cv eg eu ev gbr gmbh inc incorporated kft kg kgaa limited llc llp ltd mbh nv ohg oy oyj plc pty sa sarl sas se sl slu sp spa srl sro ug und and et y the'.split(
    ' ',
  ),
);
/** From here on two names may mean the same company; by Dice's coefficient of their pairs of letters. */
export const LIKE_ENOUGH = 0.75;

/** How alike two names are, from 0 to 1; 1 when they differ in capitals, accents, signs and forms of companies only. */
export function likeness(one: string, other: string): number {
  const [first, second] = [core(one), core(other)];
  if (first === second) return 1;
  return dice(pairsOf(first), pairsOf(second));
}

/** Whether somebody should look whether two different names mean one client. */
export function areAlike(one: string, other: string): boolean {
  return likeness(one, other) >= LIKE_ENOUGH;
}

/** What is left of a name without capitals, accents, signs and the form of the company. */
function core(name: string): string {
  const plain = nameKey(name)
    .normalize('NFKD')
    .replaceAll(/\p{M}/gu, '')
    .toLowerCase()
    .replaceAll('ß', 'ss')
    .replaceAll(/(?<=\p{L})\.(?=\p{L})/gu, '');
  const words = plain.split(/[^\p{L}\p{N}]+/u).filter(Boolean);
  const own = words.filter((word) => !LEGAL_FORMS.has(word));
  return (own.length > 0 ? own : words).join('') || plain;
}

function pairsOf(text: string): string[] {
  const letters = Array.from(text);
  return letters.length < 2 ? letters : letters.slice(1).map((letter, index) => `${letters[index]}${letter}`);
}

function dice(one: string[], other: string[]): number {
  const left = new Map<string, number>();
  for (const pair of one) left.set(pair, (left.get(pair) ?? 0) + 1);
  let common = 0;
  for (const pair of other) {
    const count = left.get(pair) ?? 0;
    if (count > 0) {
      common += 1;
      left.set(pair, count - 1);
    }
  }
  return (2 * common) / (one.length + other.length || 1);
}
