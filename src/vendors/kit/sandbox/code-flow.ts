import { createHash, randomBytes } from 'node:crypto';
import { htmlOf } from '../../../text/domain/html';
import { requiredValue } from '../vendor-settings';
import type { ExtraRoute, SandboxAnswer, SandboxCall, SandboxWorld } from './vendor-sandbox';

const CODE = '_code';
const REFRESH = '_refresh-token';
/** As long as the strictest of them lets a code wait; by the wall clock, as all that belongs to tokens. */
const CODE_LIFE_MS = 5 * 60_000;

interface Code {
  readonly redirectUri: string;
  readonly challenge: string;
  readonly scope: string;
  readonly endsAtMs: number;
}

/**
 * The page on which a person consents, as strict as a vendor's: it sends nobody to an address that is not that of our
 * application, and gives a code only with PKCE.
 */
export function consentPage(vendor: string, path: string | RegExp): ExtraRoute {
  return {
    method: 'GET',
    path,
    open: true,
    handle: async ({ query }: SandboxCall, world) => {
      if (query['client_id'] !== requiredValue(vendor, world.settings, 'clientId')) {
        return page(400, `${vendor} knows no application of this client_id.`);
      }
      const { redirect_uri: redirectUri = '', state, scope = '', code_challenge: challenge = '' } = query;
      if (!isOurs(vendor, redirectUri)) return page(400, 'The redirect_uri is not that of the application.');
      const back = (params: Record<string, string>) =>
        sentTo(redirectUri, { ...params, ...(state === undefined ? {} : { state }) });
      if (query['response_type'] !== 'code') return back({ error: 'unsupported_response_type' });
      if (scope === '') return back({ error: 'invalid_scope' });
      if (query['code_challenge_method'] !== 'S256' || challenge === '') {
        return back({ error: 'invalid_request', error_description: 'A code_challenge by S256 is needed.' });
      }
      switch (query['decision']) {
        case 'allow':
          return back({ code: await issueCode(world, { redirectUri, challenge, scope }) });
        case 'deny':
          return back({ error: 'access_denied' });
        default:
          return question(vendor, query);
      }
    },
  };
}

/**
 * Takes a code, once, however the rest of the form is.
 * @returns undefined where it is none, or was given for another redirect_uri, to somebody else, or too long ago
 */
export async function redeemCode(
  world: SandboxWorld,
  form: Readonly<Record<string, string>>,
): Promise<Pick<Code, 'scope'> | undefined> {
  const { code = '', redirect_uri: redirectUri, code_verifier: verifier = '' } = form;
  const issued = await world.get<Code>(CODE, code);
  if (issued === undefined || !(await world.remove(CODE, code))) return undefined;
  const challenge = createHash('sha256').update(verifier).digest('base64url');
  const isRight = issued.redirectUri === redirectUri && issued.challenge === challenge;
  return isRight && issued.endsAtMs > Date.now() ? issued : undefined;
}

export async function issueRefreshToken(world: SandboxWorld): Promise<string> {
  const token = newSecret('refresh');
  await world.put(REFRESH, token, {});
  return token;
}

export async function isRefreshToken(world: SandboxWorld, token: string): Promise<boolean> {
  return (await world.get(REFRESH, token)) !== undefined;
}

/**
 * Takes a refresh token, and gives another one in its place.
 * @param graceMs for how long after that the old one is taken all the same; product time
 * @returns undefined where it is none, or none any more
 */
export async function exchangeRefreshToken(
  world: SandboxWorld,
  token: string,
  graceMs: number,
): Promise<string | undefined> {
  const known = await world.get<{ spentAtMs?: number }>(REFRESH, token);
  const spentAtMs = known?.spentAtMs ?? world.nowMs();
  if (known === undefined || world.nowMs() - spentAtMs > graceMs) return undefined;
  await world.put(REFRESH, token, { spentAtMs });
  return await issueRefreshToken(world);
}

async function issueCode(world: SandboxWorld, more: Omit<Code, 'endsAtMs'>): Promise<string> {
  const code = newSecret('code');
  await world.put(CODE, code, { ...more, endsAtMs: Date.now() + CODE_LIFE_MS } satisfies Code);
  return code;
}

/** An application is registered with the one address that it has for its vendor. */
function isOurs(vendor: string, redirectUri: string): boolean {
  return URL.canParse(redirectUri) && new URL(redirectUri).pathname.endsWith(`/connect/${vendor}/callback`);
}

function sentTo(address: string, params: Record<string, string>): SandboxAnswer {
  return { status: 302, headers: { location: `${address}?${new URLSearchParams(params).toString()}` } };
}

function question(vendor: string, query: Readonly<Record<string, string>>): SandboxAnswer {
  const link = (decision: string) => htmlOf(`?${new URLSearchParams({ ...query, decision }).toString()}`);
  return page(
    200,
    `This is the sandbox of ${vendor}. Promisekeeper asks for: ${query['scope'] ?? ''}.`,
    `<p><a href="${link('allow')}">Allow</a> <a href="${link('deny')}">Deny</a></p>`,
  );
}

function page(status: number, text: string, more = ''): SandboxAnswer {
  const html = `<!doctype html>\n<html lang="en"><head><meta charset="utf-8"><title>Consent</title></head><body><p>${htmlOf(text)}</p>${more}</body></html>\n`;
  return { status, headers: { 'content-type': 'text/html; charset=utf-8' }, body: Buffer.from(html) };
}

function newSecret(what: string): string {
  return `sandbox-${what}-${randomBytes(24).toString('base64url')}`;
}
