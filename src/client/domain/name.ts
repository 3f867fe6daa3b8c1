/** Characters that nobody sees: format characters, joiners, fillers, variation selectors, controls that are no blanks. */
const INVISIBLE = /(?![\t-\r\u0085])[\p{Cc}\p{Cf}\p{DI}]/gu;

/**
 * Equal for names that people read as the same: NFKC (compatible forms are one, accents composed), every run of blanks is
 * one, none at the ends, nothing invisible. Capitals count: two such names are offered for merging instead.
 */
export function nameKey(name: string): string {
  return blanksCollapsed(name.replace(INVISIBLE, '').normalize('NFKC'));
}

/** A name as it is kept and shown: as it was first written, in one line. */
export function shownName(name: string): string {
  return blanksCollapsed(name);
}

function blanksCollapsed(text: string): string {
  return text.replaceAll(/[\s\u0085]+/gu, ' ').trim();
}
