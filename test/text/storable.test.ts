import * as fc from 'fast-check';
import {
  boundlessPlaces,
  isStorableText,
  placesNamed,
  repairedJson,
  repairedText,
  unstorablePlaces,
} from '../../src/text/domain/storable';

const anyText = fc.string({
  unit: fc.integer({ min: 0, max: 0xffff }).map((code) => String.fromCharCode(code)),
});

describe('text that no database takes', () => {
  it.each([
    ['a NUL', 'a\0b', 'a\uFFFDb'],
    ['the first half of a pair', 'a\uD83D', 'a\uFFFD'],
    ['the second half of a pair', '\uDE00b', '\uFFFDb'],
    ['halves in the wrong order', '\uDE00\uD83D', '\uFFFD\uFFFD'],
    ['whole pairs, controls and non-characters', '😀\u0001\uFFFE\u{1FFFF}', '😀\u0001\uFFFE\u{1FFFF}'],
  ])('repairs %s', (_what, text, repaired) => {
    expect(repairedText(text)).toBe(repaired);
    expect(isStorableText(text)).toBe(text === repaired);
  });

  it('finds every place, names of fields too', () => {
    const body = { a: ['x', 'y\0'], 'b\0': 1, c: { d: '\uD800', e: 'é' } };
    expect(unstorablePlaces(body)).toEqual([['a', 1], ['b\uFFFD'], ['c', 'd']]);
    expect(unstorablePlaces(repairedJson(body))).toEqual([]);
    expect(repairedJson(body)).toEqual({ a: ['x', 'y\uFFFD'], 'b\uFFFD': 1, c: { d: '\uFFFD', e: 'é' } });
  });

  it('finds the numbers that no double holds, and a name that no field may have', () => {
    const body: unknown = JSON.parse('{"a":[1e400,1e308],"b":{"c":-1e999,"__proto__":{"x":1}},"d":"1e400"}');
    expect(boundlessPlaces(body)).toEqual([
      ['a', 0],
      ['b', 'c'],
    ]);
    expect(placesNamed(body, '__proto__')).toEqual([['b', '__proto__']]);
    expect([boundlessPlaces([1, null, 'x']), placesNamed({ proto: 1 }, '__proto__')]).toEqual([[], []]);
  });

  it('leaves nothing that UTF-8 cannot carry, and what it can as it is', () => {
    fc.assert(
      fc.property(anyText, (text) => {
        const repaired = repairedText(text);
        expect(Buffer.from(repaired).toString('utf8')).toBe(repaired);
        expect(repaired).toHaveLength(text.length);
        expect(isStorableText(repaired)).toBe(true);
        if (isStorableText(text)) expect(repaired).toBe(text);
      }),
    );
    fc.assert(
      fc.property(fc.json({ stringUnit: 'binary' }), (json) => {
        expect(unstorablePlaces(repairedJson(JSON.parse(json)))).toEqual([]);
      }),
    );
  });

  it('takes any depth', () => {
    let nested: unknown = 'a\0';
    for (let depth = 0; depth < 100_000; depth += 1) nested = [nested];
    expect(() => JSON.stringify(repairedJson(nested))).not.toThrow();
  });
});
