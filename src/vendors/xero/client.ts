import { z } from 'zod';
import type { Credentials } from '../../credential/domain/credential';
import type { NewInvoice } from '../../capability/offered/accounting';
import { ActionRefusedError } from '../../capability/refusal';
import { shortEffectKey } from '../kit/effect-key';
import type { ConsentedToken } from '../kit/code-flow';
import { VendorHttp } from '../kit/http';
import type { VendorSettings } from '../kit/vendor-settings';
import { cutText } from '../../text/domain/cut';
import { xeroToken, xeroTrouble } from './auth';

const ROOT = '/api.xro/2.0';
/** What Xero takes of a contact's name and an invoice's reference, and of a line's description. */
const LONGEST_FIELD = 255;
const LONGEST_DESCRIPTION = 4000;

const Connections = z.array(z.object({ tenantId: z.string() })).min(1);
const Contacts = z.object({
  Contacts: z.array(z.object({ ContactID: z.string(), Name: z.string().optional() })),
});
const Invoice = z.object({
  InvoiceID: z.string(),
  InvoiceNumber: z.string().optional(),
  Status: z.string(),
  AmountDue: z.number().default(0),
  AmountPaid: z.number().default(0),
  AmountCredited: z.number().default(0),
  Total: z.number().default(0),
  TotalTax: z.number().default(0),
  CurrencyCode: z.string().optional(),
  DueDate: z.string().optional(),
  UpdatedDateUTC: z.string().optional(),
});
const Invoices = z.object({ Invoices: z.array(Invoice) });

/** A sales invoice as the lifecycle sees it. */
export interface XeroInvoice {
  readonly id: string;
  readonly number: string | undefined;
  readonly status: string;
  /** Decimal numbers in the invoice's currency. */
  readonly amountDue: number;
  readonly amountPaid: number;
  readonly amountCredited: number;
  readonly total: number;
  readonly totalTax: number;
  readonly currency: string | undefined;
  /** `YYYY-MM-DD`. */
  readonly dueOn: string | null;
  readonly updatedAtMs: number | null;
}

/** An invoice for a contact; its number is unique among sales invoices, 255 characters at most, and Xero's own guard. */
export type XeroInvoiceDraft = Omit<NewInvoice, 'customer'> & { readonly contactId: string };

/**
 * Xero Accounting 2.0 by what somebody has consented to, or through a custom connection (client credentials, one
 * organisation). Settings values: `clientId`, `clientSecret`; `tenantId` (that of the consent, or asked from Xero, when left
 * out), `accountCode` of sales (default 200), `taxType`, `identityUrl`. Limits per organisation: 5 calls at once, 60 a minute, 5,000 a day; 429 carries Retry-After.
 * PUT creates, POST updates; every one of them carries an Idempotency-Key.
 */
export class XeroClient {
  private readonly http: VendorHttp;
  private readonly settings: VendorSettings;
  private readonly auth: ConsentedToken;
  private tenant: Promise<string> | undefined;

  constructor(settings: VendorSettings, credentials: Credentials) {
    this.settings = settings;
    this.auth = xeroToken(settings, credentials);
    const { auth } = this;
    this.http = new VendorHttp({ system: 'xero', baseUrl: settings.baseUrl, auth, trouble: xeroTrouble });
  }

  /**
   * The contact for a client, made if it is not there. Xero keeps names unique, and a client may be known to it from
   * before: then that contact is taken.
   * @returns its id
   */
  async ensureContact(key: string, name: string, email: string | undefined): Promise<string> {
    const number = shortEffectKey(key);
    const shown = cutText(name.replaceAll(/\s+/gu, ' ').trim(), LONGEST_FIELD);
    const known = (await this.contactOf(number)) ?? (await this.findContact(whereEquals('Name', shown)));
    if (known !== undefined) return known;
    const body = await this.call('contacts.create', 'PUT', '/Contacts', {
      key: number,
      json: {
        Contacts: [
          { Name: shown, ContactNumber: number, ...(email === undefined ? {} : { EmailAddress: email }) },
        ],
      },
    });
    return first(Contacts.parse(body).Contacts).ContactID;
  }

  /**
   * The approved sales invoice with this number, made if it is not there.
   * @param key the effect's key, sent as Idempotency-Key
   */
  async ensureInvoice(key: string, invoice: XeroInvoiceDraft): Promise<XeroInvoice> {
    const present = await this.findInvoice(invoice.number);
    if (present !== undefined) return present;
    const { accountCode, taxType } = this.settings.values;
    const body = await this.call('invoices.create', 'PUT', '/Invoices', {
      key: shortEffectKey(key),
      json: {
        Invoices: [
          {
            Type: 'ACCREC',
            Status: 'AUTHORISED',
            InvoiceNumber: invoice.number,
            Reference: cutText(invoice.reference, LONGEST_FIELD),
            Contact: { ContactID: invoice.contactId },
            Date: invoice.date,
            DueDate: invoice.dueDate,
            CurrencyCode: invoice.currency,
            LineAmountTypes: 'Exclusive',
            LineItems: [
              {
                Description: cutText(invoice.description, LONGEST_DESCRIPTION),
                Quantity: 1,
                UnitAmount: exactNumber(invoice.amount),
                AccountCode: accountCode ?? '200',
                ...(taxType === undefined ? {} : { TaxType: taxType }),
              },
            ],
          },
        ],
      },
    });
    return asInvoice(first(Invoices.parse(body).Invoices));
  }

  /** @throws VendorError rejected (404) when there is no such invoice */
  async getInvoice(id: string): Promise<XeroInvoice> {
    const body = await this.call('invoices.get', 'GET', `/Invoices/${encodeURIComponent(id)}`, {});
    return asInvoice(first(Invoices.parse(body).Invoices));
  }

  async findInvoice(number: string): Promise<XeroInvoice | undefined> {
    const body = await this.call('invoices.find', 'GET', '/Invoices', { query: { InvoiceNumbers: number } });
    const found = Invoices.parse(body).Invoices.find(({ InvoiceNumber }) => InvoiceNumber === number);
    return found === undefined ? undefined : asInvoice(found);
  }

  /**
   * Voids an invoice on which nothing was paid. Repeatable; reads before it writes.
   * @returns the invoice as it is afterwards: `VOIDED` or `DELETED`, or as it was when something had been paid on it
   */
  async voidInvoice(key: string, id: string): Promise<XeroInvoice> {
    const invoice = await this.getInvoice(id);
    if (invoice.status === 'VOIDED' || invoice.status === 'DELETED') return invoice;
    if (invoice.amountPaid > 0 || invoice.status === 'PAID') return invoice;
    const status = invoice.status === 'AUTHORISED' ? 'VOIDED' : 'DELETED';
    const body = await this.call('invoices.void', 'POST', `/Invoices/${encodeURIComponent(id)}`, {
      key: shortEffectKey(key),
      json: { Invoices: [{ InvoiceID: id, Status: status }] },
    });
    return asInvoice(first(Invoices.parse(body).Invoices));
  }

  /** The contact with this number of ours. @returns its id; undefined when there is none */
  async contactOf(number: string): Promise<string | undefined> {
    return this.findContact(whereEquals('ContactNumber', number));
  }

  private async findContact(where: string): Promise<string | undefined> {
    const body = await this.call('contacts.find', 'GET', '/Contacts', { query: { where } });
    return Contacts.parse(body).Contacts[0]?.ContactID;
  }

  private async call(
    op: string,
    method: 'GET' | 'PUT' | 'POST',
    path: string,
    more: { key?: string; json?: unknown; query?: Record<string, string> },
  ): Promise<unknown> {
    const answer = await this.http.request({
      op,
      method,
      path: `${ROOT}${path}`,
      headers: {
        'xero-tenant-id': await this.tenantId(),
        ...(more.key === undefined ? {} : { 'idempotency-key': more.key }),
      },
      ...(more.json === undefined ? {} : { json: more.json }),
      ...(more.query === undefined ? {} : { query: more.query }),
    });
    return answer.body;
  }

  private async tenantId(): Promise<string> {
    const { tenantId } = this.settings.values;
    if (tenantId !== undefined && tenantId !== '') return tenantId;
    return (await this.auth.account()) ?? (await this.onlyTenant());
  }

  private onlyTenant(): Promise<string> {
    this.tenant ??= this.http
      .request({ op: 'connections.list', method: 'GET', path: '/connections' })
      .then(({ body }) => first(Connections.parse(body)).tenantId)
      .catch((error: unknown) => {
        this.tenant = undefined;
        throw error;
      });
    return this.tenant;
  }
}

function asInvoice(invoice: z.infer<typeof Invoice>): XeroInvoice {
  return {
    id: invoice.InvoiceID,
    number: invoice.InvoiceNumber,
    status: invoice.Status,
    amountDue: invoice.AmountDue,
    amountPaid: invoice.AmountPaid,
    amountCredited: invoice.AmountCredited,
    total: invoice.Total,
    totalTax: invoice.TotalTax,
    currency: invoice.CurrencyCode,
    dueOn: dateOf(invoice.DueDate),
    updatedAtMs: msOf(invoice.UpdatedDateUTC),
  };
}

/** Xero's form of a time: `/Date(1518685950940+0000)/`. */
function msOf(text: string | undefined): number | null {
  const [, ms] = /^\/Date\((\d+)[+-]\d{4}\)\/$/.exec(text ?? '') ?? [];
  return ms === undefined ? null : Number(ms);
}

/** A day, which Xero writes as a time too, or as it was given. */
function dateOf(text: string | undefined): string | null {
  const ms = msOf(text);
  if (ms !== null) return new Date(ms).toISOString().slice(0, 10);
  return /^\d{4}-\d{2}-\d{2}/.exec(text ?? '')?.[0] ?? null;
}

/** Xero takes amounts as numbers. @throws ActionRefusedError when a number cannot hold the amount to its last place */
function exactNumber(amount: string): number {
  const number = Number(amount);
  if (number.toFixed(amount.split('.')[1]?.length ?? 0) !== amount) {
    throw new ActionRefusedError(
      `${amount} has more digits than Xero takes, so no invoice was made. Make it by hand.`,
    );
  }
  return number;
}

function first<T>(items: readonly T[]): T {
  const [item] = items;
  if (item === undefined) throw new Error('Xero answered with an empty list where one item was due.');
  return item;
}

/**
 * A text as a literal of Xero's `where` language, which takes the escapes of C#: a backslash and a quote mean something in
 * it, and a line does not end within it.
 */
function whereLiteral(text: string): string {
  return `"${text.replaceAll(/["\\\n\r\t]/g, (character) => ESCAPES[character] ?? character)}"`;
}

const ESCAPES: Readonly<Record<string, string>> = {
  '"': '\\"',
  '\\': '\\\\',
  '\n': '\\n',
  '\r': '\\r',
  '\t': '\\t',
};

/** The condition that a field is exactly this text. */
export function whereEquals(field: string, text: string): string {
  return `${field}==${whereLiteral(text)}`;
}
