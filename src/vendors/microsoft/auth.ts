import { z } from 'zod';
import type { Credentials } from '../../credential/domain/credential';
import { type CodeFlow, ConsentedToken } from '../kit/code-flow';
import { VendorHttp, type VendorTrouble } from '../kit/http';
import { type Grant, GrantedToken, type TokenProvider } from '../kit/token';
import { knownValue, requiredValue, type VendorSettings } from '../kit/vendor-settings';

const MICROSOFT_LOGIN_URL = 'https://login.microsoftonline.com';
/** All that an administrator has consented to for the application. */
const SCOPE = 'https://graph.microsoft.com/.default';
/** All that the user has consented to. */
const USER_SCOPE = `${SCOPE} offline_access`;

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
 * The consent of a user in whose name the application may call, for what Microsoft lets no application do. Microsoft gives
 * another refresh token with each grant and goes on taking the old one.
 * @param scopes what the user is asked for
 */
export function microsoftCodeFlow(system: string, scopes: readonly string[]): CodeFlow {
  const at = (settings: VendorSettings, what: string) => `${tenantUrl(system, settings)}/oauth2/v2.0/${what}`;
  return {
    authorizeUrl: (settings) => at(settings, 'authorize'),
    tokenUrl: (settings) => at(settings, 'token'),
    scopes: ['offline_access', ...scopes.map((scope) => `https://graph.microsoft.com/${scope}`)],
    parameters: { response_mode: 'query', prompt: 'select_account' },
    refreshParameters: { scope: USER_SCOPE },
    proof: 'form',
    refreshDays: 90,
    deadBy: ['invalid_grant', 'interaction_required', 'consent_required'],
    givenAs: 'refreshToken',
    trouble: graphTrouble,
  };
}

/**
 * The token by which the application calls in the name of the user who has consented to it. The settings value
 * `refreshToken`, beside those of the application, is what such a consent gave; where nothing can be kept, it is used as
 * long as the process lives, and after that the one in the settings again.
 * @param nobody throws what is to be told where nobody has consented
 */
export function userToken(
  system: string,
  flow: CodeFlow,
  settings: VendorSettings,
  credentials: Credentials,
  nobody: () => never,
): TokenProvider {
  const given = knownValue(system, settings, 'refreshToken');
  const unkept =
    given === undefined
      ? { token: async () => nobody(), renew: async () => nobody() }
      : ofSettings(system, settings, given);
  return new ConsentedToken(credentials, system, flow, settings, unkept);
}

function ofSettings(system: string, settings: VendorSettings, given: string): TokenProvider {
  let newest = given;
  return new GrantedToken(async () => {
    const form = { grant_type: 'refresh_token', refresh_token: newest, scope: USER_SCOPE };
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
  const url = new URL(`${tenantUrl(system, settings)}/oauth2/v2.0/token`);
  const http = new VendorHttp({ system, baseUrl: url.origin, trouble: graphTrouble });
  const { body } = await http.request({
    op: 'token',
    method: 'POST',
    path: url.pathname,
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

function tenantUrl(system: string, settings: VendorSettings): string {
  const standIn = settings.mode === 'sandbox' ? settings.baseUrl : MICROSOFT_LOGIN_URL;
  const tenant = encodeURIComponent(requiredValue(system, settings, 'tenantId'));
  return `${settings.values['loginUrl'] ?? standIn}/${tenant}`;
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
