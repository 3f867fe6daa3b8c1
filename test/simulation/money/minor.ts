/**
 * The oracle's own table of ISO 4217 and its own arithmetic: whole minor units, nothing of the product's. Every number of
 * places comes early: a few engagements have all of them.
 */
const PLACES = { EUR: 2, JPY: 0, BHD: 3, USD: 2, KWD: 3, CHF: 2, GBP: 2 } as const;
export type Code = keyof typeof PLACES;
export const CODES = Object.keys(PLACES) as Code[];

export interface Sum {
  minor: bigint;
  currency: Code;
}

/** Such as 1200.01: with all of the currency's places. */
export function decimalOf({ minor, currency }: Sum): string {
  const places = PLACES[currency];
  const digits = (minor < 0n ? -minor : minor).toString().padStart(places + 1, '0');
  const whole = digits.slice(0, digits.length - places);
  const text = places === 0 ? whole : `${whole}.${digits.slice(-places)}`;
  return minor < 0n ? `-${text}` : text;
}

/** @throws when the text has not exactly the places that the currency has */
export function minorOf(decimal: string, currency: string): bigint {
  const places = PLACES[currency as Code];
  const [, sign = '', whole = '', decimals = ''] = /^(-?)(\d+)(?:\.(\d+))?$/.exec(decimal) ?? [];
  if (whole === '' || decimals.length !== places) throw new Error(`${decimal} ${currency} is no amount`);
  return BigInt(`${sign}${whole}${decimals}`);
}

/** A number of a vendor's, which has no more places than the currency. */
export function minorOfNumber(amount: number, currency: string): bigint {
  return minorOf(amount.toFixed(PLACES[currency as Code]), currency);
}

/** Half before delivery, half a minor unit up; the rest at the end. */
export function halvesOf(minor: bigint): { signature: bigint; closure: bigint } {
  const signature = (minor + 1n) / 2n;
  return { signature, closure: minor - signature };
}

/** Values that do not divide. */
const VALUES: Record<Code, bigint> = {
  EUR: 120_001n,
  USD: 99_999n,
  CHF: 503n,
  GBP: 12_345_678_901n,
  JPY: 100_001n,
  BHD: 1_000_005n,
  KWD: 33_335n,
};

/** What the engagement of that number is worth: each currency in turn, never twice the same sum, always an odd one. */
export function valueOf(number: number): Sum {
  const currency = CODES[(number - 1) % CODES.length] ?? 'EUR';
  return { minor: VALUES[currency] + BigInt(number) * 2n, currency };
}
