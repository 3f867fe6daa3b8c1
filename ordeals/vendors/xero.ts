import type { InstallationApi } from '../support/installation-api';
import { ask, type VendorObject } from './vendor-object';

interface Invoice {
  InvoiceID: string;
  InvoiceNumber: string;
  Status: string;
}

interface Payment {
  PaymentID: string;
  Amount: number;
  Invoice: { InvoiceNumber: string };
}

interface Contact {
  ContactID: string;
  Name: string;
}

/** Xero keeps numbers unique; the product ends them with something of the engagement's own, which is left out here. */
const ENDING = /-[a-z0-9]{6}$/;

/** Every invoice that stands, every payment and every contact in Xero. */
export async function readXero(installation: InstallationApi): Promise<VendorObject[]> {
  const token = await tokenOf(installation);
  const [connection] = await ask<{ tenantId: string }[]>(installation, 'GET', 'xero/connections', { token });
  const headers = { 'xero-tenant-id': connection?.tenantId ?? '' };
  const list = <T>(what: string) =>
    ask<T>(installation, 'GET', `xero/api.xro/2.0/${what}`, { token, headers });
  const { Invoices } = await list<{ Invoices: Invoice[] }>('Invoices');
  const { Payments } = await list<{ Payments: Payment[] }>('Payments');
  const { Contacts } = await list<{ Contacts: Contact[] }>('Contacts');
  const standing = Invoices.filter(({ Status }) => Status !== 'VOIDED' && Status !== 'DELETED');
  return [
    ...standing.map(({ InvoiceID: id, InvoiceNumber: number }) => ({
      kind: 'Xero invoice',
      id,
      alike: number.replace(ENDING, ''),
      shown: number,
    })),
    ...Payments.map(({ PaymentID: id, Amount, Invoice: { InvoiceNumber: number } }) => ({
      kind: 'Xero payment',
      id,
      alike: `${number} ${Amount}`,
      shown: `${Amount} on ${number}`,
    })),
    ...Contacts.map(({ ContactID: id, Name: name }) => ({
      kind: 'Xero contact',
      id,
      alike: name.toLowerCase(),
      shown: name,
    })),
  ];
}

async function tokenOf(installation: InstallationApi): Promise<string> {
  const credentials = Buffer.from('sandbox-xero-client-id:sandbox-xero-client-secret').toString('base64');
  const { access_token: token } = await ask<{ access_token: string }>(
    installation,
    'POST',
    'xero/connect/token',
    {
      token: '',
      body: { grant_type: 'client_credentials' },
      headers: { authorization: `Basic ${credentials}` },
    },
  );
  return token;
}
