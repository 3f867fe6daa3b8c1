import { GOOGLE_ACCESS } from '../google/variables';
import { missingAmong } from '../kit/credential-check';
import { vendor } from '../kit/vendor';
import { GmailClient } from './client';
import { gmailMail } from './mail';
import { gmailSandbox } from './sandbox';

export const gmail = vendor({
  name: 'gmail',
  title: 'Gmail',
  settings: {
    liveUrl: 'https://gmail.googleapis.com',
    baseUrlVariable: 'GMAIL_BASE_URL',
    credentials: GOOGLE_ACCESS.credentials,
    variables: [
      ...GOOGLE_ACCESS.variables,
      {
        name: 'GMAIL_FROM',
        as: 'from',
        help: "the sender's address; an address of the impersonated user, whose own it is when left out",
        sandbox: 'promises@promisekeeper.example',
      },
    ],
  },
  client: (settings) => new GmailClient(settings),
  check: (gmail) => missingAmong({ 'gmail.compose': () => gmail.readDrafts() }),
  provides: { mail: gmailMail },
  // Per-user quotas of Google Workspace, far above what one installation needs.
  limits: { callsPerSecond: 5, callsAtOnce: 5 },
  sandbox: gmailSandbox,
});
