import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import {
  type Emission,
  type SandboxAnswer,
  type SandboxCall,
  type SandboxWorld,
  UnfitObjectError,
} from '../kit/sandbox/vendor-sandbox';
import { makeInvoice } from './sandbox-invoices';
import { type Invoice, type Payment, findInvoice, keep, refused, rounded, xeroDate } from './sandbox-state';
import { updateOf } from './sandbox-webhook';

async function pay(
  world: SandboxWorld,
  invoice: Invoice,
  amount: number,
): Promise<{ invoice: Invoice; payment: Payment }> {
  const payment: Payment = {
    PaymentID: randomUUID(),
    Date: xeroDate(world.nowMs()),
    Amount: amount,
    Status: 'AUTHORISED',
  };
  const AmountDue = rounded(invoice.AmountDue - amount, invoice.CurrencyCode);
  const paid: Invoice = {
    ...invoice,
    AmountDue,
    AmountPaid: rounded(invoice.AmountPaid + amount, invoice.CurrencyCode),
    Payments: [...invoice.Payments, payment],
    ...(AmountDue <= 0 ? { Status: 'PAID', FullyPaidOnDate: xeroDate(world.nowMs()) } : {}),
  };
  await keep(world, paid);
  await world.put('payment', payment.PaymentID, {
    ...payment,
    Invoice: { InvoiceID: invoice.InvoiceID, InvoiceNumber: invoice.InvoiceNumber },
  });
  return { invoice: paid, payment };
}

export async function createPayments(
  { body }: SandboxCall<{ Payments: { Invoice?: Partial<Invoice>; Amount?: number }[] }>,
  world: SandboxWorld,
): Promise<SandboxAnswer> {
  const made: Payment[] = [];
  for (const wanted of body.Payments) {
    const invoice = await findInvoice(world, wanted.Invoice?.InvoiceID, wanted.Invoice?.InvoiceNumber);
    const amount = wanted.Amount ?? 0;
    if (invoice === undefined) return refused('Invoice could not be found', wanted);
    if (invoice.Status !== 'AUTHORISED' || amount <= 0 || amount > invoice.AmountDue) {
      return refused('Payment amount exceeds the amount outstanding on this document', wanted);
    }
    const paid = await pay(world, invoice, amount);
    made.push(paid.payment);
    await world.notify(updateOf(world, paid.invoice));
  }
  return { status: 200, body: { Payments: made } };
}

export const WHICH = 'Say which invoice it is: invoiceNumber or invoiceID.';

const PaidInvoice = z.object({
  invoiceNumber: z.string().min(1).optional(),
  invoiceID: z.string().min(1).optional(),
  /** All that is due when left out. */
  amount: z.coerce.number().positive().optional(),
  /** Of an invoice that has to be made first. */
  total: z.coerce.number().positive().default(1200),
  currency: z.string().optional(),
});

export async function invoicePaid(object: unknown, world: SandboxWorld): Promise<Emission> {
  const order = PaidInvoice.safeParse(object);
  if (!order.success) throw new UnfitObjectError(z.prettifyError(order.error));
  const { invoiceNumber, invoiceID, amount, total, currency } = order.data;
  if (invoiceNumber === undefined && invoiceID === undefined) throw new UnfitObjectError(WHICH);
  const invoice =
    (await findInvoice(world, invoiceID, invoiceNumber)) ??
    (await outsideInvoice(world, invoiceNumber, total, currency));
  if (invoice === undefined) throw new UnfitObjectError(`There is no invoice ${invoiceID ?? ''}.`);
  const due = Math.min(amount ?? invoice.AmountDue, invoice.AmountDue);
  const paid = due > 0 ? (await pay(world, invoice, due)).invoice : invoice;
  return { object: paid, call: updateOf(world, paid) };
}

/** An invoice that a person made in Xero. */
async function outsideInvoice(
  world: SandboxWorld,
  number: string | undefined,
  total: number,
  currency: string | undefined,
): Promise<Invoice | undefined> {
  if (number === undefined) return undefined;
  const contact = { ContactID: randomUUID(), Name: 'A client in Xero' };
  const LineItems = [{ Description: 'As agreed', Quantity: 1, UnitAmount: total, AccountCode: '200' }];
  return makeInvoice(
    world,
    {
      InvoiceNumber: number,
      Type: 'ACCREC',
      Status: 'AUTHORISED',
      LineItems,
      ...(currency ? { CurrencyCode: currency } : {}),
    },
    contact,
  );
}
