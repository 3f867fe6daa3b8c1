import * as fc from 'fast-check';
import { cutText } from '../../src/text/domain/cut';

const graphemesOf = (text: string) =>
  Array.from(new Intl.Segmenter('und', { granularity: 'grapheme' }).segment(text), ({ segment }) => segment);

describe('cutting a text', () => {
  it.each([
    ['what is short enough', 'Acme', 4, 'Acme'],
    ['letters', 'Acme Ltd', 4, 'Acme'],
    ['emoji, which are two units each', '😀😀😀', 5, '😀😀'],
    ['a family, which is one character', 'a👨‍👩‍👧b', 8, 'a'],
    ['a flag', '🇩🇪🇫🇷', 6, '🇩🇪'],
    ['an accent that is a character of its own', 'ae\u0301', 2, 'a'],
    ['the end of a line', 'a\r\nb', 2, 'a'],
    ['to nothing', '👨‍👩‍👧', 3, ''],
  ])('cuts %s', (_what, text, limit, cut) => {
    expect(cutText(text, limit)).toBe(cut);
  });

  it('counts as the vendor counts', () => {
    const octets = (text: string) => Buffer.byteLength(text);
    expect(cutText('ééé', 5, octets)).toBe('éé');
  });

  it('gives the longest beginning of whole characters', () => {
    const text = fc.string({ unit: 'grapheme', maxLength: 60 });
    fc.assert(
      fc.property(text, fc.nat({ max: 80 }), (whole, limit) => {
        const cut = cutText(whole, limit);
        const graphemes = graphemesOf(whole);
        const kept = graphemesOf(cut);
        expect(graphemes.slice(0, kept.length)).toEqual(kept);
        expect(cut.length).toBeLessThanOrEqual(limit);
        const next = graphemes[kept.length];
        if (next !== undefined) expect(cut.length + next.length).toBeGreaterThan(limit);
      }),
    );
  });
});
