import { randomBytes } from 'node:crypto';
import type { CertificatesPort, NewCertificate } from '../../capability/offered/certificates';
import { ActionRefusedError } from '../../capability/refusal';
import type { Connection, Database } from '../../database/database';
import { lockName } from '../../database/lock';
import { dateText } from '../../promise/domain/clock/time-text';
import { zoneOf } from '../../promise/domain/calendar/zone';
import type { Clock } from '../../promise/domain/time';
import { certificateLetter } from '../domain/certificate';
import { CHANCES, numberOf } from '../domain/number';
import { certificateFile } from '../print/certificate-file';
import { UnprintableError } from '../print/typst';
import { newCertificateLink, revokeCertificate } from './certificates';
import { contentHash } from './hash';

export interface OwnCertificatesDeps {
  readonly db: Database;
  readonly clock: Clock;
  /** Where people reach the pages, without a trailing slash. */
  readonly publicUrl: string;
  /** Who issues them. */
  readonly company: string;
  /** The house's own time zone, an IANA name: a certificate is of a day there. */
  readonly timeZone: string;
}

/** Where anybody checks a certificate by its number. */
export const CERTIFICATE_PATH = '/certificates';
/** Where holders see theirs: for whoever has the secret of a link. */
export const HOLDER_PATH = '/my-certificate';

/** Certificates that this installation issues itself, in PostgreSQL. */
export function ownCertificates(deps: OwnCertificatesDeps): CertificatesPort {
  const { db, clock, publicUrl, company, timeZone } = deps;
  const now = () => new Date(clock.productNow());

  return {
    async ensureCertificate(key, wanted) {
      const { engagementId, holder, title } = wanted;
      return await db.$transaction(async (tx) => {
        await lockName(tx, `certificates:${engagementId}`);
        const present = await presentOf(tx, key, wanted);
        if (present !== undefined) return present;
        const issuedAt = now();
        const issuedOn = dateText(zoneOf(timeZone).dayOf(issuedAt.getTime()));
        const stated = { number: newNumber(), title, issuer: company, issuedOn };
        insistOnPrint({ ...stated, name: holder.name, page: pageOf(publicUrl, stated.number) });
        const hash = contentHash({ ...stated, engagementId });
        const who = { key, engagementId, holderId: holder.id, holderName: holder.name };
        await tx.certificate.create({ data: { ...stated, ...who, hash, issuedAt } });
        return stated.number;
      });
    },

    async revokeCertificates(key, reason) {
      const issued = await db.certificate.findMany({ where: { key }, select: { number: true } });
      for (const { number } of issued) {
        await revokeCertificate(db, number, { reason, revokedBy: key, now: now() });
      }
      return issued.length;
    },

    letter: async (number) => ({
      key: `certificate/${number}/issued`,
      compose: async () => {
        const certificate = await db.certificate.findUniqueOrThrow({ where: { number } });
        const secret = await newCertificateLink(db, number, now());
        return certificateLetter(certificate, {
          name: certificate.holderName ?? '',
          link: `${publicUrl}${HOLDER_PATH}/${secret}`,
          page: pageOf(publicUrl, number),
        });
      },
    }),
  };
}

/** Where anybody checks a certificate. */
export function pageOf(publicUrl: string, number: string): string {
  return `${publicUrl}${CERTIFICATE_PATH}/${number}`;
}

/** What was issued under a key stays what it is, also when it was revoked since: only what is valid counts for another key. */
async function presentOf(
  tx: Connection,
  key: string,
  { engagementId, holder: { id: holderId }, title }: NewCertificate,
): Promise<string | undefined> {
  const same = await tx.certificate.findUnique({ where: { key_holderId: { key, holderId } } });
  const valid = { engagementId, holderId, title, revokedAt: null };
  return (same ?? (await tx.certificate.findFirst({ where: valid })))?.number;
}

/** @throws ActionRefusedError when it could not be printed: nobody is to hold a certificate of boxes */
function insistOnPrint(printed: Parameters<typeof certificateFile>[0]): void {
  try {
    certificateFile(printed);
  } catch (error) {
    if (!(error instanceof UnprintableError)) throw error;
    throw new ActionRefusedError(
      "The fonts of this installation lack characters of a holder's name or of the title, so that certificate was not issued. Install a font that has them where the server and the worker run (Noto has nearly all), start both again, and have the step done again; or issue this certificate by hand.",
    );
  }
}

/** 75 bits of chance: 256 is a multiple of 32, so no value is likelier than another. */
function newNumber(): string {
  return numberOf([...randomBytes(CHANCES)].map((byte) => byte % 32));
}
