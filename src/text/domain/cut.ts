const GRAPHEMES = new Intl.Segmenter('und', { granularity: 'grapheme' });

/** How a limit counts a text. */
export type TextMeasure = (text: string) => number;

/** UTF-16 units, as JavaScript and Java count. */
export const utf16Units: TextMeasure = (text) => text.length;

/**
 * The beginning of a text that keeps a limit, whole characters as people see them: no emoji, flag or letter with its
 * accents is cut apart. Escape afterwards, never before: a limit may lie within an escape.
 * @param measure what the limit counts; of a joined text it must be the sum of the parts
 */
export function cutText(text: string, limit: number, measure: TextMeasure = utf16Units): string {
  if (measure(text) <= limit) return text;
  let size = 0;
  let end = 0;
  for (const { segment } of GRAPHEMES.segment(text)) {
    size += measure(segment);
    if (size > limit) break;
    end += segment.length;
  }
  return text.slice(0, end);
}
