import type { AccountingPort } from '../../../src/capability/offered/accounting';
import { shortEffectKey } from '../../../src/vendors/kit/effect-key';
import { signXero } from '../../../src/vendors/xero/webhook';
import type { AskVendor, Connector } from '../connector';
import { personal, secret } from '../marks';

const ROOT = '/api.xro/2.0';
const numberOf = (key: string) => `N-${key}`;

/** Every call names the organisation. */
async function inOrganisation(ask: AskVendor): Promise<Record<string, string>> {
  const [connection]: { tenantId: string }[] = await ask('GET', '/connections');
  return { 'xero-tenant-id': connection?.tenantId ?? '' };
}

async function invoicesOf(ask: AskVendor, key: string): Promise<number> {
  const query = { InvoiceNumbers: numberOf(key) };
  const headers = await inOrganisation(ask);
  const { Invoices }: { Invoices: object[] } = await ask('GET', `${ROOT}/Invoices`, { query, headers });
  return Invoices.length;
}

async function contactsOf(ask: AskVendor, key: string): Promise<number> {
  const headers = await inOrganisation(ask);
  type Answer = { Contacts: { ContactNumber?: string }[] };
  const { Contacts }: Answer = await ask('GET', `${ROOT}/Contacts`, { headers });
  return Contacts.filter(({ ContactNumber }) => ContactNumber === shortEffectKey(`${key}/client`)).length;
}

function ensureInvoice(accounting: AccountingPort, key: string) {
  const { company, email, text } = personal(key);
  return accounting.ensureInvoice(key, {
    customer: { key: `${key}/client`, name: company, email },
    number: numberOf(key),
    description: text,
    amount: '600.00',
    currency: 'EUR',
    reference: 'CD-0001',
    date: '2026-11-22',
    dueDate: '2026-12-22',
  });
}

export const xero: Connector = {
  values: {
    clientId: secret('xero-client'),
    clientSecret: secret('xero-client-secret'),
    webhookKey: secret('xero-webhooks'),
  },
  token: { method: 'POST', path: '/connect/token' },
  operations: {
    accounting: {
      ensureInvoice: {
        run: async (accounting, key) => (await ensureInvoice(accounting, key)).id,
        makes: [
          { call: { method: 'PUT', path: `${ROOT}/Contacts` }, count: contactsOf },
          { call: { method: 'PUT', path: `${ROOT}/Invoices` }, count: invoicesOf },
        ],
      },
      readInvoice: {
        run: async (accounting, key) => accounting.readInvoice((await ensureInvoice(accounting, key)).id),
      },
      findInvoice: {
        run: async (accounting, key) => accounting.findInvoice((await ensureInvoice(accounting, key)).number),
      },
      voidInvoice: {
        run: async (accounting, key) =>
          accounting.voidInvoice(`${key}/void`, (await ensureInvoice(accounting, key)).id),
      },
    },
  },
  webhook: {
    sign: ({ body, secret: by }) => ({
      'content-type': 'application/json',
      'x-xero-signature': signXero(by, body),
    }),
    signsNoTime: 'Xero signs the body alone',
    act: (actions, request) => {
      const params = { milestone: 'signature', percent: 50, dueDays: 14 };
      return actions['accounting.createInvoice']({ ...request, params });
    },
    made: { method: 'PUT', path: `${ROOT}/Invoices` },
    async change(emit, ask) {
      const headers = await inOrganisation(ask);
      type Answer = { Invoices: { InvoiceID: string }[] };
      const { Invoices }: Answer = await ask('GET', `${ROOT}/Invoices`, { headers });
      const invoiceID = Invoices.at(-1)?.InvoiceID;
      await emit('invoice.paid', { invoiceID, amount: 100 });
      await emit('invoice.paid', { invoiceID });
    },
    isLast: ({ paid, total }) => paid === total,
  },
};
