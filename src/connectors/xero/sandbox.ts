import { createHash, randomUUID } from 'node:crypto';
import { z } from 'zod';
import { isIssuedToken, issueToken } from '../sandbox/tokens';
import {
  type Emission,
  type Notification,
  type SandboxAnswer,
  type SandboxCall,
  type SandboxHandler,
  type SandboxWorld,
  UnfitObjectError,
  type VendorSandbox,
} from '../sandbox/vendor-sandbox';
import { requiredValue } from '../vendor-settings';
import spec from './openapi.json';
import { signXero } from './webhook';

/** The organisation of the stand-in, unless the settings name another. */
const TENANT = 'f0e1d2c3-0000-4000-8000-5a4db0c55a4d';
const TOKEN_SECONDS = 1800;

interface Contact {
  ContactID: string;
  ContactNumber?: string;
  Name: string;
  EmailAddress?: string;
}
interface LineItem {
  Description?: string;
  Quantity?: number;
  UnitAmount?: number;
  AccountCode?: string;
}
interface Payment {
  PaymentID: string;
  Date: string;
  Amount: number;
  Status: 'AUTHORISED';
}
interface Invoice {
  InvoiceID: string;
  InvoiceNumber: string;
  Type: string;
  Status: string;
  Contact: Contact;
  LineItems: LineItem[];
  Total: number;
  AmountDue: number;
  AmountPaid: number;
  Payments: Payment[];
  [field: string]: unknown;
}

function tenantOf(world: SandboxWorld): string {
  return world.settings.values['tenantId'] ?? TENANT;
}

/** Xero's form of a refused write. */
function refused(message: string, element: object = {}): SandboxAnswer {
  return {
    status: 400,
    body: {
      ErrorNumber: 10,
      Type: 'ValidationException',
      Message: 'A validation exception occurred',
      Elements: [{ ...element, ValidationErrors: [{ Message: message }] }],
    },
  };
}

function missing(): SandboxAnswer {
  return {
    status: 404,
    body: { Type: null, Title: 'Not Found', Status: 404, Detail: 'The resource was not found.' },
  };
}

/** Xero's form of a time. */
function xeroDate(ms: number): string {
  return `/Date(${Math.floor(ms)}+0000)/`;
}

function cents(amount: number): number {
  return Math.round(amount * 100) / 100;
}

/** Xero checks the organisation on every call, and repeats its first answer to an Idempotency-Key it has seen. */
function guarded<B>(handle: SandboxHandler<B>): SandboxHandler<B> {
  return async (call, world) => {
    if (call.headers['xero-tenant-id'] !== tenantOf(world)) {
      return { status: 403, body: { Title: 'Forbidden', Status: 403, Detail: 'AuthenticationUnsuccessful' } };
    }
    const key = call.headers['idempotency-key'];
    if (call.method === 'GET' || typeof key !== 'string') return handle(call, world);
    if (key.length > 128) return refused('Idempotency-Key is too long');
    const request = createHash('sha256')
      .update(`${call.method} ${call.path} ${JSON.stringify(call.body)}`)
      .digest('hex');
    const earlier = await world.get<{ request: string; answer: SandboxAnswer }>('idempotency', key);
    if (earlier !== undefined && earlier.request !== request) {
      return refused('Idempotency-Key was used for another request');
    }
    if (earlier !== undefined) return earlier.answer;
    const answer = await handle(call, world);
    if (answer.status < 300) await world.put('idempotency', key, { request, answer });
    return answer;
  };
}

/** Understands conditions of the form `Field=="value"`. */
async function findContacts({ query }: SandboxCall, world: SandboxWorld): Promise<SandboxAnswer> {
  const { where } = query;
  if (where === undefined) return { status: 200, body: { Contacts: await world.list<Contact>('contact') } };
  const [, field = '', value = ''] = /^(ContactNumber|Name)=="((?:[^"\\]|\\.)*)"$/.exec(where) ?? [];
  if (field === '') return refused('The where clause is not understood');
  const indexed = await world.get<string>(`contact#${field}`, value.replaceAll('\\"', '"').toLowerCase());
  const found = indexed === undefined ? undefined : await world.get<Contact>('contact', indexed);
  return { status: 200, body: { Contacts: found === undefined ? [] : [found] } };
}

async function getContact({ params }: SandboxCall, world: SandboxWorld): Promise<SandboxAnswer> {
  const id = params['ContactID'] ?? params['ContactNumber'] ?? '';
  const indexed = (await world.get<string>('contact#ContactNumber', id.toLowerCase())) ?? id;
  const found = await world.get<Contact>('contact', indexed);
  return found === undefined ? missing() : { status: 200, body: { Contacts: [found] } };
}

async function createContacts(
  { body }: SandboxCall<{ Contacts: Partial<Contact>[] }>,
  world: SandboxWorld,
): Promise<SandboxAnswer> {
  const made: Contact[] = [];
  for (const wanted of body.Contacts) {
    const name = wanted.Name ?? '';
    if (name === '') return refused('The contact name must be specified', wanted);
    const ContactID = randomUUID();
    if (!(await world.insert('contact#Name', name.toLowerCase(), ContactID))) {
      return refused(
        `The contact name ${name} is already assigned to another contact. It must be unique.`,
        wanted,
      );
    }
    if (wanted.ContactNumber)
      await world.put('contact#ContactNumber', wanted.ContactNumber.toLowerCase(), ContactID);
    const contact = { ...wanted, Name: name, ContactID, ContactStatus: 'ACTIVE' };
    await world.put('contact', ContactID, contact);
    made.push(contact);
  }
  return { status: 200, body: { Contacts: made } };
}

async function makeInvoice(
  world: SandboxWorld,
  wanted: Partial<Invoice>,
  contact: Contact,
): Promise<Invoice | undefined> {
  const lines = wanted.LineItems ?? [];
  const total = cents(
    lines.reduce((sum, { Quantity = 1, UnitAmount = 0 }) => sum + Quantity * UnitAmount, 0),
  );
  const number = wanted.InvoiceNumber ?? `INV-${String(await world.nextNumber('invoice')).padStart(4, '0')}`;
  const invoice: Invoice = {
    ...wanted,
    InvoiceID: randomUUID(),
    InvoiceNumber: number,
    Type: wanted.Type ?? 'ACCREC',
    Status: wanted.Status ?? 'DRAFT',
    Contact: contact,
    LineItems: lines,
    SubTotal: total,
    TotalTax: 0,
    Total: total,
    AmountDue: total,
    AmountPaid: 0,
    AmountCredited: 0,
    Payments: [],
    UpdatedDateUTC: xeroDate(world.nowMs()),
  };
  if (!(await world.insert('invoice#number', number, invoice.InvoiceID))) return undefined;
  await world.put('invoice', invoice.InvoiceID, invoice);
  return invoice;
}

async function createInvoices(
  { body }: SandboxCall<{ Invoices: Partial<Invoice>[] }>,
  world: SandboxWorld,
): Promise<SandboxAnswer> {
  const made: Invoice[] = [];
  for (const wanted of body.Invoices) {
    const contact = await world.get<Contact>('contact', wanted.Contact?.ContactID ?? '');
    if (contact === undefined) return refused('The Contact could not be found', wanted);
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

async function getInvoices({ query }: SandboxCall, world: SandboxWorld): Promise<SandboxAnswer> {
  const { InvoiceNumbers: numbers } = query;
  if (numbers === undefined) {
    return { status: 200, body: { Invoices: await world.list<Invoice>('invoice') } };
  }
  const ids = await world.getMany<string>('invoice#number', numbers.split(','));
  const Invoices = await world.getMany<Invoice>('invoice', ids);
  return { status: 200, body: { Invoices } };
}

async function getInvoice({ params }: SandboxCall, world: SandboxWorld): Promise<SandboxAnswer> {
  const invoice = await world.get<Invoice>('invoice', params['InvoiceID'] ?? '');
  return invoice === undefined ? missing() : { status: 200, body: { Invoices: [invoice] } };
}

async function updateInvoice(
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
  world.notify(updateOf(world, changed));
  return { status: 200, body: { Invoices: [changed] } };
}

async function keep(world: SandboxWorld, invoice: Invoice): Promise<void> {
  await world.put('invoice', invoice.InvoiceID, { ...invoice, UpdatedDateUTC: xeroDate(world.nowMs()) });
}

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
  const AmountDue = cents(invoice.AmountDue - amount);
  const paid: Invoice = {
    ...invoice,
    AmountDue,
    AmountPaid: cents(invoice.AmountPaid + amount),
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

async function createPayments(
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
    world.notify(updateOf(world, paid.invoice));
  }
  return { status: 200, body: { Payments: made } };
}

async function findInvoice(world: SandboxWorld, id?: string, number?: string): Promise<Invoice | undefined> {
  const found = id ?? (number === undefined ? undefined : await world.get<string>('invoice#number', number));
  return found === undefined ? undefined : world.get<Invoice>('invoice', found);
}

function updateOf(world: SandboxWorld, invoice: Invoice): Notification {
  const sequence = 1 + (Math.floor(world.nowMs()) % 2_147_483_646);
  const body = JSON.stringify({
    events: [
      {
        resourceUrl: `https://api.xero.com/api.xro/2.0/Invoices/${invoice.InvoiceID}`,
        resourceId: invoice.InvoiceID,
        eventDateUtc: new Date(world.nowMs()).toISOString().replace('Z', ''),
        eventType: 'UPDATE',
        eventCategory: 'INVOICE',
        tenantId: tenantOf(world),
        tenantType: 'ORGANISATION',
      },
    ],
    firstEventSequence: sequence,
    lastEventSequence: sequence,
    entropy: randomUUID().replaceAll('-', '').slice(0, 20).toUpperCase(),
  });
  const key = requiredValue('xero', world.settings, 'webhookKey');
  const headers = { 'content-type': 'application/json', 'x-xero-signature': signXero(key, body) };
  return { sign: () => ({ headers, body }) };
}

const PaidInvoice = z.object({
  invoiceNumber: z.string().min(1).optional(),
  invoiceID: z.string().min(1).optional(),
  /** All that is due when left out. */
  amount: z.coerce.number().positive().optional(),
  /** Of an invoice that has to be made first. */
  total: z.coerce.number().positive().default(1200),
});

async function invoicePaid(object: unknown, world: SandboxWorld): Promise<Emission> {
  const order = PaidInvoice.safeParse(object);
  if (!order.success) throw new UnfitObjectError(z.prettifyError(order.error));
  const { invoiceNumber, invoiceID, amount, total } = order.data;
  if (invoiceNumber === undefined && invoiceID === undefined) {
    throw new UnfitObjectError('Say which invoice was paid: invoiceNumber or invoiceID.');
  }
  const invoice =
    (await findInvoice(world, invoiceID, invoiceNumber)) ??
    (await outsideInvoice(world, invoiceNumber, total));
  if (invoice === undefined) throw new UnfitObjectError(`There is no invoice ${invoiceID ?? ''}.`);
  const due = Math.min(amount ?? invoice.AmountDue, invoice.AmountDue);
  const paid = due > 0 ? (await pay(world, invoice, due)).invoice : invoice;
  return { object: paid, notification: updateOf(world, paid) };
}

/** An invoice that a person made in Xero. */
async function outsideInvoice(
  world: SandboxWorld,
  number: string | undefined,
  total: number,
): Promise<Invoice | undefined> {
  if (number === undefined) return undefined;
  const contact = { ContactID: randomUUID(), Name: 'A client in Xero' };
  const LineItems = [{ Description: 'As agreed', Quantity: 1, UnitAmount: total, AccountCode: '200' }];
  return makeInvoice(
    world,
    { InvoiceNumber: number, Type: 'ACCREC', Status: 'AUTHORISED', LineItems },
    contact,
  );
}

async function grantToken(
  { body, headers }: SandboxCall<{ grant_type?: string } | undefined>,
  world: SandboxWorld,
): Promise<SandboxAnswer> {
  const id = requiredValue('xero', world.settings, 'clientId');
  const secret = requiredValue('xero', world.settings, 'clientSecret');
  const right = `Basic ${Buffer.from(`${id}:${secret}`).toString('base64')}`;
  const grant = body?.grant_type;
  if (headers.authorization !== right) return { status: 400, body: { error: 'invalid_client' } };
  if (grant !== 'client_credentials') return { status: 400, body: { error: 'unsupported_grant_type' } };
  const token = await issueToken(world, TOKEN_SECONDS);
  return { status: 200, body: { access_token: token, token_type: 'Bearer', expires_in: TOKEN_SECONDS } };
}

/** Xero's stand-in: contacts, invoices, payments; it tells us when an invoice changes. */
export const xeroSandbox: VendorSandbox = {
  name: 'xero',
  spec: spec,
  basePath: '/api.xro/2.0',
  operations: {
    getContacts: guarded(findContacts),
    getContact: guarded(getContact),
    getContactByContactNumber: guarded(getContact),
    createContacts: guarded(createContacts),
    getInvoices: guarded(getInvoices),
    getInvoice: guarded(getInvoice),
    createInvoices: guarded(createInvoices),
    updateInvoice: guarded(updateInvoice),
    createPayments: guarded(createPayments),
    getPayments: guarded(async (_call, world) => ({
      status: 200,
      body: { Payments: await world.list<Payment>('payment') },
    })),
  },
  routes: [
    { method: 'POST', path: '/connect/token', open: true, handle: grantToken },
    {
      method: 'GET',
      path: '/connections',
      open: false,
      handle: async (_call, world) => ({
        status: 200,
        body: [{ id: TENANT, tenantId: tenantOf(world), tenantType: 'ORGANISATION', tenantName: 'Sandbox' }],
      }),
    },
  ],
  refusals: {
    unauthorized: () => ({
      status: 401,
      body: { Type: null, Title: 'Unauthorized', Status: 401, Detail: 'AuthenticationUnsuccessful' },
    }),
    notFound: missing,
    invalid: (problems) => refused(problems.join('; ')),
    trouble: (status) => ({
      Title: status === 429 ? 'Too Many Requests' : 'Error',
      Status: status,
      Detail: '',
    }),
  },
  authorize: (token, world) => isIssuedToken(world, token),
  events: { 'invoice.paid': invoicePaid },
};
