import { z } from 'zod';
import type { ApiDeps } from '../../edge/http/deps';
import type { Principal } from '../../edge/http/principal';
import { notFound } from '../../edge/http/problem';
import { type Route, route } from '../../edge/http/route';
import { id, idParams, instant, instantOf, words } from '../../edge/http/schemas';
import { findEngagement } from '../../engagement/store/engagements';
import { forbidden, refuseAdministrator } from '../../fact/api/refusals';
import { loadPlaybook } from '../../playbook/store/playbooks';
import { type Certificate, stateOf } from '../domain/certificate';
import { readNumber } from '../domain/number';
import { certificatesOf, findCertificate, putConsent, revokeCertificate } from '../store/certificates';
import { pageOf } from '../store/own-certificates';
import { PDF, pdfAnswer } from './pdf';

const certificateSchema = z
  .strictObject({
    number: z.string(),
    engagementId: id,
    holder: z.strictObject({
      id: id.describe("Of the client's contact or the person"),
      name: z.string().nullable().describe('Null once it was erased'),
    }),
    title: z.string(),
    issuer: z.string(),
    issuedOn: z.string().describe("The day in the house's time zone"),
    issuedAt: instant,
    state: z.enum(['valid', 'revoked']),
    showsHolder: z.boolean().describe('Whether its holder agrees that the public page names them'),
    revokedAt: instant.nullable(),
    revocationReason: z.string().nullable(),
    page: z.string().describe('Where anybody checks it'),
    hash: z.string().describe("SHA-256 of what it states, without its holder's name"),
  })
  .meta({ id: 'Certificate' });

const answers = { 200: { description: 'As it stands', content: { 'application/json': certificateSchema } } };
const params = z.object({ number: z.string().max(60) });
const LONGEST_REASON = 1_000;

/** Certificates, for our people. */
export function certificateRoutes({ db, clock, settings }: ApiDeps): Route[] {
  const show = (certificate: Certificate) => shown(certificate, settings.publicUrl);

  async function present(typed: string): Promise<Certificate> {
    const number = readNumber(typed);
    const found = number === undefined ? null : await findCertificate(db, number);
    if (!found) throw notFound('certificate', typed);
    return found;
  }

  async function playbookOf({ engagementId }: Certificate) {
    const { playbookName, playbookVersion } = await db.engagement.findUniqueOrThrow({
      where: { id: engagementId },
    });
    return await loadPlaybook(db, playbookName, playbookVersion);
  }

  return [
    route({
      method: 'get',
      path: '/v1/engagements/{id}/certificates',
      summary: 'The certificates that were issued in an engagement, the oldest first',
      tag: 'certificates',
      access: 'signed-in',
      params: idParams,
      answers: {
        200: {
          description: 'All of them, revoked ones too',
          content: { 'application/json': z.strictObject({ items: z.array(certificateSchema) }) },
        },
      },
      handle: async ({ params: { id: engagementId } }) => {
        if (!(await findEngagement(db, engagementId))) throw notFound('engagement', engagementId);
        return { status: 200, body: { items: (await certificatesOf(db, engagementId)).map(show) } };
      },
    }),
    route({
      method: 'get',
      path: '/v1/certificates/{number}',
      summary: 'A certificate by its number, in whichever way it is written',
      tag: 'certificates',
      access: 'signed-in',
      params,
      answers,
      handle: async ({ params: { number } }) => ({ status: 200, body: show(await present(number)) }),
    }),
    route({
      method: 'get',
      path: '/v1/certificates/{number}/pdf',
      summary: 'A valid certificate as a PDF',
      tag: 'certificates',
      access: 'signed-in',
      params,
      answers: {
        200: { description: 'The file', content: PDF },
        409: { description: "It was revoked, or its holder's name was erased" },
      },
      handle: async ({ params: { number } }) => pdfAnswer(await present(number), settings.publicUrl),
    }),
    route({
      method: 'patch',
      path: '/v1/certificates/{number}',
      summary: 'Put down whether its holder agrees that the public page names them',
      tag: 'certificates',
      access: 'signed-in',
      params,
      body: { kind: 'json', schema: z.strictObject({ showsHolder: z.boolean() }) },
      answers,
      handle: async ({ params: { number }, body: { showsHolder }, principal }) => {
        const certificate = await present(number);
        const { roles } = await playbookOf(certificate);
        insistOnRole(
          principal,
          Object.keys(roles).filter((role) => role !== 'client'),
        );
        const source = principal.kind === 'person' ? principal.id : 'administrator';
        const now = new Date(clock.productNow());
        await putConsent(db, certificate.number, { isGiven: showsHolder, source, now });
        return { status: 200, body: show(await present(number)) };
      },
    }),
    route({
      method: 'post',
      path: '/v1/certificates/{number}/revocation',
      summary: 'Revoke a certificate for good; one that is revoked keeps its reason',
      tag: 'certificates',
      access: 'signed-in',
      params,
      body: { kind: 'json', schema: z.strictObject({ reason: words(LONGEST_REASON) }) },
      answers,
      handle: async ({ params: { number }, body: { reason }, principal }) => {
        const certificate = await present(number);
        if (principal.kind === 'administrator') throw refuseAdministrator();
        insistOnRole(principal, (await playbookOf(certificate)).decisions.cancelled);
        const revoking = { reason, revokedBy: principal.id, now: new Date(clock.productNow()) };
        await revokeCertificate(db, certificate.number, revoking);
        return { status: 200, body: show(await present(number)) };
      },
    }),
  ];
}

/** @throws Problem 403 for a person in none of the roles */
function insistOnRole(principal: Principal, roles: string[]): void {
  if (principal.kind === 'person' && !principal.roles.some((role) => roles.includes(role))) {
    throw forbidden(roles);
  }
}

function shown(certificate: Certificate, publicUrl: string): z.input<typeof certificateSchema> {
  const { number, engagementId, holderId, holderName, title, issuer, issuedOn, hash } = certificate;
  return {
    ...{ number, engagementId, title, issuer, issuedOn, hash },
    holder: { id: holderId, name: holderName },
    issuedAt: instantOf(certificate.issuedAt),
    state: stateOf(certificate),
    showsHolder: certificate.consentAt !== null,
    revokedAt: instantOf(certificate.revokedAt),
    revocationReason: certificate.revocationReason,
    page: pageOf(publicUrl, number),
  };
}
