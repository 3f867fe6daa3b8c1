import { createHash, timingSafeEqual } from 'node:crypto';
import { z } from 'zod';
import type { ApiDeps } from '../../edge/http/deps';
import { notFound } from '../../edge/http/problem';
import { PAGE } from '../../edge/http/page';
import { type Answer, type Route, route } from '../../edge/http/route';
import { tokenServiceOf } from '../../vendors/kit/code-flow';
import { VendorError } from '../../vendors/kit/errors';
import { findVendor } from '../../vendors/registry';
import { beginConsent, CONSENT_WITHIN_MS, endConsent, lookAtTicket } from '../store/consents';
import { newSecret } from '../../database/secret';
import { derived } from '../store/seal';
import { connect } from './connect';
import { failedPage, linkPage, page, refusedPage, startPage, statePage } from './page';
import { type ConsentPlace, consentPlace, refusalWords } from './place';

const COOKIE = 'promisekeeper_consent';
const LONGEST_TICKET = 200;
const LONGEST_FORM_BYTES = 1_024;
const LONGEST_CODE = 2_000;

const vendorParams = z.object({ vendor: z.string().max(60) });

/**
 * The pages by which somebody consents at a vendor. The link that opens the first one is spent by its button. The state that
 * comes back is good once, within ten minutes, for this vendor and in the browser that was sent away; nothing of it is kept
 * but its hash, and the verifier of PKCE follows from it by a key that nobody else has.
 */
export function connectRoutes(deps: ApiDeps): Route[] {
  const { db, settings, vendors, log } = deps;
  const placeOf = (name: string): ConsentPlace | Answer => {
    const vendor = findVendor(name, vendors);
    if (!vendor) throw notFound('vendor of the name', name);
    const place = consentPlace(vendor, settings);
    if (typeof place !== 'string') return place;
    return page(403, `Nobody can consent to ${vendor.title} here`, refusalWords(vendor, place));
  };

  return [
    route({
      method: 'get',
      path: '/connect/{vendor}',
      summary:
        'The page that the link of a consent opens; it spends nothing, as others than people open links too',
      tag: 'connectors',
      access: 'public',
      params: vendorParams,
      query: z.object({ ticket: z.string().max(LONGEST_TICKET).optional() }),
      answers: {
        200: { description: "A page with the way to the vendor's", content: PAGE },
        403: { description: 'A page that says why the link is not good', content: PAGE },
        404: { description: 'No such vendor' },
      },
      handle: async ({ params, query: { ticket = '' } }) => {
        const place = placeOf(params.vendor);
        if ('status' in place) return place;
        const { name, title } = place;
        const verdict = await lookAtTicket(db, { vendor: name, ticket, nowMs: Date.now() });
        return verdict === 'good' ? startPage(ticket, title) : linkPage(verdict, name, title);
      },
    }),
    route({
      method: 'post',
      path: '/connect/{vendor}',
      summary: 'Send the browser to the vendor, for somebody to consent there; spends the link',
      tag: 'connectors',
      access: 'public',
      params: vendorParams,
      body: {
        kind: 'raw',
        mediaTypes: [],
        limitBytes: LONGEST_FORM_BYTES,
        description: 'The form of that page',
      },
      answers: {
        303: { description: "To the vendor's page", headers: { location: "The vendor's page" } },
        403: { description: 'A page that says why the link is not good', content: PAGE },
        404: { description: 'No such vendor' },
      },
      handle: async ({ params, body }) => {
        const place = placeOf(params.vendor);
        if ('status' in place) return place;
        const { name, title, flow, own, keys, redirectUri } = place;
        const ticket = new URLSearchParams(body.toString('utf8')).get('ticket') ?? '';
        const state = newSecret();
        const verdict = await beginConsent(db, { vendor: name, ticket, state, nowMs: Date.now() });
        if (verdict !== 'good') return linkPage(verdict, name, title);
        const verifier = derived(keys, 'pkce', state);
        const challenge = createHash('sha256').update(verifier).digest('base64url');
        const location = tokenServiceOf(name, flow, own).consentAddress({ redirectUri, state, challenge });
        const isSecure = redirectUri.startsWith('https:') ? '; Secure' : '';
        const maxAge = CONSENT_WITHIN_MS / 1_000;
        const cookie = `${COOKIE}=${derived(keys, 'browser', state)}; Path=/; Max-Age=${maxAge}; HttpOnly; SameSite=Lax${isSecure}`;
        return { status: 303, headers: { location, 'set-cookie': cookie } };
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
        200: { description: 'A page that says what was consented to', content: PAGE },
        403: { description: 'A page that says why nothing was changed', content: PAGE },
        404: { description: 'No such vendor' },
        409: { description: 'A page that says what has to be chosen first', content: PAGE },
        502: { description: 'A page that says what the vendor answered', content: PAGE },
      },
      handle: async ({ params, headers, url }) => {
        const place = placeOf(params.vendor);
        if ('status' in place) return place;
        const { name, title, keys } = place;
        const query = new URLSearchParams(url.split('?')[1] ?? '');
        const state = query.get('state') ?? '';
        const isSentFromHere = isSame(cookieIn(headers.cookie), derived(keys, 'browser', state));
        if (!isSentFromHere) return statePage('wrong', name, title);
        const verdict = await endConsent(db, { vendor: name, state, nowMs: Date.now() });
        if (verdict !== 'good') return statePage(verdict, name, title);
        const error = query.get('error');
        if (error !== null) return refusedPage(error, name, title);
        const code = query.get('code') ?? '';
        if (code === '' || code.length > LONGEST_CODE) return refusedPage('no code', name, title);
        try {
          return await connect(db, place, { code, verifier: derived(keys, 'pkce', state) });
        } catch (failure) {
          if (!(failure instanceof VendorError)) throw failure;
          log.warn(
            { vendor: name, op: failure.op, status: failure.status, code: failure.vendorCode },
            'no consent',
          );
          return failedPage(failure, name, title);
        }
      },
    }),
  ];
}

function cookieIn(header: string | undefined): string {
  const pairs = (header ?? '').split(';').map((pair) => pair.trim().split('='));
  return pairs.find(([name]) => name === COOKIE)?.[1] ?? '';
}

function isSame(one: string, other: string): boolean {
  const [a, b] = [Buffer.from(one), Buffer.from(other)];
  return a.length === b.length && timingSafeEqual(a, b);
}
