import { missingAmong } from '../kit/credential-check';
import { vendor } from '../kit/vendor';
import { ThinkificClient } from './client';
import { thinkificLearning } from './learning';
import { thinkificLook } from './look';
import { thinkificSandbox } from './sandbox';
import { thinkificWebhook } from './webhook';

const NOBODY = 'promisekeeper-check@example.com';

export const thinkific = vendor({
  name: 'thinkific',
  title: 'Thinkific',
  settings: {
    liveUrl: 'https://api.thinkific.com',
    baseUrlVariable: 'THINKIFIC_BASE_URL',
    credentials: [['THINKIFIC_API_KEY', 'THINKIFIC_SUBDOMAIN']],
    variables: [
      {
        name: 'THINKIFIC_API_KEY',
        as: 'apiKey',
        help: 'the API key, under Settings, Code & analytics, API',
        sandbox: 'sandbox-thinkific-api-key',
      },
      {
        name: 'THINKIFIC_SUBDOMAIN',
        as: 'subdomain',
        help: 'the first part of the address that Thinkific gave the site: academy in academy.thinkific.com',
        sandbox: 'sandbox-academy',
      },
      {
        name: 'THINKIFIC_WEBHOOK_SECRET',
        as: 'webhookSecret',
        help: 'what its webhooks are signed with: the API key, or the client secret of the app that made them',
        sandbox: 'sandbox-thinkific-webhook-secret',
        webhookSecret: true,
      },
    ],
  },
  client: (settings) => new ThinkificClient(settings),
  check: (thinkific) =>
    missingAmong({
      users: () => thinkific.findUser(NOBODY),
      courses: () => thinkific.listCourses(),
    }),
  looksAt: ['enrolment'],
  look: thinkificLook,
  provides: { learning: thinkificLearning },
  // 120 calls a minute, ten at once; an action takes several calls for each learner, and the looks theirs.
  limits: { callsPerSecond: 0.3, callsAtOnce: 3 },
  webhook: thinkificWebhook,
  sandbox: thinkificSandbox,
});
