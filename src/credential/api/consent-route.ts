import { z } from 'zod';
import type { ApiDeps } from '../../edge/http/deps';
import { conflict, notFound } from '../../edge/http/problem';
import { type Route, route } from '../../edge/http/route';
import { instant } from '../../edge/http/schemas';
import type { Vendor } from '../../vendors/kit/vendor';
import { findVendor } from '../../vendors/registry';
import { consentLink, type LinkRefusal } from './link';

const offerSchema = z
  .strictObject({
    url: z.string().describe('To be opened in a browser, once, by whoever consents'),
    endsAt: instant.describe('By the wall clock: until when it may be opened'),
  })
  .meta({ id: 'ConsentLink' });

/** How an administrator proves to be one in a browser, which sends no token: by a link that is good once. */
export function consentRoutes({ db, settings, vendors }: ApiDeps): Route[] {
  return [
    route({
      method: 'post',
      path: '/v1/connectors/{vendor}/consents',
      summary: 'Make the link, good once and for ten minutes, by which somebody consents at a vendor',
      tag: 'connectors',
      access: 'administrator',
      params: z.object({ vendor: z.string().max(60) }),
      answers: {
        201: { description: 'The link, shown once', content: { 'application/json': offerSchema } },
        404: { description: 'No such vendor' },
        409: { description: 'Nobody consents there by a page, or it cannot be kept here' },
      },
      handle: async ({ params }) => {
        const vendor = findVendor(params.vendor, vendors);
        if (!vendor) throw notFound('vendor of the name', params.vendor);
        const link = await consentLink({ db, settings, vendor, nowMs: Date.now() });
        if (typeof link === 'string') throw conflict(refusalWords(vendor, link));
        return { status: 201, body: { url: link.url, endsAt: new Date(link.endsAtMs).toISOString() } };
      },
    }),
  ];
}

/** Why nobody can consent here; what was not done, and what to do. */
export function refusalWords({ title, name }: Vendor, refusal: LinkRefusal): string {
  switch (refusal) {
    case 'no-page':
      return `Nobody consents to ${title} by a page. Nothing was changed. Its credentials stand in the settings: npm run connect -- ${name}`;
    case 'no-application':
      return `The settings name no application of yours at ${title}. Nothing was changed. Set its client id and secret first: npm run connect -- ${name}`;
    case 'no-key':
      return 'PROMISEKEEPER_CREDENTIAL_KEY is not set, so nothing that somebody consents to could be kept. Nothing was changed. Set it (openssl rand -base64 32 makes one) and start again; the credentials of the settings go on working without it.';
  }
}
