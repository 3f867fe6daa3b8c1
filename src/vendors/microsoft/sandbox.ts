import { consentPage, exchangeRefreshToken, issueRefreshToken, redeemCode } from '../kit/sandbox/code-flow';
import { isIssuedToken, issueToken } from '../kit/sandbox/tokens';
import type {
  ExtraRoute,
  SandboxAnswer,
  SandboxCall,
  SandboxRefusals,
  SandboxWorld,
} from '../kit/sandbox/vendor-sandbox';
import { requiredValue } from '../kit/vendor-settings';

/** Graph's own addresses of further pages carry these; its description leaves them out. */
export const GRAPH_COMMON_QUERY = ['$skiptoken', '$deltatoken', '$count'];

/** Graph's error form. */
export function graphRefusal(status: number, code: string, message: string): SandboxAnswer {
  const innerError = { 'request-id': '00000000-0000-4000-8000-000000000000' };
  return { status, body: { error: { code, message, innerError } } };
}

export const graphRefusals: SandboxRefusals = {
  unauthorized: () => graphRefusal(401, 'InvalidAuthenticationToken', 'Access token is empty or expired.'),
  notFound: (path) => graphRefusal(404, 'ResourceNotFound', `Resource not found for the segment '${path}'.`),
  invalid: (problems) => graphRefusal(400, 'BadRequest', `Invalid request: ${problems.join('; ')}`),
  trouble: (status) => {
    const codes: Record<number, string> = { 401: 'InvalidAuthenticationToken', 429: 'TooManyRequests' };
    return graphRefusal(status, codes[status] ?? 'generalException', 'There was a problem.').body;
  },
};

export async function graphAuthorize(token: string, world: SandboxWorld): Promise<boolean> {
  return await isIssuedToken(world, token);
}

type Form = Readonly<Record<string, string>>;
const LIFE_SECONDS = 3600;
const USER_TOKEN = '_user-token';

/** The page on which a user of the tenant consents. */
export function microsoftConsentPage(system: string): ExtraRoute {
  return consentPage(system, /^\/[^/]+\/oauth2\/v2\.0\/authorize$/);
}

/** The token service: client credentials, codes, and refresh tokens, each of which is answered with another one. */
export function microsoftTokenRoute(system: string): ExtraRoute {
  return {
    method: 'POST',
    path: /^\/[^/]+\/oauth2\/v2\.0\/token$/,
    open: true,
    handle: async ({ path, body: form = {} }: SandboxCall<Form | undefined>, world: SandboxWorld) => {
      const [, tenant = ''] = path.split('/');
      const value = (name: string) => requiredValue(system, world.settings, name);
      if (decodeURIComponent(tenant) !== value('tenantId')) return no('invalid_request', 'AADSTS90002');
      if (form['client_id'] !== value('clientId')) return no('unauthorized_client', 'AADSTS700016');
      if (form['client_secret'] !== value('clientSecret')) return no('invalid_client', 'AADSTS7000215', 401);
      if (form['grant_type'] === 'authorization_code') return await redeemed(form, world);
      if (form['scope']?.includes('/.default') !== true) return no('invalid_scope', 'AADSTS1002012');
      if (form['grant_type'] === 'client_credentials') return granted(await issueToken(world, LIFE_SECONDS));
      if (form['grant_type'] !== 'refresh_token') return no('unsupported_grant_type', 'AADSTS70003');
      return await refreshed(form['refresh_token'] ?? '', value('refreshToken'), world);
    },
  };
}

async function redeemed(form: Form, world: SandboxWorld): Promise<SandboxAnswer> {
  const code = await redeemCode(world, form);
  if (code === undefined) return no('invalid_grant', 'AADSTS70000');
  const scopes = code.scope.split(' ').filter((scope) => scope !== 'offline_access');
  const isLasting = scopes.length < code.scope.split(' ').length;
  const refresh = isLasting ? { refresh_token: await issueRefreshToken(world) } : {};
  return granted(await userToken(world), { ...refresh, scope: scopes.join(' ') });
}

async function refreshed(presented: string, first: string, world: SandboxWorld): Promise<SandboxAnswer> {
  // Microsoft goes on taking the ones that it has replaced.
  const next =
    presented === first
      ? await issueRefreshToken(world)
      : await exchangeRefreshToken(world, presented, Number.POSITIVE_INFINITY);
  if (next === undefined) return no('invalid_grant', 'AADSTS70000');
  return granted(await userToken(world), { refresh_token: next });
}

async function userToken(world: SandboxWorld): Promise<string> {
  const token = await issueToken(world, LIFE_SECONDS);
  await world.put(USER_TOKEN, token, {});
  return token;
}

function granted(token: string, more: object = {}): SandboxAnswer {
  const life = { expires_in: LIFE_SECONDS, ext_expires_in: LIFE_SECONDS };
  return { status: 200, body: { token_type: 'Bearer', access_token: token, ...life, ...more } };
}

function no(error: string, code: string, status = 400): SandboxAnswer {
  return { status, body: { error, error_description: `${code}: The request was refused.` } };
}

/** Whether a call is made in no user's name. The administrator may do what a user may. */
export async function isApplicationCall({ headers }: SandboxCall, world: SandboxWorld): Promise<boolean> {
  const token = /^Bearer (.+)$/i.exec(headers.authorization ?? '')?.[1] ?? '';
  return (await isIssuedToken(world, token)) && (await world.get(USER_TOKEN, token)) === undefined;
}

/** One page of a list, with the address of the next one. */
export function graphPage<T>(
  { path, query }: Pick<SandboxCall, 'path' | 'query'>,
  { settings }: SandboxWorld,
  items: readonly T[],
  size: number,
): SandboxAnswer {
  const start = Number(query['$skiptoken'] ?? 0);
  const value = items.slice(start, start + size);
  const end = start + value.length;
  const next = new URLSearchParams({ ...query, $skiptoken: String(end) }).toString();
  const link = end < items.length ? { '@odata.nextLink': `${settings.baseUrl}${path}?${next}` } : {};
  return { status: 200, body: { value, ...link } };
}
