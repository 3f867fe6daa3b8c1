import { z } from 'zod';
import type { ApiDeps } from '../../edge/http/deps';
import { formOf, PAGE, typedIn } from '../../edge/http/page';
import { type Route, route } from '../../edge/http/route';
import { readNumber } from '../domain/number';
import { findCertificate, openCertificateLink, putConsent } from '../store/certificates';
import { CERTIFICATE_PATH, HOLDER_PATH, pageOf } from '../store/own-certificates';
import { holderPage, noCertificatePage, noHolderPage, publicPage } from './pages';
import { PDF, pdfAnswer } from './pdf';

const LONGEST_FORM_BYTES = 1_024;
const params = z.object({ secret: z.string().min(1) });
const NO_LINK = { description: 'A page that says there is no such link', content: PAGE };

/**
 * The pages of certificates for people without a token. Anybody checks one by its number, which nobody guesses: one that is
 * mistyped is known by its check sign, and asks nothing of the database. A holder's link is theirs alone.
 */
export function publicCertificateRoutes({ db, clock, settings }: ApiDeps): Route[] {
  return [
    route({
      method: 'get',
      path: `${CERTIFICATE_PATH}/{number}`,
      summary: 'Check a certificate by its number',
      tag: 'certificates',
      access: 'public',
      params: z.object({ number: z.string() }),
      anyQuery: true,
      answers: {
        200: { description: 'A page that says whether it is valid', content: PAGE },
        404: { description: 'A page that says there is no such certificate', content: PAGE },
      },
      handle: async ({ params: { number: typed } }) => {
        const number = readNumber(typed);
        const certificate = number === undefined ? null : await findCertificate(db, number);
        return certificate === null ? noCertificatePage() : publicPage(certificate);
      },
    }),
    route({
      method: 'get',
      path: `${HOLDER_PATH}/{secret}`,
      summary: 'A certificate for its holder; opening it changes nothing',
      tag: 'certificates',
      access: 'public',
      params,
      anyQuery: true,
      answers: {
        200: { description: 'The certificate, with what its holder decides', content: PAGE },
        404: NO_LINK,
      },
      handle: async ({ params: { secret } }) => {
        const certificate = await openCertificateLink(db, secret);
        if (certificate === undefined) return noHolderPage();
        const page = pageOf(settings.publicUrl, certificate.number);
        return holderPage(certificate, `${HOLDER_PATH}/${secret}`, page);
      },
    }),
    route({
      method: 'post',
      path: `${HOLDER_PATH}/{secret}`,
      summary: 'Agree that the public page names the holder, or do so no longer',
      tag: 'certificates',
      access: 'public',
      params,
      anyQuery: true,
      body: formOf(LONGEST_FORM_BYTES),
      answers: {
        303: { description: 'Done: back to the page', headers: { location: 'The page' } },
        404: NO_LINK,
      },
      handle: async ({ params: { secret }, body }) => {
        const certificate = await openCertificateLink(db, secret);
        if (certificate === undefined) return noHolderPage();
        const isGiven = typedIn(body)('do') === 'show';
        const now = new Date(clock.productNow());
        await putConsent(db, certificate.number, { isGiven, source: 'holder', now });
        return { status: 303, headers: { location: `${HOLDER_PATH}/${secret}` } };
      },
    }),
    route({
      method: 'get',
      path: `${HOLDER_PATH}/{secret}/pdf`,
      summary: "A holder's valid certificate as a PDF",
      tag: 'certificates',
      access: 'public',
      params,
      anyQuery: true,
      answers: {
        200: { description: 'The file', content: PDF },
        404: NO_LINK,
        409: { description: "It was revoked, or its holder's name was erased" },
      },
      handle: async ({ params: { secret } }) => {
        const certificate = await openCertificateLink(db, secret);
        return certificate === undefined ? noHolderPage() : pdfAnswer(certificate, settings.publicUrl);
      },
    }),
  ];
}
