import { missingAmong } from '../kit/credential-check';
import { vendor } from '../kit/vendor';
import { SmtpClient } from './client';
import { smtpMail } from './mail';
import { smtpSandbox } from './sandbox';
import { smtpWebhook } from './webhook';

export const smtp = vendor({
  name: 'smtp',
  title: 'SMTP',
  settings: {
    liveUrl: 'smtp://localhost',
    baseUrlVariable: 'SMTP_URL',
    ownAddress: {
      schemes: ['smtp', 'smtps'],
      help: 'the mail server, smtps://host or smtp://host:587; user and password may stand in it',
    },
    credentials: [['SMTP_URL', 'SMTP_FROM']],
    variables: [
      {
        name: 'SMTP_FROM',
        as: 'from',
        help: "the sender's address of every mail; the mail server must let us send from it",
        sandbox: 'promises@promisekeeper.example',
      },
      {
        name: 'SMTP_USER',
        as: 'user',
        help: 'who logs in, where it does not stand in SMTP_URL',
        sandbox: 'sandbox-smtp-user',
      },
      {
        name: 'SMTP_PASSWORD',
        as: 'password',
        help: 'the password of that user',
        sandbox: 'sandbox-smtp-password',
      },
      {
        name: 'SMTP_BOUNCES_TO',
        as: 'bouncesTo',
        help: 'where mails come back to and what becomes of them is reported; SMTP_FROM when left out',
      },
      {
        name: 'SMTP_INBOUND_SECRET',
        as: 'inboundSecret',
        help: 'what the mail server signs the mails with that it hands to us; openssl rand -hex 32',
        sandbox: 'sandbox-smtp-inbound-secret',
        webhookSecret: true,
      },
    ],
  },
  client: (settings) => new SmtpClient(settings),
  check: (smtp) => missingAmong({ submission: () => smtp.greet() }),
  provides: { mail: smtpMail },
  // Mail servers for submission are slower to take than to deliver, and count connections.
  limits: { callsPerSecond: 5, callsAtOnce: 5 },
  webhook: smtpWebhook,
  sandbox: smtpSandbox,
});
