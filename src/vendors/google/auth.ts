import { z } from 'zod';
import { VendorHttp, type VendorTrouble } from '../kit/http';
import { assertionForm, GrantedToken, StaticToken, type TokenProvider } from '../kit/token';
import { requiredValue, type VendorSettings } from '../kit/vendor-settings';

export const GOOGLE_TOKEN_URL = 'https://oauth2.googleapis.com/token';

const TokenAnswer = z.object({ access_token: z.string(), expires_in: z.number() });

/**
 * The token of a Google connector. Settings values, by preference: `clientEmail` and `privateKey` (PEM) of a service
 * account with domain-wide delegation, and `subject`, the user whose mailbox, drive or calendar it is; or `clientId`,
 * `clientSecret` and `refreshToken` of a person's consent; or a fixed `accessToken`. `tokenUrl` moves the token
 * service, for a stand-in.
 */
export function googleToken(system: string, settings: VendorSettings, scope: string): TokenProvider {
  const { privateKey, refreshToken, tokenUrl } = settings.values;
  const byKey = privateKey !== undefined && privateKey !== '';
  if (!byKey && (refreshToken === undefined || refreshToken === '')) {
    return new StaticToken(requiredValue(system, settings, 'accessToken'));
  }
  const standIn = settings.mode === 'sandbox' ? `${settings.baseUrl}/token` : GOOGLE_TOKEN_URL;
  const url = new URL(tokenUrl ?? standIn);
  const http = new VendorHttp({ system, baseUrl: url.origin, trouble: googleTrouble });
  const form = byKey
    ? () => accountForm(system, settings, scope, url.href)
    : () => refreshForm(system, settings);
  return new GrantedToken(async () => {
    const { body } = await http.request({ op: 'token', method: 'POST', path: url.pathname, form: form() });
    const answer = TokenAnswer.parse(body);
    return { token: answer.access_token, expiresInSeconds: answer.expires_in };
  });
}

function refreshForm(system: string, settings: VendorSettings): Record<string, string> {
  return {
    grant_type: 'refresh_token',
    client_id: requiredValue(system, settings, 'clientId'),
    client_secret: requiredValue(system, settings, 'clientSecret'),
    refresh_token: requiredValue(system, settings, 'refreshToken'),
  };
}

/** The service account asks, in the name of the user whose mailbox, drive or calendar it is. */
function accountForm(
  system: string,
  settings: VendorSettings,
  scope: string,
  aud: string,
): Record<string, string> {
  const { subject } = settings.values;
  const iss = requiredValue(system, settings, 'clientEmail');
  const claims = { iss, ...(subject === undefined ? {} : { sub: subject }), scope, aud };
  return assertionForm(claims, requiredValue(system, settings, 'privateKey'));
}

const GoogleError = z.object({
  error: z.union([
    z.string(),
    z.object({
      message: z.string().default(''),
      status: z.string().optional(),
      errors: z.array(z.object({ reason: z.string().optional() })).optional(),
    }),
  ]),
});

/** Google throttles with 403 too, told apart by the reason. */
const THROTTLED = new Set(['rateLimitExceeded', 'userRateLimitExceeded']);
const SPENT_FOR_TODAY = new Set(['dailyLimitExceeded', 'quotaExceeded']);

export function googleTrouble(body: unknown, status: number): VendorTrouble {
  const read = GoogleError.safeParse(body);
  if (!read.success) return { code: `HTTP_${status}`, text: '' };
  const { error } = read.data;
  if (typeof error === 'string') return { code: error, text: '' };
  const reason = error.errors?.[0]?.reason ?? '';
  const spent = SPENT_FOR_TODAY.has(reason);
  return {
    code: reason || (error.status ?? `HTTP_${status}`),
    text: error.message,
    throttled: spent || THROTTLED.has(reason),
    ...(spent ? { retryAfterMs: 3_600_000 } : {}),
  };
}
