import { z } from 'zod';
import { VendorHttp, type VendorTrouble } from '../kit/http';
import { type Grant, GrantedToken, type TokenProvider } from '../kit/token';
import { knownValue, requiredValue, type VendorSettings } from '../kit/vendor-settings';

export const MICROSOFT_LOGIN_URL = 'https://login.microsoftonline.com';
/** All that an administrator has consented to for the application. */
const SCOPE = 'https://graph.microsoft.com/.default';

const TokenAnswer = z.object({
  access_token: z.string(),
  expires_in: z.number(),
  refresh_token: z.string().optional(),
});

/**
 * The token by which the application itself calls. Settings values: `tenantId`, `clientId` and `clientSecret` of the
 * application's registration; `loginUrl` moves the token service, for a stand-in.
 */
export function applicationToken(system: string, settings: VendorSettings): TokenProvider {
  return new GrantedToken(() =>
    granted(system, settings, { grant_type: 'client_credentials', scope: SCOPE }),
  );
}

/**
 * The token by which the application calls in the name of a user, for what Microsoft lets no application do. Settings
 * value, beside those of the application: `refreshToken`, which that user's consent gave. Microsoft gives another one with
 * each grant; the newest is used for as long as the process lives, and the one in the settings after that: it is good for
 * 90 days.
 * @returns undefined when the settings have none
 */
export function userToken(system: string, settings: VendorSettings): TokenProvider | undefined {
  const given = knownValue(system, settings, 'refreshToken');
  if (given === undefined) return undefined;
  let newest = given;
  return new GrantedToken(async () => {
    const form = { grant_type: 'refresh_token', refresh_token: newest, scope: `${SCOPE} offline_access` };
    const grant = await granted(system, settings, form);
    newest = grant.refreshToken ?? newest;
    return grant;
  });
}

async function granted(
  system: string,
  settings: VendorSettings,
  form: Readonly<Record<string, string>>,
): Promise<Grant & { readonly refreshToken: string | undefined }> {
  const standIn = settings.mode === 'sandbox' ? settings.baseUrl : MICROSOFT_LOGIN_URL;
  const http = new VendorHttp({
    system,
    baseUrl: settings.values['loginUrl'] ?? standIn,
    trouble: graphTrouble,
  });
  const { body } = await http.request({
    op: 'token',
    method: 'POST',
    path: `/${encodeURIComponent(requiredValue(system, settings, 'tenantId'))}/oauth2/v2.0/token`,
    form: {
      client_id: requiredValue(system, settings, 'clientId'),
      client_secret: requiredValue(system, settings, 'clientSecret'),
      ...form,
    },
  });
  const answer = TokenAnswer.parse(body);
  return {
    token: answer.access_token,
    expiresInSeconds: answer.expires_in,
    refreshToken: answer.refresh_token,
  };
}

const GraphError = z.object({ error: z.object({ code: z.string(), message: z.string().default('') }) });
const LoginError = z.object({ error: z.string(), error_description: z.string().default('') });
/** What the token service means exactly; beside it stand ids of the request and times. */
const LOGIN_CODE = /AADSTS\d+/;

/** The error forms of Graph and of the token service. */
export function graphTrouble(body: unknown, status: number): VendorTrouble {
  const graph = GraphError.safeParse(body);
  if (graph.success) {
    // Planner leaves the code empty.
    const { code, message } = graph.data.error;
    return { code: code || `HTTP_${status}`, text: message };
  }
  const login = LoginError.safeParse(body);
  if (!login.success) return { code: `HTTP_${status}`, text: '' };
  return { code: login.data.error, text: LOGIN_CODE.exec(login.data.error_description)?.[0] ?? '' };
}
