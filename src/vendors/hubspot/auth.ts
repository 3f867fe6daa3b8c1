import { z } from 'zod';
import { ActionRefusedError } from '../../capability/refusal';
import type { Credentials } from '../../credential/domain/credential';
import { type CodeFlow, ConsentedToken } from '../kit/code-flow';
import { VendorHttp, type VendorTrouble } from '../kit/http';
import { GrantedToken, StaticToken, type TokenProvider } from '../kit/token';
import { knownValue, requiredValue, type VendorSettings } from '../kit/vendor-settings';

/** HubSpot's interface version; a new one comes each March and September and lasts 18 months. */
export const HUBSPOT_VERSION = '2026-09';

const HUBSPOT_APP_URL = 'https://app.hubspot.com';
const TOKEN_PATH = `/oauth/${HUBSPOT_VERSION}/token`;

const TokenAnswer = z.object({ access_token: z.string(), expires_in: z.number() });

/** The consent of a super administrator of the account. HubSpot keeps a refresh token for as long as the app is installed. */
export const hubspotCodeFlow: CodeFlow = {
  authorizeUrl: ({ mode, baseUrl, values }) =>
    `${values['appUrl'] ?? (mode === 'sandbox' ? baseUrl : HUBSPOT_APP_URL)}/oauth/authorize`,
  tokenUrl: ({ baseUrl }) => `${baseUrl}${TOKEN_PATH}`,
  scopes: [
    'oauth',
    'crm.objects.deals.read',
    'crm.objects.deals.write',
    'crm.objects.contacts.read',
    'crm.objects.contacts.write',
    'crm.schemas.deals.write',
    'crm.lists.read',
    'crm.lists.write',
    'tickets',
  ],
  // What not every account has: a consent without them is one all the same.
  parameters: {
    optional_scope:
      'crm.objects.feedback_submissions.read transactional-email crm.objects.owners.read sales-email-read',
  },
  proof: 'form',
  refreshDays: null,
  deadBy: ['BAD_REFRESH_TOKEN', 'invalid_grant'],
  givenAs: 'refreshToken',
  trouble: hubspotTrouble,
};

/** The token of the HubSpot connector, by what somebody has consented to, or by the settings values that its client tells. */
export function hubspotToken(settings: VendorSettings, credentials: Credentials): TokenProvider {
  return new ConsentedToken(credentials, 'hubspot', hubspotCodeFlow, settings, ofSettings(settings));
}

function ofSettings(settings: VendorSettings): TokenProvider {
  const { refreshToken } = settings.values;
  if (refreshToken === undefined || refreshToken === '') return fixedToken(settings);
  const form = {
    grant_type: 'refresh_token',
    client_id: requiredValue('hubspot', settings, 'clientId'),
    client_secret: requiredValue('hubspot', settings, 'clientSecret'),
    refresh_token: refreshToken,
  };
  const { baseUrl } = settings;
  const http = new VendorHttp({ system: 'hubspot', baseUrl, trouble: hubspotTrouble });
  return new GrantedToken(async () => {
    const { body } = await http.request({ op: 'oauth.token', method: 'POST', path: TOKEN_PATH, form });
    const answer = TokenAnswer.parse(body);
    return { token: answer.access_token, expiresInSeconds: answer.expires_in };
  });
}

function fixedToken(settings: VendorSettings): TokenProvider {
  const token = knownValue('hubspot', settings, 'accessToken');
  if (token !== undefined) return new StaticToken(token);
  const missing = async (): Promise<never> => {
    throw new ActionRefusedError(
      'Nobody has consented to HubSpot, and the settings hold no token of it, so nothing was sent. Do it by hand there, ' +
        'and have a super administrator consent: npm run connect -- hubspot --consent',
    );
  };
  return { token: missing, renew: missing };
}

const HubspotError = z.object({
  message: z.string().default(''),
  category: z.string().optional(),
  errorType: z.string().optional(),
  policyName: z.string().optional(),
  /** The token service says here what it means; the rest of HubSpot says `error`. */
  status: z.string().optional(),
});

/** HubSpot's error form. */
export function hubspotTrouble(body: unknown, status: number): VendorTrouble | undefined {
  const error = HubspotError.safeParse(body);
  if (!error.success) return { code: `HTTP_${status}`, text: '' };
  const { category, errorType, policyName, message, status: said } = error.data;
  const own = said === 'error' ? undefined : said;
  const code = [errorType ?? category ?? own ?? `HTTP_${status}`, policyName].filter(Boolean).join(' ');
  // The day's calls are spent until midnight of the account's time zone.
  return { code, text: message, ...(policyName === 'DAILY' ? { retryAfterMs: 3_600_000 } : {}) };
}
