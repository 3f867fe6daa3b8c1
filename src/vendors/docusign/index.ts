import { missingAmong } from '../kit/credential-check';
import { vendor } from '../kit/vendor';
import { DocusignClient } from './client';
import { docusignSandbox } from './sandbox';
import { docusignSignature } from './signature';
import { docusignWebhook } from './webhook';

const NO_ENVELOPE = '00000000-0000-0000-0000-000000000000';

export const docusign = vendor({
  name: 'docusign',
  title: 'DocuSign',
  settings: {
    liveUrl: 'https://www.docusign.net',
    baseUrlVariable: 'DOCUSIGN_BASE_URL',
    ownAddress: {
      schemes: ['https', 'http'],
      help: "the account's base URI, on the page Apps and Keys, such as https://eu.docusign.net",
    },
    credentials: [
      [
        'DOCUSIGN_INTEGRATION_KEY',
        'DOCUSIGN_USER_ID',
        'DOCUSIGN_PRIVATE_KEY',
        'DOCUSIGN_ACCOUNT_ID',
        'DOCUSIGN_BASE_URL',
      ],
    ],
    variables: [
      {
        name: 'DOCUSIGN_INTEGRATION_KEY',
        as: 'integrationKey',
        help: 'the integration key of the app, on the page Apps and Keys',
        sandbox: 'sandbox-docusign-integration-key',
      },
      {
        name: 'DOCUSIGN_USER_ID',
        as: 'userId',
        help: 'the id of the user in whose name documents go out, who has consented to the app once',
        sandbox: 'sandbox-docusign-user-id',
      },
      {
        name: 'DOCUSIGN_PRIVATE_KEY',
        as: 'privateKey',
        help: "the private key of the app's RSA key pair, PEM; line ends may be written as \\n",
      },
      {
        name: 'DOCUSIGN_ACCOUNT_ID',
        as: 'accountId',
        help: 'the API account id, on the page Apps and Keys',
        sandbox: 'sandbox-docusign-account-id',
      },
      {
        name: 'DOCUSIGN_AUTH_URL',
        as: 'authUrl',
        help: 'another token service than that of production: https://account-d.docusign.com for a developer account',
        url: true,
        sandboxAddress: true,
      },
      {
        name: 'DOCUSIGN_CONNECT_KEY',
        as: 'connectKey',
        help: 'an HMAC key of Connect, made under Connect, Connect Keys',
        sandbox: 'sandbox-docusign-connect-key',
        webhookSecret: true,
      },
    ],
  },
  client: (settings) => new DocusignClient(settings),
  check: (docusign) => missingAmong({ signature: () => docusign.look([NO_ENVELOPE]) }),
  looksAt: ['envelope'],
  look: (client) => async (_cursor, resting) => client.look(await resting()),
  // DocuSign calls us; a call that was lost is made up for within a day.
  looksEveryMs: 24 * 3_600_000,
  provides: { signature: docusignSignature },
  // 3,000 calls an hour.
  limits: { callsPerSecond: 0.8, callsAtOnce: 5 },
  webhook: docusignWebhook,
  sandbox: docusignSandbox,
});
