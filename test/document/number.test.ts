import * as fc from 'fast-check';
import { CHANCES, numberOf, readNumber } from '../../src/document/domain/number';

const SIGNS = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
const values = fc.array(fc.integer({ min: 0, max: 31 }), { minLength: CHANCES, maxLength: CHANCES });
const numbers = values.map(numberOf);

describe('The number of a certificate', () => {
  it('is four groups of four signs that nobody takes for one another', () => {
    fc.assert(
      fc.property(numbers, (number) => /^[0-9A-HJKMNP-TV-Z]{4}(-[0-9A-HJKMNP-TV-Z]{4}){3}$/.test(number)),
    );
  });

  it('stays the same however it is written, and other values are another number', () => {
    fc.assert(
      fc.property(numbers, (number) => {
        const ways = [
          number,
          number.toLowerCase(),
          number.replaceAll('-', ''),
          number.replaceAll('-', ' – '),
        ];
        expect(ways.map(readNumber)).toEqual(ways.map(() => number));
        expect(readNumber(number.replaceAll('0', 'o').replaceAll('1', 'l'))).toBe(number);
      }),
    );
    fc.assert(
      fc.property(values, values, (a, b) => (numberOf(a) === numberOf(b)) === (a.join() === b.join())),
    );
  });

  it('is none with any one sign mistyped', () => {
    fc.assert(
      fc.property(numbers, (number) => {
        for (const [place, sign] of Array.from(number).entries()) {
          if (sign === '-') continue;
          for (const other of SIGNS.replace(sign, '')) {
            expect(readNumber(number.slice(0, place) + other + number.slice(place + 1))).toBeUndefined();
          }
        }
      }),
      { numRuns: 20 },
    );
  });

  it.each(['', '7K3M', 'UUUU-UUUU-UUUU-UUUU', 'é'.repeat(16), '0'.repeat(10_000)])(
    'is none of what has another form: %.20s',
    (typed) => {
      expect(readNumber(typed)).toBeUndefined();
    },
  );
});
