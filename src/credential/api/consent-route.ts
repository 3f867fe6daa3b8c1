import { z } from 'zod';
import type { ApiDeps } from '../../edge/http/deps';
import { conflict, notFound } from '../../edge/http/problem';
import { type Route, route } from '../../edge/http/route';
import { instant } from '../../edge/http/schemas';
import { findVendor } from '../../vendors/registry';
import { consentLink } from './link';
import { consentPlace, refusalWords } from './place';

const offerSchema = z
  .strictObject({
    url: z.string().describe('To be opened in a browser by whoever consents; good once'),
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
        const place = consentPlace(vendor, settings);
        if (typeof place === 'string') throw conflict(refusalWords(vendor, place));
        const { url, endsAtMs } = await consentLink(db, place);
        return { status: 201, body: { url, endsAt: new Date(endsAtMs).toISOString() } };
      },
    }),
  ];
}
