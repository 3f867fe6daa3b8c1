import spec from './openapi.json';
import { consentPage, exchangeRefreshToken, issueRefreshToken, redeemCode } from '../kit/sandbox/code-flow';
import { isIssuedToken, issueToken } from '../kit/sandbox/tokens';
import type { SandboxAnswer, SandboxCall, SandboxWorld, VendorSandbox } from '../kit/sandbox/vendor-sandbox';
import { requiredValue } from '../kit/vendor-settings';
import { createContacts, findContacts, getContact } from './sandbox-contacts';
import { listed } from './sandbox-lists';
import {
  createInvoices,
  currenciesChanged,
  getInvoice,
  getInvoices,
  invoiceUpdated,
  updateInvoice,
} from './sandbox-invoices';
import { createPayments, invoicePaid } from './sandbox-payments';
import { signCall } from './sandbox-webhook';
import { invoiceCredited, invoiceDeleted, invoiceVoided, paymentDeleted } from './sandbox-taken-back';
import { type Payment, TENANT, guarded, missing, refused, tenantOf } from './sandbox-state';

const TOKEN_SECONDS = 1800;
/** A refresh token that was presented may be presented again for so long, because answers get lost. */
const GRACE_MS = 30 * 60_000;

async function grantToken(
  { body: form = {}, headers }: SandboxCall<Readonly<Record<string, string>> | undefined>,
  world: SandboxWorld,
): Promise<SandboxAnswer> {
  const id = requiredValue('xero', world.settings, 'clientId');
  const secret = requiredValue('xero', world.settings, 'clientSecret');
  const right = `Basic ${Buffer.from(`${id}:${secret}`).toString('base64')}`;
  if (headers.authorization !== right) return { status: 400, body: { error: 'invalid_client' } };
  switch (form['grant_type']) {
    case 'client_credentials':
      return granted(world, {});
    case 'authorization_code': {
      const redeemed = await redeemCode(world, form);
      if (redeemed === undefined) return { status: 400, body: { error: 'invalid_grant' } };
      const isLasting = redeemed.scope.split(' ').includes('offline_access');
      const refresh = isLasting ? { refresh_token: await issueRefreshToken(world) } : {};
      return granted(world, { ...refresh, scope: redeemed.scope });
    }
    case 'refresh_token': {
      const next = await exchangeRefreshToken(world, form['refresh_token'] ?? '', GRACE_MS);
      if (next === undefined) return { status: 400, body: { error: 'invalid_grant' } };
      return granted(world, { refresh_token: next });
    }
    default:
      return { status: 400, body: { error: 'unsupported_grant_type' } };
  }
}

async function granted(world: SandboxWorld, more: object): Promise<SandboxAnswer> {
  const token = await issueToken(world, TOKEN_SECONDS);
  const body = { access_token: token, token_type: 'Bearer', expires_in: TOKEN_SECONDS, ...more };
  return { status: 200, body };
}

/** Xero's stand-in: contacts, invoices, payments; it tells us when an invoice changes. */
export const xeroSandbox: VendorSandbox = {
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
    getPayments: guarded(async ({ query }: SandboxCall, world) =>
      listed('Payments', await world.list<Payment>('payment'), query),
    ),
  },
  routes: [
    consentPage('xero', '/identity/connect/authorize'),
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
  sign: signCall,
  events: {
    'invoice.paid': invoicePaid,
    'invoice.updated': invoiceUpdated,
    'invoice.voided': invoiceVoided,
    'invoice.deleted': invoiceDeleted,
    'invoice.credited': invoiceCredited,
    'payment.deleted': paymentDeleted,
    'organisation.currencies': currenciesChanged,
  },
};
