/** A certificate, as it stands. */
export interface Certificate {
  readonly number: string;
  readonly engagementId: string;
  /** Of the client's contact or the person whose it is. */
  readonly holderId: string;
  /** Null once it was erased. */
  readonly holderName: string | null;
  readonly title: string;
  readonly issuer: string;
  /** The day in the house's time zone, such as 2026-03-04. */
  readonly issuedOn: string;
  readonly issuedAt: Date;
  /** SHA-256 of what it states, without its holder's name. */
  readonly hash: string;
  /** Since when its holder agrees that the public page names them; null: it does not. */
  readonly consentAt: Date | null;
  readonly revokedAt: Date | null;
  readonly revocationReason: string | null;
}

/** How a certificate stands. */
export type CertificateState = 'valid' | 'revoked';

export function stateOf({ revokedAt }: Pick<Certificate, 'revokedAt'>): CertificateState {
  return revokedAt === null ? 'valid' : 'revoked';
}

/** A day as people read it: `4 March 2026`. @param day such as 2026-03-04 */
export function dayInWords(day: string): string {
  const at = new Date(`${day}T00:00:00Z`);
  return at.toLocaleDateString('en-GB', { dateStyle: 'long', timeZone: 'UTC' });
}

/** The letter that brings a certificate to its holder. @param link for the holder alone */
export function certificateLetter(
  { title, issuer, number }: Pick<Certificate, 'title' | 'issuer' | 'number'>,
  { name, link, page }: { name: string; link: string; page: string },
): { subject: string; text: string } {
  return {
    subject: `Your certificate: ${title}`,
    text: [
      `Hello ${name},`,
      `${issuer} has issued a certificate to you: ${title}. To see it and to save it as a PDF:`,
      link,
      'The link is for you alone. There you also choose whether the public page of the certificate says your name: unless you agree, it does not.',
      `Whoever you show the certificate to can check its number ${number} at ${page}`,
    ].join('\n\n'),
  };
}
