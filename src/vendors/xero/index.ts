import { missingAmong } from '../kit/credential-check';
import { vendor } from '../kit/vendor';
import { xeroAccounting } from './accounting';
import { xeroCodeFlow } from './auth';
import { XeroClient } from './client';
import { xeroSandbox } from './sandbox';
import { xeroWebhook } from './webhook';

export const xero = vendor({
  name: 'xero',
  title: 'Xero',
  settings: {
    liveUrl: 'https://api.xero.com',
    baseUrlVariable: 'XERO_BASE_URL',
    credentials: [['XERO_CLIENT_ID', 'XERO_CLIENT_SECRET']],
    variables: [
      {
        name: 'XERO_CLIENT_ID',
        as: 'clientId',
        help: 'the client id of the custom connection, or of the web app',
        sandbox: 'sandbox-xero-client-id',
      },
      {
        name: 'XERO_CLIENT_SECRET',
        as: 'clientSecret',
        help: 'the client secret of the custom connection, or of the web app',
        sandbox: 'sandbox-xero-client-secret',
      },
      {
        name: 'XERO_TENANT_ID',
        as: 'tenantId',
        help: 'the organisation; that of the consent, or asked from Xero, when left out',
      },
      {
        name: 'XERO_ACCOUNT_CODE',
        as: 'accountCode',
        help: "the account that sales are booked on; Xero's usual 200 when left out",
      },
      {
        name: 'XERO_TAX_TYPE',
        as: 'taxType',
        help: "the tax type of the invoices' lines; the account's own when left out",
      },
      {
        name: 'XERO_IDENTITY_URL',
        as: 'identityUrl',
        help: "another token service than Xero's, for a stand-in",
        url: true,
        sandboxAddress: true,
      },
      {
        name: 'XERO_WEBHOOK_KEY',
        as: 'webhookKey',
        help: "the webhooks key, shown beside the app's webhooks",
        sandbox: 'sandbox-xero-webhook-key',
        webhookSecret: true,
      },
    ],
  },
  client: (settings, credentials) => new XeroClient(settings, credentials),
  codeFlow: xeroCodeFlow,
  check: (xero) =>
    missingAmong({
      'accounting.transactions': () => xero.findInvoice('promisekeeper-check'),
      'accounting.contacts': () => xero.contactOf('promisekeeper-check'),
    }),
  provides: { accounting: xeroAccounting },
  // 60 calls a minute, five at once.
  limits: { callsPerSecond: 0.9, callsAtOnce: 5 },
  webhook: xeroWebhook,
  sandbox: xeroSandbox,
});
