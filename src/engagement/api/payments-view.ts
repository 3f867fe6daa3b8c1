import { z } from 'zod';
import { id, instant } from '../../edge/http/schemas';
import { shownMoney } from '../../money/domain/money-schema';
import { type MoneyText, storedMoney, textOf } from '../../money/domain/money';
import { LEDGER_KINDS } from '../domain/ledger/entry';
import { LEDGER_STATES, viewOf } from '../domain/ledger/view';
import type { Engagement } from '../store/engagements';
import { entryOf, type LedgerRow } from '../store/ledger';

export const paymentsSchema = z
  .strictObject({
    invoiced: shownMoney.describe('What is asked by the invoices that stand'),
    paid: shownMoney.describe('What came, less what went back'),
    open: shownMoney.describe('What is asked and not paid'),
    surplus: shownMoney.describe('What was paid beyond everything that is asked'),
    items: z.array(
      z.strictObject({
        id: id.describe('Of the fact or the effect that posted it'),
        kind: z.enum(LEDGER_KINDS),
        milestone: z.string().nullable(),
        invoice: z.string().nullable().describe('The number of the invoice that it is, or is about'),
        amount: z.string(),
        currency: z.string(),
        at: instant,
        dueAt: instant.nullable(),
        state: z.enum(LEDGER_STATES),
      }),
    ),
  })
  .meta({ id: 'Payments' });

/** What an engagement is worth, as it was said when it was started. */
export function valueOf({ amount, currency }: Pick<Engagement, 'amount' | 'currency'>): MoneyText | null {
  const value = storedMoney(amount?.toFixed() ?? null, currency);
  return value && textOf(value);
}

/**
 * The ledger of an engagement as it stands at an instant. The sums are in the currency of its value; lines in other
 * currencies are shown as they are.
 * @param otherwise the currency of the sums where nothing says one
 */
export function showPayments(
  engagement: Pick<Engagement, 'amount' | 'currency'>,
  rows: readonly LedgerRow[],
  now: Date,
  otherwise: string,
): z.output<typeof paymentsSchema> {
  const { items, ...sums } = viewOf(rows.map(entryOf), valueOf(engagement), otherwise, now.getTime());
  return {
    ...sums,
    items: items.map(({ entry, amount, currency, state }) => ({
      id: entry.id,
      kind: entry.kind,
      milestone: entry.milestone,
      invoice: entry.invoice,
      amount,
      currency,
      at: new Date(entry.atMs).toISOString(),
      dueAt: entry.dueAtMs === null ? null : new Date(entry.dueAtMs).toISOString(),
      state,
    })),
  };
}
