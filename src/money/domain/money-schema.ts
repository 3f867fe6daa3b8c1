import { z } from 'zod';
import { type MoneyText, parseMoney } from './money';

/** The fields of an amount of money, for bodies that have more to say. Their sense together is checked by `checkMoney`. */
export const moneyFields = {
  amount: z
    .string()
    .regex(/^\d{1,15}(\.\d{1,4})?$/, 'an amount such as "1200.00"')
    .describe('Decimal text with no more places than the currency has, such as "1200.00"'),
  currency: z
    .string()
    .regex(/^[A-Z]{3}$/, 'an ISO 4217 code such as "EUR"')
    .describe('An active code of ISO 4217'),
};

/** Refuses what is no currency, and places that the currency has not. */
export function checkMoney({ value, issues }: z.core.ParsePayload<MoneyText>): void {
  const parsed = parseMoney(value);
  if ('fault' in parsed) {
    issues.push({ code: 'custom', path: [parsed.fault], message: parsed.why, input: value });
  }
}

/** Money as callers send it: fewer places than the currency has are filled up when it is kept. */
export const money = z.strictObject(moneyFields).check(checkMoney);

/** Money as it is shown: with all of its currency's places. */
export const shownMoney = z.strictObject({ amount: z.string(), currency: z.string() }).meta({ id: 'Money' });
