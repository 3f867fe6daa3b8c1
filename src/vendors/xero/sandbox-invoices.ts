import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import {
  type Emission,
  type SandboxAnswer,
  type SandboxCall,
  type SandboxWorld,
  UnfitObjectError,
} from '../kit/sandbox/vendor-sandbox';
import { isCurrency } from '../../money/domain/currencies';
import { listed } from './sandbox-lists';
import {
  type Contact,
  BASE_CURRENCY,
  type Invoice,
  findInvoice,
  keep,
  type LineItem,
  rounded,
  missing,
  refused,
  totalsOf,
  xeroDate,
} from './sandbox-state';
import { updateOf } from './sandbox-webhook';

export async function makeInvoice(
  world: SandboxWorld,
  wanted: Partial<Invoice>,
  contact: Contact,
): Promise<Invoice | undefined> {
  const lines = wanted.LineItems ?? [];
  const CurrencyCode = wanted.CurrencyCode ?? BASE_CURRENCY;
  const totals = totalsOf(lines, CurrencyCode);
  const number = wanted.InvoiceNumber ?? `INV-${String(await world.nextNumber('invoice')).padStart(4, '0')}`;
  const invoice: Invoice = {
    ...wanted,
    InvoiceID: randomUUID(),
    InvoiceNumber: number,
    Type: wanted.Type ?? 'ACCREC',
    Status: wanted.Status ?? 'DRAFT',
    Contact: contact,
    LineItems: lines,
    CurrencyCode,
    ...totals,
    AmountDue: totals.Total,
    AmountPaid: 0,
    AmountCredited: 0,
    Payments: [],
    UpdatedDateUTC: xeroDate(world.nowMs()),
  };
  if (!(await world.insert('invoice#number', number, invoice.InvoiceID))) return undefined;
  await world.put('invoice', invoice.InvoiceID, invoice);
  return invoice;
}

export async function createInvoices(
  { body }: SandboxCall<{ Invoices: Partial<Invoice>[] }>,
  world: SandboxWorld,
): Promise<SandboxAnswer> {
  const made: Invoice[] = [];
  for (const wanted of body.Invoices) {
    const contact = await world.get<Contact>('contact', wanted.Contact?.ContactID ?? '');
    if (contact === undefined) return refused('The Contact could not be found', wanted);
    const faults = await faultsOf(world, wanted);
    if (faults !== undefined) return refused(faults, wanted);
    const lines = wanted.LineItems ?? [];
    const incomplete = lines.some(({ Description, AccountCode }) => !Description || !AccountCode);
    if (wanted.Status === 'AUTHORISED' && (lines.length === 0 || incomplete || !wanted['DueDate'])) {
      return refused(
        'An approved invoice needs a due date, and a description and account on each line',
        wanted,
      );
    }
    const invoice = await makeInvoice(world, wanted, contact);
    if (invoice === undefined) return refused('Invoice # must be unique.', wanted);
    made.push(invoice);
  }
  return { status: 200, body: { Invoices: made } };
}

/** Xero's limits for an invoice's texts, and the currencies of the organisation. */
async function faultsOf(world: SandboxWorld, wanted: Partial<Invoice>): Promise<string | undefined> {
  const { InvoiceNumber = '', Reference = '', CurrencyCode, LineItems = [] } = wanted;
  if (InvoiceNumber.length > 255) return 'The invoice number must not be longer than 255 characters.';
  if (String(Reference).length > 255) return 'Reference must not be longer than 255 characters.';
  if (LineItems.some(({ Description = '' }) => Description.length > 4_000)) {
    return 'Description must not be longer than 4000 characters.';
  }
  const subscribed = await world.get<string[]>('organisation', 'currencies');
  const isSubscribed = (currency: string) => subscribed?.includes(currency) ?? isCurrency(currency);
  if (CurrencyCode !== undefined && !isSubscribed(CurrencyCode)) {
    return `Organisation is not subscribed to currency ${CurrencyCode}`;
  }
  return undefined;
}

const Currencies = z.object({ currencies: z.array(z.string().regex(/^[A-Z]{3}$/)).min(1) });

/** Says which currencies the organisation is subscribed to: `{ currencies }`; Xero has no webhook for it. */
export async function currenciesChanged(object: unknown, world: SandboxWorld): Promise<Emission> {
  const order = Currencies.safeParse(object);
  if (!order.success) throw new UnfitObjectError(z.prettifyError(order.error));
  await world.put('organisation', 'currencies', order.data.currencies);
  return { object: order.data };
}

const Changed = z.object({
  invoiceNumber: z.string().min(1).optional(),
  invoiceID: z.string().min(1).optional(),
  lineItems: z
    .array(
      z.looseObject({
        Description: z.string().default('As agreed'),
        Quantity: z.coerce.number().default(1),
        UnitAmount: z.coerce.number().nonnegative(),
        TaxAmount: z.coerce.number().nonnegative().optional(),
      }),
    )
    .min(1)
    .optional(),
  currency: z.string().optional(),
  dueDate: z.iso.date().optional(),
});

/**
 * Somebody changes an approved invoice: its lines, or the day until which it is to be paid: `{ invoiceNumber, lineItems:
 * [{ UnitAmount, TaxAmount, ... }], dueDate }`.
 */
export async function invoiceUpdated(object: unknown, world: SandboxWorld): Promise<Emission> {
  const order = Changed.safeParse(object);
  if (!order.success) throw new UnfitObjectError(z.prettifyError(order.error));
  const { invoiceNumber, invoiceID, lineItems, currency, dueDate } = order.data;
  const invoice = await findInvoice(world, invoiceID, invoiceNumber);
  if (!invoice) throw new UnfitObjectError(`There is no invoice ${invoiceID ?? invoiceNumber ?? ''}.`);
  const relined = withLines(invoice, lineItems ?? invoice.LineItems, currency ?? invoice.CurrencyCode);
  const changed = dueDate === undefined ? relined : { ...relined, DueDate: dueDate };
  if (invoice.Status !== 'AUTHORISED' || changed.AmountDue < 0) {
    throw new UnfitObjectError(
      'Xero changes approved invoices only, and to no less than was paid and credited.',
    );
  }
  await keep(world, changed);
  return { object: changed, call: updateOf(world, changed) };
}

function withLines(invoice: Invoice, LineItems: LineItem[], CurrencyCode: string): Invoice {
  const totals = totalsOf(LineItems, CurrencyCode);
  const AmountDue = rounded(totals.Total - invoice.AmountPaid - invoice.AmountCredited, CurrencyCode);
  return { ...invoice, ...totals, LineItems, CurrencyCode, AmountDue };
}

export async function getInvoices({ query }: SandboxCall, world: SandboxWorld): Promise<SandboxAnswer> {
  const { InvoiceNumbers: numbers } = query;
  const ids = numbers && (await world.getMany<string>('invoice#number', numbers.split(',')));
  const all = ids ? await world.getMany<Invoice>('invoice', ids) : await world.list<Invoice>('invoice');
  const statuses = query['Statuses']?.split(',');
  return listed('Invoices', statuses ? all.filter(({ Status }) => statuses.includes(Status)) : all, query);
}

export async function getInvoice({ params }: SandboxCall, world: SandboxWorld): Promise<SandboxAnswer> {
  const invoice = await world.get<Invoice>('invoice', params['InvoiceID'] ?? '');
  return invoice === undefined ? missing() : { status: 200, body: { Invoices: [invoice] } };
}

export async function updateInvoice(
  { params, body }: SandboxCall<{ Invoices: Partial<Invoice>[] }>,
  world: SandboxWorld,
): Promise<SandboxAnswer> {
  const invoice = await world.get<Invoice>('invoice', params['InvoiceID'] ?? '');
  if (invoice === undefined) return missing();
  const [wanted = {}] = body.Invoices;
  if (wanted.Status === 'VOIDED' && (invoice.Status !== 'AUTHORISED' || invoice.AmountPaid > 0)) {
    return refused(`Invoice not of valid status for modification: it is ${invoice.Status}.`, wanted);
  }
  const AmountDue = wanted.Status === 'VOIDED' ? 0 : invoice.AmountDue;
  const changed: Invoice = { ...invoice, ...wanted, InvoiceID: invoice.InvoiceID, AmountDue };
  await keep(world, changed);
  await world.notify(updateOf(world, changed));
  return { status: 200, body: { Invoices: [changed] } };
}
