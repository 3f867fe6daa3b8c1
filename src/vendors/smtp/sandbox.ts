import type { VendorSandbox } from '../kit/sandbox/vendor-sandbox';
import { autoReplied, answered, reported, signCall } from './sandbox-events';
import { mailsIn } from './sandbox-mailboxes';
import { listenAsMailServer } from './sandbox-server';

/** A mail server: takes mails by SMTP, keeps them in mailboxes, and hands to us what comes to the return path. */
export const smtpSandbox: VendorSandbox = {
  spec: { openapi: '3.0.3', info: { title: 'Mailboxes', version: '1' }, paths: {} },
  basePath: '',
  operations: {},
  routes: [
    {
      method: 'GET',
      path: '/mails',
      open: false,
      handle: async ({ query }, world) => ({
        status: 200,
        body: { items: await mailsIn(world, query['mailbox']) },
      }),
    },
  ],
  refusals: {
    unauthorized: () => ({
      status: 401,
      body: { detail: 'The mailboxes are open to the administrator alone.' },
    }),
    notFound: (path) => ({ status: 404, body: { detail: `There is nothing at ${path}.` } }),
    invalid: (problems) => ({ status: 400, body: { detail: problems.join('; ') } }),
    trouble: (status) =>
      status < 500 ? '4.7.1 Greylisted, please try again later' : '5.7.1 Refused by policy',
  },
  authorize: async () => false,
  sign: signCall,
  events: {
    failed: reported('failed'),
    delayed: reported('delayed'),
    delivered: reported('delivered'),
    'auto-replied': autoReplied,
    answered,
  },
  listen: listenAsMailServer,
};
