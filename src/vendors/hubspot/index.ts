import { missingAmong } from '../kit/credential-check';
import { vendor } from '../kit/vendor';
import { hubspotCodeFlow } from './auth';
import { HubspotClient } from './client';
import { hubspotCrm } from './crm';
import { hubspotSandbox } from './sandbox';
import { hubspotWebhook } from './webhook';

export const hubspot = vendor({
  name: 'hubspot',
  title: 'HubSpot',
  settings: {
    liveUrl: 'https://api.hubapi.com',
    baseUrlVariable: 'HUBSPOT_BASE_URL',
    credentials: [
      ['HUBSPOT_ACCESS_TOKEN'],
      ['HUBSPOT_REFRESH_TOKEN', 'HUBSPOT_CLIENT_ID', 'HUBSPOT_CLIENT_SECRET'],
      ['HUBSPOT_CLIENT_ID', 'HUBSPOT_CLIENT_SECRET'],
    ],
    variables: [
      {
        name: 'HUBSPOT_ACCESS_TOKEN',
        as: 'accessToken',
        help: 'a service key or the access token of a private app',
        sandbox: 'sandbox-hubspot-access-token',
      },
      {
        name: 'HUBSPOT_REFRESH_TOKEN',
        as: 'refreshToken',
        help: 'what the consent to a public app gave; instead of an access token',
      },
      {
        name: 'HUBSPOT_CLIENT_ID',
        as: 'clientId',
        help: 'the client id of an app; without a token beside it, consent is given by a link',
        sandbox: 'sandbox-hubspot-client-id',
      },
      {
        name: 'HUBSPOT_APP_URL',
        as: 'appUrl',
        help: "where HubSpot's consent page is, for a region of its own or a stand-in",
        url: true,
        sandboxAddress: true,
      },
      {
        name: 'HUBSPOT_CLIENT_SECRET',
        as: 'clientSecret',
        help: 'the client secret of the app, which signs its webhooks too',
        sandbox: 'sandbox-hubspot-client-secret',
        webhookSecret: true,
      },
      {
        name: 'HUBSPOT_NPS_LIST_ID',
        as: 'npsListId',
        help: 'the id of the contact list whose members get the survey',
        sandbox: '1',
      },
    ],
  },
  client: (settings, credentials) => new HubspotClient(settings, credentials),
  codeFlow: hubspotCodeFlow,
  check: (hubspot) =>
    missingAmong({
      'crm.objects.deals.read': () => hubspot.getDeal('0'),
      'crm.objects.contacts.read': () => hubspot.getContacts(['0']),
      'crm.pipelines.read': () => hubspot.dealStages(),
      'crm.lists.read': () => hubspot.listMembers('0'),
    }),
  provides: { crm: hubspotCrm },
  // 190 calls in 10 s for all apps of an account.
  limits: { callsPerSecond: 15, callsAtOnce: 5 },
  webhook: hubspotWebhook,
  starts: { dealStage: 'the id of a deal stage, as the pipeline shows it in the settings of HubSpot' },
  externalIds: { deal: 'hubspotDeal' },
  sandbox: hubspotSandbox,
});
