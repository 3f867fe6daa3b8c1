import { z } from 'zod';
import { instant, words } from '../../src/text/domain/fields';

describe('An instant that comes in', () => {
  it.each([
    '0001-01-01T00:00:00Z',
    '9999-12-31T23:59:59.999Z',
    '2026-06-01T00:00:00+14:00',
    '10000-01-01T00:00:00Z',
    '0000-12-31T23:59:59Z',
    '0001-01-01T00:00:00+00:01',
    '9999-12-31T23:59:59-00:01',
    '2026-06-01T00:00:00',
    '2026-02-29T00:00:00Z',
  ])('%s is taken when its year in UTC has the four digits that everybody can read', (text) => {
    const isTaken = instant.safeParse(text).success;
    expect(isTaken).toBe(
      ['0001-01-01T00:00:00Z', '9999-12-31T23:59:59.999Z', '2026-06-01T00:00:00+14:00'].includes(text),
    );
    if (isTaken) expect(new Date(text).toISOString()).toMatch(/^\d{4}-/);
  });
});

describe('Words', () => {
  it.each([' ', '\n\t', '\uFEFF', '\u00A0\u2003', ''])('%j says nothing', (text) => {
    expect(words(10).safeParse(text).success).toBe(false);
    expect(new RegExp(z.toJSONSchema(words(10)).pattern ?? '').test(text)).toBe(false);
  });

  it('are kept without the blanks around them, and up to their length', () => {
    expect(words(3).parse(' a b ')).toBe('a b');
    expect(words(3).safeParse('abcd').success).toBe(false);
  });
});
