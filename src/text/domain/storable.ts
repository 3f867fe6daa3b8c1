/** What stands where a character was that cannot be kept: U+FFFD, the replacement character. */
const REPLACEMENT = '\uFFFD';
/** NUL, which PostgreSQL keeps in no text, and halves of surrogate pairs, which are no characters (UTF-8 has none). */
const UNSTORABLE = /\0|\p{Surrogate}/u;
const EVERY_UNSTORABLE = /\0|\p{Surrogate}/gu;
/** In words, for whoever sent it. */
export const UNSTORABLE_MESSAGE = 'holds a NUL or half of a surrogate pair, which no text can have';
/** Nobody nests data so deeply; whoever walks through it recursively is safe up to here. */
export const DEEPEST_JSON = 500;

/** Whether the database can keep the text. */
export function isStorableText(text: string): boolean {
  return !UNSTORABLE.test(text);
}

/** The text with U+FFFD in the place of whatever the database cannot keep. */
export function repairedText(text: string): string {
  return isStorableText(text) ? text : text.replace(EVERY_UNSTORABLE, REPLACEMENT);
}

/**
 * JSON as the database can keep it: texts and names of fields repaired, everything else as it is. What lies deeper than
 * `DEEPEST_JSON` is left out.
 */
export function repairedJson(value: unknown, depth = 0): unknown {
  if (typeof value === 'string') return repairedText(value);
  if (typeof value !== 'object' || value === null) return value;
  if (depth >= DEEPEST_JSON) return null;
  if (Array.isArray(value)) return value.map((inner) => repairedJson(inner, depth + 1));
  return Object.fromEntries(
    Object.entries(value).map(([name, inner]) => [repairedText(name), repairedJson(inner, depth + 1)]),
  );
}

/** A place in JSON: names of fields and places in lists, from the outside in. */
export type JsonPath = readonly (string | number)[];

/** Where JSON holds a text, or a field's name, that the database cannot keep. A path's own names are repaired. */
export function unstorablePlaces(value: unknown): JsonPath[] {
  return placesIn(value, (leaf) => typeof leaf !== 'string' || isStorableText(leaf), isStorableText);
}

/** Where JSON holds a number that is beyond every double: it became infinite when it was read. */
export function boundlessPlaces(value: unknown): JsonPath[] {
  return placesIn(value, (leaf) => typeof leaf !== 'number' || Number.isFinite(leaf));
}

/** Where JSON has a field of this name. */
export function placesNamed(value: unknown, unwanted: string): JsonPath[] {
  return placesIn(
    value,
    () => true,
    (name) => name !== unwanted,
  );
}

/** Where JSON has a leaf, or a field's name, that is not right. */
function placesIn(
  value: unknown,
  isRightLeaf: (leaf: unknown) => boolean,
  isRightName: (name: string) => boolean = () => true,
  path: JsonPath = [],
): JsonPath[] {
  if (typeof value !== 'object' || value === null) return isRightLeaf(value) ? [] : [path];
  const within = (inner: unknown, part: string | number) =>
    placesIn(inner, isRightLeaf, isRightName, [...path, part]);
  if (Array.isArray(value)) return value.flatMap((inner, index) => within(inner, index));
  return Object.entries(value).flatMap(([name, inner]) =>
    isRightName(name) ? within(inner, repairedText(name)) : [[...path, repairedText(name)]],
  );
}

/** Whether JSON is nested deeper than `DEEPEST_JSON`; looks level by level, so that no depth is too deep for it. */
export function isTooDeep(value: unknown): boolean {
  let level = [value];
  for (let depth = 0; depth <= DEEPEST_JSON; depth += 1) {
    level = level.flatMap((inner) =>
      typeof inner === 'object' && inner !== null ? (Object.values(inner) as unknown[]) : [],
    );
    if (level.length === 0) return false;
  }
  return true;
}
