import { z } from 'zod';
import { VendorHttp, type VendorTrouble } from '../kit/http';
import { assertionForm, GrantedToken, type TokenProvider } from '../kit/token';
import { requiredValue, type VendorSettings } from '../kit/vendor-settings';
import { SANDBOX_PRIVATE_KEY } from './sandbox-key';

export const DOCUSIGN_AUTH_URL = 'https://account.docusign.com';
export const TOKEN_PATH = '/oauth/token';
/** `impersonation` needs the user's consent once. */
export const SCOPE = 'signature impersonation';

const TokenAnswer = z.object({ access_token: z.string(), expires_in: z.number() });

/** The token of a JWT grant: the integration acts as one user of the account. Its audience is the token service's host. */
export function docusignToken(settings: VendorSettings): TokenProvider {
  const own = settings.mode === 'sandbox' ? settings.baseUrl : DOCUSIGN_AUTH_URL;
  const baseUrl = settings.values['authUrl'] ?? own;
  const http = new VendorHttp({ system: 'docusign', baseUrl, trouble: docusignTrouble });
  return new GrantedToken(async () => {
    const claims = {
      iss: requiredValue('docusign', settings, 'integrationKey'),
      sub: requiredValue('docusign', settings, 'userId'),
      scope: SCOPE,
      aud: new URL(baseUrl).host,
    };
    const form = assertionForm(claims, privateKeyOf(settings));
    const request = { op: 'token', method: 'POST', path: TOKEN_PATH, form, carries: claims } as const;
    const { body } = await http.request(request);
    const answer = TokenAnswer.parse(body);
    return { token: answer.access_token, expiresInSeconds: answer.expires_in };
  });
}

/** PEM; where none is set, both ends of the sandbox use one that is good for nothing else. */
export function privateKeyOf(settings: VendorSettings): string {
  const { privateKey } = settings.values;
  if (settings.mode === 'sandbox' && (privateKey === undefined || privateKey === '')) {
    return SANDBOX_PRIVATE_KEY;
  }
  return requiredValue('docusign', settings, 'privateKey');
}

const ApiError = z.object({ errorCode: z.string(), message: z.string().default('') });
const TokenError = z.object({ error: z.string(), error_description: z.string().default('') });

/** How long to wait when calls of the last half minute, or of the hour, are spent; DocuSign says it with 400 as well as 429. */
const SPENT: Readonly<Record<string, number>> = {
  BURST_APIINVOCATION_LIMIT_EXCEEDED: 30_000,
  HOURLY_APIINVOCATION_LIMIT_EXCEEDED: 600_000,
};

/** DocuSign's error forms: of its API, and of its token service. */
export function docusignTrouble(body: unknown, status: number): VendorTrouble {
  const api = ApiError.safeParse(body);
  if (api.success) {
    const { errorCode: code, message: text } = api.data;
    const retryAfterMs = SPENT[code];
    return { code, text, ...(retryAfterMs === undefined ? {} : { throttled: true, retryAfterMs }) };
  }
  const token = TokenError.safeParse(body);
  return token.success
    ? { code: token.data.error, text: token.data.error_description }
    : { code: `HTTP_${status}`, text: '' };
}
