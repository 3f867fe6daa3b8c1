import type { VendorName } from './names';

/** One environment variable of a vendor. */
export interface VendorVariable {
  name: string;
  /** What the connector calls it among its settings values. */
  as: string;
  /** What the sandbox takes for it while it is not set; left out when the sandbox needs none. */
  sandbox?: string;
  /** Signs the vendor's webhooks: shown at the start while the sandbox's default is in use. */
  webhookSecret?: true;
  url?: true;
  /** In the sandbox it is the sandbox's own address. */
  sandboxAddress?: true;
}

/** How one vendor is configured. A vendor without `credentials` has no live connection yet. */
export interface VendorEntry {
  /** The vendor's host; the connectors add the vendor's own full paths. */
  liveUrl?: string;
  baseUrlVariable?: string;
  /** Any complete set makes the vendor live. */
  credentials: string[][];
  variables: VendorVariable[];
}

const GOOGLE: Pick<VendorEntry, 'credentials' | 'variables'> = {
  credentials: [
    ['GOOGLE_SERVICE_ACCOUNT_EMAIL', 'GOOGLE_SERVICE_ACCOUNT_KEY', 'GOOGLE_IMPERSONATED_USER'],
    ['GOOGLE_CLIENT_ID', 'GOOGLE_CLIENT_SECRET', 'GOOGLE_REFRESH_TOKEN'],
    ['GOOGLE_ACCESS_TOKEN'],
  ],
  variables: [
    { name: 'GOOGLE_SERVICE_ACCOUNT_EMAIL', as: 'clientEmail' },
    { name: 'GOOGLE_SERVICE_ACCOUNT_KEY', as: 'privateKey' },
    { name: 'GOOGLE_IMPERSONATED_USER', as: 'subject' },
    { name: 'GOOGLE_CLIENT_ID', as: 'clientId' },
    { name: 'GOOGLE_CLIENT_SECRET', as: 'clientSecret' },
    { name: 'GOOGLE_REFRESH_TOKEN', as: 'refreshToken' },
    { name: 'GOOGLE_ACCESS_TOKEN', as: 'accessToken', sandbox: 'sandbox-google-access-token' },
    { name: 'GOOGLE_TOKEN_URL', as: 'tokenUrl', url: true },
  ],
};

const NOT_YET: VendorEntry = { credentials: [], variables: [] };

/** Every vendor's variables. Widen it here: reading, checking, defaults and the start's summary follow. */
export const VENDOR_VARIABLES: Record<VendorName, VendorEntry> = {
  hubspot: {
    liveUrl: 'https://api.hubapi.com',
    baseUrlVariable: 'HUBSPOT_BASE_URL',
    credentials: [
      ['HUBSPOT_ACCESS_TOKEN'],
      ['HUBSPOT_REFRESH_TOKEN', 'HUBSPOT_CLIENT_ID', 'HUBSPOT_CLIENT_SECRET'],
    ],
    variables: [
      { name: 'HUBSPOT_ACCESS_TOKEN', as: 'accessToken', sandbox: 'sandbox-hubspot-access-token' },
      { name: 'HUBSPOT_REFRESH_TOKEN', as: 'refreshToken' },
      { name: 'HUBSPOT_CLIENT_ID', as: 'clientId' },
      {
        name: 'HUBSPOT_CLIENT_SECRET',
        as: 'clientSecret',
        sandbox: 'sandbox-hubspot-client-secret',
        webhookSecret: true,
      },
      { name: 'HUBSPOT_NPS_LIST_ID', as: 'npsListId', sandbox: '1' },
    ],
  },
  slack: {
    liveUrl: 'https://slack.com',
    baseUrlVariable: 'SLACK_BASE_URL',
    credentials: [['SLACK_BOT_TOKEN']],
    variables: [
      { name: 'SLACK_BOT_TOKEN', as: 'botToken', sandbox: 'sandbox-slack-bot-token' },
      {
        name: 'SLACK_SIGNING_SECRET',
        as: 'signingSecret',
        sandbox: 'sandbox-slack-signing-secret',
        webhookSecret: true,
      },
    ],
  },
  'google-drive': {
    ...GOOGLE,
    liveUrl: 'https://www.googleapis.com',
    baseUrlVariable: 'GOOGLE_DRIVE_BASE_URL',
    variables: [...GOOGLE.variables, { name: 'GOOGLE_DRIVE_PARENT_FOLDER_ID', as: 'parentFolderId' }],
  },
  gmail: {
    ...GOOGLE,
    liveUrl: 'https://gmail.googleapis.com',
    baseUrlVariable: 'GMAIL_BASE_URL',
    variables: [
      ...GOOGLE.variables,
      { name: 'GMAIL_FROM', as: 'from', sandbox: 'promises@promisekeeper.example' },
    ],
  },
  'google-calendar': {
    ...GOOGLE,
    liveUrl: 'https://www.googleapis.com',
    baseUrlVariable: 'GOOGLE_CALENDAR_BASE_URL',
    variables: [...GOOGLE.variables, { name: 'GOOGLE_CALENDAR_ID', as: 'calendarId' }],
  },
  xero: {
    liveUrl: 'https://api.xero.com',
    baseUrlVariable: 'XERO_BASE_URL',
    credentials: [['XERO_CLIENT_ID', 'XERO_CLIENT_SECRET']],
    variables: [
      { name: 'XERO_CLIENT_ID', as: 'clientId', sandbox: 'sandbox-xero-client-id' },
      { name: 'XERO_CLIENT_SECRET', as: 'clientSecret', sandbox: 'sandbox-xero-client-secret' },
      { name: 'XERO_TENANT_ID', as: 'tenantId' },
      { name: 'XERO_ACCOUNT_CODE', as: 'accountCode' },
      { name: 'XERO_TAX_TYPE', as: 'taxType' },
      { name: 'XERO_IDENTITY_URL', as: 'identityUrl', url: true, sandboxAddress: true },
      {
        name: 'XERO_WEBHOOK_KEY',
        as: 'webhookKey',
        sandbox: 'sandbox-xero-webhook-key',
        webhookSecret: true,
      },
    ],
  },
  teams: NOT_YET,
  planner: NOT_YET,
  loop: NOT_YET,
  chargebee: NOT_YET,
  thinkific: NOT_YET,
  kajabi: NOT_YET,
  zapier: NOT_YET,
  hive: NOT_YET,
  docusign: NOT_YET,
  easypost: NOT_YET,
  'snipe-it': NOT_YET,
  twilio: NOT_YET,
  smtp: NOT_YET,
  app: NOT_YET,
  kb: NOT_YET,
  oms: NOT_YET,
};
