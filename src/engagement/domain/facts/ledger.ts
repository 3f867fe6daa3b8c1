import type { MoneyText } from '../../../money/domain/money';
import { fact } from './declare';

/** Facts of the ledger beside the payment: what was invoiced by hand, and what was taken back. */

export const invoiceRecorded = fact<
  MoneyText & { invoice: string; milestone: string; dueAtMs: number | null }
>()({
  name: 'invoiceRecorded',
  says: 'An invoice was made by hand',
  statedBy: 'paymentDeciders',
  countsAfterTheEnd: true,
});

export const invoiceVoided = fact<{ invoice: string }>()({
  name: 'invoiceVoided',
  says: 'An invoice was voided: nothing is asked by it any more',
  statedBy: 'paymentDeciders',
  countsAfterTheEnd: true,
});

export const invoiceCredited = fact<MoneyText & { invoice: string }>()({
  name: 'invoiceCredited',
  says: 'A part of an invoice was credited: so much less is asked by it',
  statedBy: 'paymentDeciders',
  countsAfterTheEnd: true,
});

export const paymentRefunded = fact<MoneyText & { invoice: string | null }>()({
  name: 'paymentRefunded',
  says: 'Money that had been paid went back to the client',
  statedBy: 'paymentDeciders',
  countsAfterTheEnd: true,
});

/** How an invoice stands in the books. Amounts are decimal text in its currency. */
export interface InvoiceInBooks {
  /** Its number. */
  invoice: string;
  milestone: string | null;
  currency: string;
  /** What it asks for, with tax and without; and what the books had said last. */
  total: string;
  totalBefore: string;
  net: string;
  paid: string;
  /** What the books had said last; less is paid than then when a payment was taken back. */
  paidBefore: string;
  credited: string;
  isVoid: boolean;
  /** Until when it is to be paid, `YYYY-MM-DD`; null: the books do not say. */
  dueOn: string | null;
}

export const invoiceChanged = fact<InvoiceInBooks>()({
  name: 'invoiceChanged',
  says: 'The books say how an invoice stands',
  statedBy: 'product',
  countsAfterTheEnd: true,
});
