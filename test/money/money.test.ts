import * as fc from 'fast-check';
import { CURRENCIES, isCurrency, placesOf } from '../../src/money/domain/currencies';
import {
  add,
  compare,
  inWords,
  type Money,
  moneyOf,
  parseMoney,
  percentOf,
  roundedMoney,
  sharesOf,
  storedMoney,
  subtract,
  textOf,
  zero,
} from '../../src/money/domain/money';
import { money as moneySchema } from '../../src/money/domain/money-schema';

const MOST = 10n ** 15n;
const currency = fc.constantFrom(...CURRENCIES);
const money = fc
  .tuple(fc.bigInt(0n, MOST - 1n), currency)
  .map(([minor, code]): Money => ({ minor, currency: code }));

describe('A currency', () => {
  it.each([
    ['EUR', 2],
    ['USD', 2],
    ['GBP', 2],
    ['CHF', 2],
    ['JPY', 0],
    ['KRW', 0],
    ['ISK', 0],
    ['CLP', 0],
    ['BHD', 3],
    ['KWD', 3],
    ['TND', 3],
    ['IQD', 3],
    ['CLF', 4],
    ['UYW', 4],
    ['XOF', 0],
    ['XCD', 2],
    ['MGA', 2],
    ['HUF', 2],
  ])('%s has %d places', (code, places) => {
    expect(isCurrency(code)).toBe(true);
    expect(placesOf(code)).toBe(places);
  });

  it.each([
    'XXX',
    'XTS',
    'XAU',
    'XAG',
    'XPT',
    'XDR',
    'XSU',
    'XUA',
    'XBA',
    'DEM',
    'HRK',
    'ZWL',
    'ABC',
    'eur',
    '',
  ])('%p is none', (code) => {
    expect(isCurrency(code)).toBe(false);
    expect(() => placesOf(code)).toThrow(RangeError);
    expect(parseMoney({ amount: '1', currency: code })).toMatchObject({ fault: 'currency' });
    expect(moneySchema.safeParse({ amount: '1', currency: code }).success).toBe(false);
  });

  it('is known to CLDR as well, but for funds and the newest', () => {
    const known = Intl.supportedValuesOf('currency');
    const unknown = CURRENCIES.filter((code) => !known.includes(code));
    expect(
      unknown.filter((code) => !/^(BOV|CH[EW]|CLF|COU|MXV|US[NS]|UY[IW]|VED|XCG|ZWG|SLE)$/.test(code)),
    ).toEqual([]);
  });
});

describe('An amount', () => {
  it.each([
    ['1200', 'EUR', '1200.00'],
    ['1200.5', 'EUR', '1200.50'],
    ['1200.05', 'USD', '1200.05'],
    ['500', 'JPY', '500'],
    ['10.125', 'BHD', '10.125'],
    ['10.1', 'KWD', '10.100'],
    ['1.0001', 'CLF', '1.0001'],
    ['0', 'GBP', '0.00'],
    ['0.07', 'CHF', '0.07'],
    ['007', 'KRW', '7'],
    ['999999999999999.99', 'EUR', '999999999999999.99'],
  ])('%s %s is %s', (amount, code, full) => {
    expect(textOf(moneyOf({ amount, currency: code }))).toEqual({ amount: full, currency: code });
    expect(moneySchema.safeParse({ amount, currency: code }).success).toBe(true);
  });

  it.each([
    ['500.5', 'JPY'],
    ['500.0', 'JPY'],
    ['0.1', 'KRW'],
    ['10.125', 'EUR'],
    ['10.1255', 'BHD'],
    ['1.00001', 'CLF'],
    ['-1', 'EUR'],
    ['1,200.00', 'EUR'],
    ['1e3', 'EUR'],
    ['.5', 'EUR'],
    ['5.', 'EUR'],
    ['', 'EUR'],
    [' 1', 'EUR'],
    ['NaN', 'EUR'],
    ['1234567890123456', 'EUR'],
  ])('%p %s is refused, and where', (amount, code) => {
    expect(parseMoney({ amount, currency: code })).toMatchObject({ fault: 'amount' });
    const read = moneySchema.safeParse({ amount, currency: code });
    expect(read.error?.issues.map(({ path }) => path)).toContainEqual(['amount']);
  });

  it.each([
    ['1200.005', 'EUR', '1200.01'],
    ['1200.004', 'EUR', '1200.00'],
    ['500.5', 'JPY', '501'],
    ['500.49', 'JPY', '500'],
    ['1200.0000', 'EUR', '1200.00'],
    ['0.9999', 'USD', '1.00'],
    ['10.1250', 'BHD', '10.125'],
  ])('of another system, %s %s, is taken as %s', (decimal, code, full) => {
    expect(textOf(roundedMoney(decimal, code)!).amount).toBe(full);
  });

  it.each([
    ['-5', 'EUR'],
    ['a lot', 'EUR'],
    ['5', 'XXX'],
    ['', 'EUR'],
  ])('of another system, %p %s, is none', (decimal, code) => {
    expect(roundedMoney(decimal, code)).toBeUndefined();
  });

  test('survives being written and read, in every currency', () => {
    fc.assert(
      fc.property(money, (one) => {
        expect(moneyOf(textOf(one))).toEqual(one);
        expect(storedMoney(textOf(one).amount, one.currency)).toEqual(one);
        expect(inWords(one)).toBe(`${textOf(one).amount} ${one.currency}`);
      }),
    );
  });

  test('has exactly the places of its currency', () => {
    fc.assert(
      fc.property(money, (one) => {
        expect(textOf(one).amount.split('.')[1]?.length ?? 0).toBe(placesOf(one.currency));
      }),
    );
  });
});

describe('Reckoning', () => {
  test('adds, takes away and orders as whole minor units do', () => {
    fc.assert(
      fc.property(money, fc.bigInt(0n, MOST), (a, minor) => {
        const b = { minor, currency: a.currency };
        expect(add(a, b)).toEqual(add(b, a));
        expect(subtract(add(a, b), b)).toEqual(a);
        expect(add(a, zero(a.currency))).toEqual(a);
        expect(compare(a, b)).toBe(-compare(b, a) || 0);
        expect(compare(a, b) <= 0).toBe(a.minor <= b.minor);
      }),
    );
  });

  it('never mixes currencies', () => {
    const [euro, yen] = [zero('EUR'), zero('JPY')];
    for (const reckon of [add, subtract, compare]) {
      expect(() => reckon(euro, yen)).toThrow(RangeError);
    }
  });

  it('gives half a minor unit up', () => {
    expect(textOf(percentOf(moneyOf({ amount: '0.01', currency: 'EUR' }), 50)).amount).toBe('0.01');
    expect(textOf(percentOf(moneyOf({ amount: '100.01', currency: 'EUR' }), 33.33)).amount).toBe('33.33');
  });
});

describe('Shares', () => {
  it.each([
    ['1200.01', 'EUR', [50, 50], ['600.01', '600.00']],
    ['100001', 'JPY', [50, 50], ['50001', '50000']],
    ['10.125', 'BHD', [50, 50], ['5.063', '5.062']],
    ['100.00', 'USD', [33.33, 33.33, 33.34], ['33.33', '33.33', '33.34']],
    ['0.02', 'GBP', [25, 25, 25, 25], ['0.01', '0.01', '0.00', '0.00']],
    ['1.0001', 'CLF', [30, 70], ['0.3000', '0.7001']],
    ['1000', 'KRW', [33.3, 33.3, 33.4], ['333', '333', '334']],
    ['99.99', 'CHF', [10, 20, 30], ['10.00', '20.00', '29.99']],
    ['100.01', 'SEK', [100], ['100.01']],
  ])('of %s %s by %j are %j', (amount, code, percents, expected) => {
    const shares = sharesOf(moneyOf({ amount, currency: code }), percents);
    expect(shares.map((share) => textOf(share).amount)).toEqual(expected);
  });

  test('add up to the whole, and none is less than nothing', () => {
    const parts = fc.array(fc.integer({ min: 1, max: 10_000 }), { minLength: 1, maxLength: 8 });
    fc.assert(
      fc.property(money, parts, (whole, weights) => {
        const last = 10_000 * weights.length - weights.reduce((sum, weight) => sum + weight, 0);
        const percents = [...weights, last].map((weight) => weight / (100 * weights.length));
        const shares = sharesOf(whole, percents);
        expect(shares.reduce(add)).toEqual(whole);
        expect(shares.every(({ minor }) => minor >= 0n)).toBe(true);
      }),
    );
  });
});
