import type { Connection } from '../../database/database';
import { hashOf, newSecret } from '../../database/secret';
import type { Certificate } from '../domain/certificate';

/** Of an engagement, the oldest first. */
export async function certificatesOf(db: Connection, engagementId: string): Promise<Certificate[]> {
  return db.certificate.findMany({
    where: { engagementId },
    orderBy: [{ issuedAt: 'asc' }, { number: 'asc' }],
  });
}

/** @param number as `readNumber` gives it */
export async function findCertificate(db: Connection, number: string): Promise<Certificate | null> {
  return db.certificate.findUnique({ where: { number } });
}

/** Revokes a certificate for good; one that is revoked keeps its reason. @param revokedBy an action's key or a person's id */
export async function revokeCertificate(
  db: Connection,
  number: string,
  { reason, revokedBy, now }: { reason: string; revokedBy: string; now: Date },
): Promise<void> {
  await db.certificate.updateMany({
    where: { number, revokedAt: null },
    data: { revokedAt: now, revokedBy, revocationReason: reason },
  });
}

/**
 * Puts down whether a holder agrees that the public page names them; who agrees again keeps the first time.
 * @param source who said so
 */
export async function putConsent(
  db: Connection,
  number: string,
  { isGiven, source, now }: { isGiven: boolean; source: string; now: Date },
): Promise<void> {
  if (isGiven) {
    const data = { consentAt: now, consentSource: source };
    await db.certificate.updateMany({ where: { number, consentAt: null }, data });
  } else {
    await db.certificate.update({ where: { number }, data: { consentAt: null, consentSource: null } });
  }
}

/** Another link for a holder; those before go on being good. @returns its secret, of which nothing is kept but the hash */
export async function newCertificateLink(db: Connection, number: string, now: Date): Promise<string> {
  const secret = newSecret();
  await db.certificateLink.create({ data: { hash: hashOf(secret), number, createdAt: now } });
  return secret;
}

/** What a link opens. @returns undefined for one that was never made */
export async function openCertificateLink(db: Connection, secret: string): Promise<Certificate | undefined> {
  const link = await db.certificateLink.findUnique({
    where: { hash: hashOf(secret) },
    include: { certificate: true },
  });
  return link?.certificate;
}
