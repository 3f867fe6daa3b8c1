import { createHash } from 'node:crypto';
import { isCurrency, placesOf } from '../../money/domain/currencies';
import type { SandboxAnswer, SandboxHandler, SandboxWorld } from '../kit/sandbox/vendor-sandbox';

/** The organisation of the stand-in, unless the settings name another. */
export const TENANT = 'f0e1d2c3-0000-4000-8000-5a4db0c55a4d';
export interface Contact {
  ContactID: string;
  ContactNumber?: string;
  Name: string;
  EmailAddress?: string;
}
export interface LineItem {
  Description?: string;
  Quantity?: number;
  UnitAmount?: number;
  TaxAmount?: number;
  AccountCode?: string;
}
export interface Payment {
  PaymentID: string;
  Date: string;
  Amount: number;
  Status: 'AUTHORISED' | 'DELETED';
}
export interface Invoice {
  InvoiceID: string;
  InvoiceNumber: string;
  Type: string;
  Status: string;
  Contact: Contact;
  LineItems: LineItem[];
  CurrencyCode: string;
  Total: number;
  AmountDue: number;
  AmountPaid: number;
  AmountCredited: number;
  Payments: Payment[];
  [field: string]: unknown;
}

export function tenantOf(world: SandboxWorld): string {
  return world.settings.values['tenantId'] ?? TENANT;
}

/** Xero's form of a refused write. */
export function refused(message: string, element: object = {}): SandboxAnswer {
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

export function missing(): SandboxAnswer {
  return {
    status: 404,
    body: { Type: null, Title: 'Not Found', Status: 404, Detail: 'The resource was not found.' },
  };
}

/** Xero's form of a time. */
export function xeroDate(ms: number): string {
  return `/Date(${Math.floor(ms)}+0000)/`;
}

/** An amount in whole minor units of its currency. */
export function rounded(amount: number, currency: string): number {
  return Number(amount.toFixed(isCurrency(currency) ? placesOf(currency) : 2));
}

/** What an invoice's lines come to: their tax comes on top, as the connector makes them. */
export function totalsOf(
  lines: readonly LineItem[],
  currency: string,
): Pick<Invoice, 'Total'> & { SubTotal: number; TotalTax: number } {
  const sum = (of: (line: LineItem) => number) =>
    rounded(
      lines.reduce((total, line) => total + of(line), 0),
      currency,
    );
  const SubTotal = sum(({ Quantity = 1, UnitAmount = 0 }) => Quantity * UnitAmount);
  const TotalTax = sum(({ TaxAmount = 0 }) => TaxAmount);
  return { SubTotal, TotalTax, Total: rounded(SubTotal + TotalTax, currency) };
}

/** The base currency of the stand-in's organisation. */
export const BASE_CURRENCY = 'EUR';

/** Xero checks the organisation on every call, and repeats its first answer to an Idempotency-Key it has seen. */
export function guarded<B>(handle: SandboxHandler<B>): SandboxHandler<B> {
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

export async function keep(world: SandboxWorld, invoice: Invoice): Promise<void> {
  await world.put('invoice', invoice.InvoiceID, { ...invoice, UpdatedDateUTC: xeroDate(world.nowMs()) });
}

export async function findInvoice(
  world: SandboxWorld,
  id?: string,
  number?: string,
): Promise<Invoice | undefined> {
  const found = id ?? (number === undefined ? undefined : await world.get<string>('invoice#number', number));
  return found === undefined ? undefined : world.get<Invoice>('invoice', found);
}
