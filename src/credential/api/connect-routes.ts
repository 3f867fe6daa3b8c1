import { createHash, timingSafeEqual } from 'node:crypto';
import { z } from 'zod';
import type { ApiDeps } from '../../edge/http/deps';
import { notFound } from '../../edge/http/problem';
import { type Answer, type Route, route } from '../../edge/http/route';
import { cutText } from '../../text/domain/cut';
import { repairedText } from '../../text/domain/storable';
import { type CodeFlow, type ConsentedAccount, consentedAt, TokenService } from '../../vendors/kit/code-flow';
import { VendorError } from '../../vendors/kit/errors';
import type { VendorSettings } from '../../vendors/kit/vendor-settings';
import { findVendor } from '../../vendors/registry';
import type { Consented, Tokens } from '../domain/credential';
import {
  beginConsent,
  CONSENT_WITHIN_MS,
  type ConsentVerdict,
  endConsent,
  newSecret,
} from '../store/consents';
import { putConsent } from '../store/credentials';
import { derived } from '../store/seal';
import { page } from './page';

const COOKIE = 'promisekeeper_consent';
const LONGEST_CODE = 2_000;
const LONGEST_REASON = 100;

const html = { 'text/html': z.string() };
const vendorParams = z.object({ vendor: z.string().max(60) });

/** A vendor at which somebody can consent here. */
interface Place {
  readonly name: string;
  readonly title: string;
  readonly flow: CodeFlow;
  readonly own: VendorSettings;
  readonly of: Consented;
  readonly redirectUri: string;
}

/**
 * The pages by which somebody consents at a vendor. The link that opens the first one is spent there. The state that
 * comes back is good once, within ten minutes, for this vendor and in the browser that was sent away; nothing of it is kept
 * but its hash, and the verifier of PKCE follows from it by a key that nobody else has.
 */
export function connectRoutes(deps: ApiDeps): Route[] {
  const { db, settings, vendors, log } = deps;
  const placeOf = (vendor: string): Place => {
    const found = findVendor(vendor, vendors);
    const own = settings.vendors[vendor];
    const of =
      found?.codeFlow && own && own.mode !== 'unconfigured' && consentedAt(vendor, found.codeFlow, own);
    if (!found?.codeFlow || !own || !of || settings.credentialKeys.length === 0) {
      throw notFound('vendor at which somebody can consent here, of the name', vendor);
    }
    const redirectUri = `${settings.publicUrl}/connect/${vendor}/callback`;
    return { name: vendor, title: found.title, flow: found.codeFlow, own, of, redirectUri };
  };
  const secretOf = (purpose: string, state: string) => derived(settings.credentialKeys, purpose, state);

  return [
    route({
      method: 'get',
      path: '/connect/{vendor}',
      summary:
        'Send a browser to a vendor, for somebody to consent there; opened by a link that is good once',
      tag: 'connectors',
      access: 'public',
      params: vendorParams,
      query: z.object({ ticket: z.string().max(200).optional() }),
      answers: {
        302: { description: "To the vendor's page", headers: { location: "The vendor's page" } },
        403: { description: 'A page that says why the link is not good', content: html },
        404: { description: 'No vendor at which somebody can consent here' },
      },
      handle: async ({ params, query }) => {
        const { name, title, flow, own, redirectUri } = placeOf(params.vendor);
        const state = newSecret();
        const verdict = await beginConsent(db, {
          vendor: name,
          ticket: query.ticket ?? '',
          state,
          nowMs: Date.now(),
        });
        if (verdict !== 'good') return linkPage(verdict, name, title);
        const challenge = createHash('sha256').update(secretOf('pkce', state)).digest('base64url');
        const location = new TokenService(name, flow, own).consentAddress({ redirectUri, state, challenge });
        const isSecure = redirectUri.startsWith('https:') ? '; Secure' : '';
        const maxAge = CONSENT_WITHIN_MS / 1_000;
        const cookie = `${COOKIE}=${secretOf('browser', state)}; Path=/; Max-Age=${maxAge}; HttpOnly; SameSite=Lax${isSecure}`;
        return { status: 302, headers: { location, 'set-cookie': cookie } };
      },
    }),
    route({
      method: 'get',
      path: '/connect/{vendor}/callback',
      summary: 'Where a vendor sends the browser back to, with what somebody decided',
      tag: 'connectors',
      access: 'public',
      params: vendorParams,
      anyQuery: true,
      answers: {
        200: { description: 'A page that says what was consented to', content: html },
        403: { description: 'A page that says why nothing was changed', content: html },
        404: { description: 'No vendor at which somebody can consent here' },
        409: { description: 'A page that says what has to be chosen first', content: html },
        502: { description: 'A page that says what the vendor answered', content: html },
      },
      handle: async ({ params, headers, url }) => {
        const place = placeOf(params.vendor);
        const { name, title } = place;
        const query = new URLSearchParams(url.split('?')[1] ?? '');
        const state = query.get('state') ?? '';
        if (!isSame(cookieIn(headers.cookie), secretOf('browser', state)))
          return statePage('wrong', name, title);
        const verdict = await endConsent(db, { vendor: name, state, nowMs: Date.now() });
        if (verdict !== 'good') return statePage(verdict, name, title);
        const error = query.get('error');
        if (error !== null) return refusedPage(error, name, title);
        const code = query.get('code') ?? '';
        if (code === '' || code.length > LONGEST_CODE) return refusedPage('no code', name, title);
        try {
          return await connected(deps, place, code, secretOf('pkce', state));
        } catch (failure) {
          if (!(failure instanceof VendorError)) throw failure;
          log.warn(
            { vendor: name, op: failure.op, status: failure.status, code: failure.vendorCode },
            'no consent',
          );
          return page(
            502,
            `${title} did not complete it`,
            `It answered ${failure.vendorCode} to ${failure.op}. Nothing was changed here.`,
            againWords(name),
          );
        }
      },
    }),
  ];
}

async function connected(
  { db, settings }: ApiDeps,
  place: Place,
  code: string,
  verifier: string,
): Promise<Answer> {
  const { name, title, flow, own, of, redirectUri } = place;
  const tokens = await new TokenService(name, flow, own).redeem(code, redirectUri, verifier);
  const { refreshToken } = tokens;
  if (refreshToken === null) {
    return page(
      409,
      `${title} gave nothing that lasts`,
      'There was no refresh token in its answer: the application may not ask for one. Nothing was changed here.',
      againWords(name),
    );
  }
  const account = await accountOf(place, tokens);
  if (account instanceof Array) return choicePage(place, account);
  const nowMs = Date.now();
  const access = { token: tokens.accessToken, endsAtMs: nowMs + tokens.accessSeconds * 1_000 };
  await putConsent(db, settings.credentialKeys, { of, secrets: { refreshToken, access }, account, nowMs });
  const missing = flow.scopes.filter((scope) => tokens.scopes !== null && !isAmong(tokens.scopes, scope));
  return page(
    200,
    `${title} is connected`,
    account === null
      ? 'What you consented to is kept, sealed.'
      : `What you consented to for ${account.name} is kept, sealed.`,
    ...(missing.length > 0 ? [`It does not allow everything. Missing: ${missing.join(', ')}.`] : []),
    `You can close this page. To try it: npm run connect -- ${name}`,
  );
}

/** The one account that is meant; the list of them where somebody has to choose first, or has chosen none of them. */
async function accountOf(
  { flow, own }: Place,
  { accessToken }: Tokens,
): Promise<ConsentedAccount | null | readonly ConsentedAccount[]> {
  if (flow.accounts === undefined) return null;
  const all = await flow.accounts.of(own, accessToken);
  const wanted = own.values[flow.accounts.chosenBy.as];
  const fits = wanted === undefined || wanted === '' ? all : all.filter(({ id }) => id === wanted);
  const [first, ...more] = fits;
  return first === undefined || more.length > 0 ? all : first;
}

function choicePage({ name, title, flow }: Place, all: readonly ConsentedAccount[]): Answer {
  return page(
    409,
    `${title} has to be told which account`,
    all.length === 0
      ? 'The consent reaches none. Nothing was changed here.'
      : `The consent reaches ${all.map((one) => `${one.name} (${one.id})`).join(', ')}, and the settings do not say which of them is meant. Nothing was changed here.`,
    `Set ${flow.accounts?.chosenBy.variable ?? 'it'} to the right one and start again.`,
    againWords(name),
  );
}

/** Vendors leave out the address that some of their scopes begin with. */
function isAmong(granted: readonly string[], scope: string): boolean {
  const bare = (text: string) => text.slice(text.lastIndexOf('/') + 1).toLowerCase();
  return scope === 'offline_access' || bare(scope) === '.default' || granted.map(bare).includes(bare(scope));
}

function againWords(name: string): string {
  return `To begin again, have another link made: npm run connect -- ${name} --consent`;
}

function linkPage(verdict: Exclude<ConsentVerdict, 'good'>, name: string, title: string): Answer {
  const why = {
    wrong: 'There is no such link.',
    used: 'It was opened before, and is good only once.',
    old: 'It is more than ten minutes old.',
  }[verdict];
  return page(403, `This link to ${title} is not good`, `${why} Nothing was changed.`, againWords(name));
}

function statePage(verdict: Exclude<ConsentVerdict, 'good'>, name: string, title: string): Answer {
  const why = {
    wrong: 'It does not belong to a consent that was begun here in this browser.',
    used: 'It was taken already; the same page was perhaps loaded twice.',
    old: 'More than ten minutes have passed since it was begun.',
  }[verdict];
  return page(
    403,
    `What came back from ${title} was not taken`,
    `${why} Nothing was changed by it.`,
    againWords(name),
  );
}

function refusedPage(error: string, name: string, title: string): Answer {
  const isDenied = error === 'access_denied';
  const why = isDenied
    ? 'Consent was denied there.'
    : `It said: ${cutText(repairedText(error), LONGEST_REASON)}.`;
  return page(403, `${title} was not connected`, `${why} Nothing was changed here.`, againWords(name));
}

function cookieIn(header: string | undefined): string {
  const pairs = (header ?? '').split(';').map((pair) => pair.trim().split('='));
  return pairs.find(([name]) => name === COOKIE)?.[1] ?? '';
}

function isSame(one: string, other: string): boolean {
  const [a, b] = [Buffer.from(one), Buffer.from(other)];
  return a.length === b.length && timingSafeEqual(a, b);
}
