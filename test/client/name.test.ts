import * as fc from 'fast-check';
import { nameKey, shownName } from '../../src/client/domain/name';
import { areAlike, likeness } from '../../src/client/domain/similar';

describe('the same client', () => {
  it.each([
    ['é composed or not', 'Cafe\u0301 X GmbH'],
    ['a no-break blank', 'Café\u00a0X GmbH'],
    ['two blanks', 'Café  X GmbH'],
    ['a blank at the end', 'Café X GmbH '],
    ['a tab and an end of a line', 'Café\tX\r\nGmbH'],
    ['a narrow and an ideographic blank', 'Café\u202fX\u3000GmbH'],
    ['a byte order mark', '\ufeffCafé X GmbH'],
    ['a soft hyphen and a zero-width blank', 'Ca\u00adfé X\u200b GmbH'],
    ['a mark of direction', '\u200eCafé X GmbH\u200f'],
    ['a word joiner within a word', 'Ca\u2060fé X GmbH'],
    ['full-width letters', 'Café Ｘ ＧｍｂＨ'],
    ['a control', 'Café X GmbH\u0007'],
  ])('is one with %s', (_what, name) => {
    expect(nameKey(name)).toBe(nameKey('Café X GmbH'));
  });

  it.each([
    ['capitals', 'CAFÉ X GMBH'],
    ['no accent', 'Cafe X GmbH'],
    ['another form', 'Café X AG'],
    ['signs', 'Café-X G.m.b.H.'],
    ['a letter more', 'Caffé X GmbH'],
  ])('is another with %s, and somebody is asked', (_what, name) => {
    expect(nameKey(name)).not.toBe(nameKey('Café X GmbH'));
    expect(areAlike(name, 'Café X GmbH')).toBe(true);
  });

  it.each([
    ['Acme', 'Initech'],
    ['Müller GmbH', 'Schmidt GmbH'],
    ['GmbH', 'AG'],
    ['东京电力', '大阪瓦斯'],
  ])('does not ask about %s and %s', (one, other) => {
    expect(areAlike(one, other)).toBe(false);
  });

  it('is shown as it was written', () => {
    expect(shownName(' Ｃafé\u00a0 X ')).toBe('Ｃafé X');
  });

  it('has a key that is its own key, whatever the name', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 40 }), (name) => {
        const key = nameKey(name);
        expect(nameKey(key)).toBe(key);
        expect(nameKey(` ${name}\u00a0`)).toBe(key);
        expect(nameKey(name.normalize('NFD'))).toBe(key);
        expect(likeness(name, name)).toBe(1);
      }),
      { numRuns: 2_000 },
    );
  });
});
