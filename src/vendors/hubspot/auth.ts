import { z } from 'zod';
import { VendorHttp, type VendorTrouble } from '../kit/http';
import { GrantedToken, StaticToken, type TokenProvider } from '../kit/token';
import { requiredValue, type VendorSettings } from '../kit/vendor-settings';

/** HubSpot's interface version; a new one comes each March and September and lasts 18 months. */
export const HUBSPOT_VERSION = '2026-09';

const TokenAnswer = z.object({ access_token: z.string(), expires_in: z.number() });

/** The token of the HubSpot connector, by the settings values that its client tells. */
export function hubspotToken(settings: VendorSettings): TokenProvider {
  const { refreshToken } = settings.values;
  if (refreshToken === undefined || refreshToken === '') {
    return new StaticToken(requiredValue('hubspot', settings, 'accessToken'));
  }
  const form = {
    grant_type: 'refresh_token',
    client_id: requiredValue('hubspot', settings, 'clientId'),
    client_secret: requiredValue('hubspot', settings, 'clientSecret'),
    refresh_token: refreshToken,
  };
  const { baseUrl } = settings;
  const http = new VendorHttp({ system: 'hubspot', baseUrl, trouble: hubspotTrouble });
  return new GrantedToken(async () => {
    const path = `/oauth/${HUBSPOT_VERSION}/token`;
    const { body } = await http.request({ op: 'oauth.token', method: 'POST', path, form });
    const answer = TokenAnswer.parse(body);
    return { token: answer.access_token, expiresInSeconds: answer.expires_in };
  });
}

const HubspotError = z.object({
  message: z.string().default(''),
  category: z.string().optional(),
  errorType: z.string().optional(),
  policyName: z.string().optional(),
});

/** HubSpot's error form. */
export function hubspotTrouble(body: unknown, status: number): VendorTrouble | undefined {
  const error = HubspotError.safeParse(body);
  if (!error.success) return { code: `HTTP_${status}`, text: '' };
  const { category, errorType, policyName, message } = error.data;
  const code = [errorType ?? category ?? `HTTP_${status}`, policyName].filter(Boolean).join(' ');
  // The day's calls are spent until midnight of the account's time zone.
  return { code, text: message, ...(policyName === 'DAILY' ? { retryAfterMs: 3_600_000 } : {}) };
}
