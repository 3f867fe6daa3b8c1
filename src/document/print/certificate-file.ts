import { dayInWords } from '../domain/certificate';
import { CERTIFICATE_LAYOUT } from './layout';
import { setInType } from './typst';

/** What a certificate says. */
export interface PrintedCertificate {
  readonly number: string;
  readonly name: string;
  readonly title: string;
  readonly issuer: string;
  /** Such as 2026-03-04. */
  readonly issuedOn: string;
  /** Where anybody checks it. */
  readonly page: string;
}

/**
 * A certificate as a file. Of the same words it is the same, byte by byte.
 * @throws UnprintableError rather than that a character were missing or a box
 */
export function certificateFile(said: PrintedCertificate): Buffer {
  return setInType(CERTIFICATE_LAYOUT, { ...said, day: dayInWords(said.issuedOn) });
}
