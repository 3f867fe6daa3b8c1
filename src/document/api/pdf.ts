import { z } from 'zod';
import { conflict, Problem } from '../../edge/http/problem';
import type { Answer } from '../../edge/http/route';
import { type Certificate, stateOf } from '../domain/certificate';
import { certificateFile } from '../print/certificate-file';
import { UnprintableError } from '../print/typst';
import { pageOf } from '../store/own-certificates';

/** What a certificate's file is answered as, for the document. */
export const PDF = { 'application/pdf': z.string() };

/** A valid certificate as a file. @throws Problem 409 for one that is revoked or says no name any more */
export function pdfAnswer(certificate: Certificate, publicUrl: string): Answer {
  const { number, title, issuer, issuedOn, holderName } = certificate;
  if (stateOf(certificate) === 'revoked') {
    throw conflict('The certificate was revoked, so there is no PDF of it any more.');
  }
  if (holderName === null) {
    throw conflict("The name of the certificate's holder was erased, so there is no PDF of it any more.");
  }
  return {
    status: 200,
    contentType: 'application/pdf',
    headers: { 'content-disposition': `inline; filename="certificate-${number}.pdf"` },
    body: printed(),
  };

  function printed(): Buffer {
    const page = pageOf(publicUrl, number);
    try {
      return certificateFile({ number, name: holderName ?? '', title, issuer, issuedOn, page });
    } catch (error) {
      if (!(error instanceof UnprintableError)) throw error;
      throw new Problem(
        'unavailable',
        'The fonts of this server lack characters of the certificate. Nothing is lost: install a font that has them where the server runs, start it again, and ask again.',
      );
    }
  }
}
