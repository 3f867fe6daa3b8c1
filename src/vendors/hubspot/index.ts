import { missingAmong } from '../kit/credential-check';
import { vendor } from '../kit/vendor';
import { hubspotCodeFlow } from './auth';
import { HubspotClient } from './client';
import { closeProject, hubspotCrm } from './crm';
import { hubspotHelpdesk } from './helpdesk/port';
import { DEFAULT_STAGES } from './helpdesk/stages';
import { hubspotLook } from './look';
import { hubspotMail } from './mail/port';
import { hubspotSandbox } from './sandbox';
import { hubspotSurvey } from './survey/port';
import { hubspotWebhook } from './webhook';

const FEEDBACK = 'crm.objects.feedback_submissions.read';

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
      {
        name: 'HUBSPOT_CSAT_LIST_ID',
        as: 'csatListId',
        help: 'the id of the contact list whose members get the satisfaction survey, where there is one too',
      },
      {
        name: 'HUBSPOT_TICKET_PIPELINE',
        as: 'ticketPipeline',
        help: 'the id of the ticket pipeline that is shared, 0 for the one that every account has; without it none is',
        sandbox: '0',
      },
      {
        name: 'HUBSPOT_TICKET_STAGES',
        as: 'ticketStages',
        help: `what the stages of that pipeline say, id=meaning by commas; left out: ${DEFAULT_STAGES}`,
        sandbox: DEFAULT_STAGES,
      },
      {
        name: 'HUBSPOT_EMAIL_ID',
        as: 'emailId',
        help: 'the id of the email, saved for single send, that shows the tokens custom.subject and custom.text',
        sandbox: '1',
      },
      {
        name: 'HUBSPOT_PORTAL_URL',
        as: 'portalUrl',
        help: 'the address of the customer portal, which letters about shared tickets name',
        url: true,
      },
    ],
  },
  client: (settings, credentials) => new HubspotClient(settings, credentials),
  codeFlow: hubspotCodeFlow,
  check: (hubspot, { values }) =>
    missingAmong({
      'crm.objects.deals.read': () => hubspot.getDeal('0'),
      'crm.objects.contacts.read': () => hubspot.getContacts(['0']),
      'crm.pipelines.read': () => hubspot.dealStages(),
      'crm.lists.read': () => hubspot.listMembers('0'),
      ...(values['ticketPipeline'] ? { tickets: () => hubspot.tickets.pipelines() } : {}),
      ...(values['npsListId'] || values['csatListId'] ? { [FEEDBACK]: () => hubspot.feedback.page() } : {}),
    }),
  provides: { crm: hubspotCrm, helpdesk: hubspotHelpdesk, survey: hubspotSurvey, mail: hubspotMail },
  // HubSpot calls us about tickets, perhaps in vain, and about no survey.
  restores: ['project'],
  restore: (hubspot) => (dealId) => closeProject(hubspot, dealId),
  looksAt: ['survey'],
  look: hubspotLook,
  looksEveryMs: 15 * 60_000,
  // 190 calls in 10 s for all apps of an account.
  limits: { callsPerSecond: 15, callsAtOnce: 5 },
  webhook: hubspotWebhook,
  starts: { dealStage: 'the id of a deal stage, as the pipeline shows it in the settings of HubSpot' },
  externalIds: { deal: 'hubspotDeal' },
  sandbox: hubspotSandbox,
});
