import { missingAmong } from '../kit/credential-check';
import { vendor } from '../kit/vendor';
import { EasypostClient } from './client';
import { easypostLook } from './look';
import { easypostSandbox } from './sandbox';
import { easypostTracking } from './tracking';
import { easypostWebhook } from './webhook';

export const easypost = vendor({
  name: 'easypost',
  title: 'EasyPost',
  settings: {
    liveUrl: 'https://api.easypost.com',
    baseUrlVariable: 'EASYPOST_BASE_URL',
    credentials: [['EASYPOST_API_KEY']],
    variables: [
      {
        name: 'EASYPOST_API_KEY',
        as: 'apiKey',
        help: 'the production API key, under Account Settings, API Keys; a test key knows test numbers alone',
        sandbox: 'sandbox-easypost-api-key',
      },
      {
        name: 'EASYPOST_WEBHOOK_SECRET',
        as: 'webhookSecret',
        help: 'the webhook secret that was given when the webhook was made; openssl rand -hex 32',
        sandbox: 'sandbox-easypost-webhook-secret',
        webhookSecret: true,
      },
    ],
  },
  client: (settings) => new EasypostClient(settings),
  check: (easypost) => missingAmong({ trackers: () => easypost.reach() }),
  looksAt: ['shipment'],
  look: easypostLook,
  // Carriers are asked by EasyPost every few hours.
  looksEveryMs: 3_600_000,
  provides: { tracking: easypostTracking },
  limits: { callsPerSecond: 4, callsAtOnce: 4 },
  webhook: easypostWebhook,
  sandbox: easypostSandbox,
});
