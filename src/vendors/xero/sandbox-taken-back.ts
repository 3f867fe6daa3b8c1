import { z } from 'zod';
import { type Emission, type SandboxWorld, UnfitObjectError } from '../kit/sandbox/vendor-sandbox';
import { WHICH } from './sandbox-payments';
import { type Invoice, type Payment, findInvoice, keep, rounded } from './sandbox-state';
import { updateOf } from './sandbox-webhook';

/** What people take back in Xero by hand: invoices, parts of them, and payments. */

const Order = z.object({
  invoiceNumber: z.string().min(1).optional(),
  invoiceID: z.string().min(1).optional(),
  amount: z.coerce.number().positive().optional(),
});

/** An approved invoice is voided; a draft is deleted. */
export const invoiceVoided = takenBack((invoice) => (invoice.Status === 'AUTHORISED' ? 'VOIDED' : 'DELETED'));

/** An invoice is deleted. */
export const invoiceDeleted = takenBack(() => 'DELETED');

/** Xero refuses it while something is paid on the invoice. */
function takenBack(statusOf: (invoice: Invoice) => 'VOIDED' | 'DELETED') {
  return async (object: unknown, world: SandboxWorld): Promise<Emission> => {
    const { invoice } = await ordered(object, world);
    if (invoice.AmountPaid > 0) {
      throw new UnfitObjectError('Something is paid on it: delete the payment first (payment.deleted).');
    }
    return told(world, { ...invoice, Status: statusOf(invoice), AmountDue: 0 });
  };
}

/** A credit note is allocated to an invoice: for all that is due when no amount is said. */
export async function invoiceCredited(object: unknown, world: SandboxWorld): Promise<Emission> {
  const { invoice, amount = invoice.AmountDue } = await ordered(object, world);
  if (amount > invoice.AmountDue) {
    throw new UnfitObjectError(`No more than ${invoice.AmountDue} is due on it.`);
  }
  const AmountDue = rounded(invoice.AmountDue - amount, invoice.CurrencyCode);
  const AmountCredited = rounded(invoice.AmountCredited + amount, invoice.CurrencyCode);
  const Status = AmountDue === 0 ? 'PAID' : invoice.Status;
  return told(world, { ...invoice, AmountDue, AmountCredited, Status });
}

/** The newest payment on an invoice is deleted, as when the bank took it back: the invoice asks for it again. */
export async function paymentDeleted(object: unknown, world: SandboxWorld): Promise<Emission> {
  const { invoice } = await ordered(object, world);
  const payment = invoice.Payments.findLast(({ Status }) => Status === 'AUTHORISED');
  if (!payment) throw new UnfitObjectError('Nothing is paid on it.');
  const deleted: Payment = { ...payment, Status: 'DELETED' };
  await world.put('payment', payment.PaymentID, {
    ...deleted,
    Invoice: { InvoiceID: invoice.InvoiceID, InvoiceNumber: invoice.InvoiceNumber },
  });
  const { FullyPaidOnDate: _paidOn, ...rest } = invoice;
  return told(world, {
    ...rest,
    Status: 'AUTHORISED',
    AmountDue: rounded(invoice.AmountDue + payment.Amount, invoice.CurrencyCode),
    AmountPaid: rounded(invoice.AmountPaid - payment.Amount, invoice.CurrencyCode),
    Payments: invoice.Payments.map((one) => (one.PaymentID === payment.PaymentID ? deleted : one)),
  });
}

async function ordered(
  object: unknown,
  world: SandboxWorld,
): Promise<{ invoice: Invoice; amount: number | undefined }> {
  const order = Order.safeParse(object);
  if (!order.success) throw new UnfitObjectError(z.prettifyError(order.error));
  const { invoiceNumber, invoiceID, amount } = order.data;
  if (invoiceNumber === undefined && invoiceID === undefined) throw new UnfitObjectError(WHICH);
  const invoice = await findInvoice(world, invoiceID, invoiceNumber);
  if (!invoice) throw new UnfitObjectError(`There is no invoice ${invoiceID ?? invoiceNumber}.`);
  return { invoice, amount };
}

async function told(world: SandboxWorld, invoice: Invoice): Promise<Emission> {
  await keep(world, invoice);
  return { object: invoice, call: updateOf(world, invoice) };
}
