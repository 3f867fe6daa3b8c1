import type { TextMeasure } from './cut';

const GRAPHEMES = new Intl.Segmenter('und', { granularity: 'grapheme' });

/**
 * A text in lines that keep a width, nothing of it lost: broken between words, and within a word that is wider than a line
 * between characters as people see them.
 * @param measure of a joined text it must be the sum of the parts
 */
export function wrapText(text: string, width: number, measure: TextMeasure): string[] {
  const lines: string[] = [];
  for (const word of text.split(/\s+/u).filter((part) => part !== '')) {
    const last = lines.at(-1);
    if (last !== undefined && measure(`${last} ${word}`) <= width) {
      lines[lines.length - 1] = `${last} ${word}`;
    } else {
      lines.push(...cutInto(word, width, measure));
    }
  }
  return lines;
}

function cutInto(word: string, width: number, measure: TextMeasure): string[] {
  const pieces: string[] = [];
  let piece = '';
  for (const { segment } of GRAPHEMES.segment(word)) {
    if (piece !== '' && measure(piece + segment) > width) {
      pieces.push(piece);
      piece = '';
    }
    piece += segment;
  }
  return [...pieces, piece];
}
