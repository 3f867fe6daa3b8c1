import { isCurrency, placesOf } from './currencies';

/** An amount in whole minor units of its currency (ISO 4217): cents, yen, fils. Never a fraction of one. */
export interface Money {
  readonly minor: bigint;
  readonly currency: string;
}

/** Money at the edges, in histories and in rows: `{amount: "1200.00", currency: "EUR"}`, with all of the currency's places. */
export interface MoneyText {
  readonly amount: string;
  readonly currency: string;
}

/** The longest amount that the tables hold: digits before the point. */
const MOST_DIGITS = 15;

export type Parsed =
  | { readonly money: Money }
  | { readonly fault: 'amount' | 'currency'; readonly why: string };

/**
 * Reads an amount that is not negative. Fewer places than the currency has are filled up, more are refused: nobody knows
 * what half a yen was meant to be.
 */
export function parseMoney({ amount, currency }: MoneyText): Parsed {
  if (!isCurrency(currency)) {
    return { fault: 'currency', why: `${JSON.stringify(currency)} is no currency code of ISO 4217` };
  }
  const [, whole = '', decimals = ''] = /^(\d+)(?:\.(\d+))?$/.exec(amount) ?? [];
  const places = placesOf(currency);
  if (whole === '' || whole.length > MOST_DIGITS) {
    return { fault: 'amount', why: `is no amount such as "${formatMinor(120_000n, places)}"` };
  }
  if (decimals.length > places) {
    return { fault: 'amount', why: `${currency} has ${placesInWords(places)}` };
  }
  return { money: { minor: BigInt(whole + decimals.padEnd(places, '0')), currency } };
}

/** Reads money that was checked when it came in. @throws RangeError when it is none */
export function moneyOf(text: MoneyText): Money {
  const parsed = parseMoney(text);
  if ('fault' in parsed) {
    throw new RangeError(`${text.amount} ${text.currency}: ${parsed.why}`);
  }
  return parsed.money;
}

/**
 * Reads a decimal of another system, rounded to the currency's places, half a minor unit up.
 * @returns undefined when it is no amount, negative or too long
 */
export function roundedMoney(decimal: string, currency: string): Money | undefined {
  const [, whole = '', decimals = ''] = /^(\d+)(?:\.(\d+))?$/.exec(decimal.trim()) ?? [];
  if (whole === '' || whole.length > MOST_DIGITS || !isCurrency(currency)) {
    return undefined;
  }
  const places = placesOf(currency);
  const kept = BigInt(whole + decimals.slice(0, places).padEnd(places, '0'));
  return { minor: kept + (Number(decimals[places] ?? '0') >= 5 ? 1n : 0n), currency };
}

/** Reads a column of the tables, which have the same places for every currency. Null where there is no value. */
export function storedMoney(decimal: string | null, currency: string | null): Money | null {
  return decimal === null || currency === null ? null : (roundedMoney(decimal, currency) ?? null);
}

export function textOf({ minor, currency }: Money): MoneyText {
  return { amount: formatMinor(minor, placesOf(currency)), currency };
}

/** For people: `1200.00 EUR`. */
export function inWords(money: Money): string {
  const { amount, currency } = textOf(money);
  return `${amount} ${currency}`;
}

export function zero(currency: string): Money {
  return { minor: 0n, currency };
}

/** @throws RangeError when the currencies differ: nothing here knows a rate */
export function add(a: Money, b: Money): Money {
  return { minor: a.minor + sameCurrency(a, b).minor, currency: a.currency };
}

/** @throws RangeError when the currencies differ */
export function subtract(a: Money, b: Money): Money {
  return { minor: a.minor - sameCurrency(a, b).minor, currency: a.currency };
}

/** Negative when `a` is less. @throws RangeError when the currencies differ */
export function compare(a: Money, b: Money): -1 | 0 | 1 {
  const { minor } = sameCurrency(a, b);
  return a.minor < minor ? -1 : a.minor > minor ? 1 : 0;
}

/** Percentages are exact to the millionth of one. */
const PARTS_OF_A_PERCENT = 1_000_000;
const WHOLE = 100n * BigInt(PARTS_OF_A_PERCENT);

/** A part of an amount, half a minor unit up. @param percent 0 or more */
export function percentOf({ minor, currency }: Money, percent: number): Money {
  const parts = BigInt(Math.round(percent * PARTS_OF_A_PERCENT));
  return { minor: (minor * parts + WHOLE / 2n) / WHOLE, currency };
}

/**
 * The shares of an amount by percentages, in whole minor units. They add up: the last takes what the others leave of
 * all the percentages together, and none takes more than is left.
 * @param before so many percent were shared out before, in whole minor units too
 */
export function sharesOf(whole: Money, percents: readonly number[], before = 0): Money[] {
  const total = percents.reduce((sum, percent) => sum + percent, before);
  let left = subtract(percentOf(whole, total), percentOf(whole, before));
  return percents.map((percent, index) => {
    const part = percentOf(whole, percent);
    const share = index === percents.length - 1 || compare(part, left) > 0 ? left : part;
    left = subtract(left, share);
    return share;
  });
}

function formatMinor(minor: bigint, places: number): string {
  const digits = String(minor < 0n ? -minor : minor).padStart(places + 1, '0');
  const point = digits.length - places;
  const decimals = places === 0 ? '' : `.${digits.slice(point)}`;
  return `${minor < 0n ? '-' : ''}${digits.slice(0, point)}${decimals}`;
}

function placesInWords(places: number): string {
  return places === 0 ? 'no decimal places' : `${places} decimal places`;
}

function sameCurrency(a: Money, b: Money): Money {
  if (a.currency !== b.currency) {
    throw new RangeError(`${a.currency} and ${b.currency} cannot be reckoned with each other`);
  }
  return b;
}
