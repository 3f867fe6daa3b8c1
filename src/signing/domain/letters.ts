import { askedSoFar, type Signer, type SigningEnvelope, whoseTurn } from './envelope';

type LetterKind = 'invitation' | 'copy' | 'declined' | 'voided';

/** A letter about a document to one of those who sign it. */
export interface OwedLetter {
  readonly kind: LetterKind;
  readonly to: Signer;
}

/**
 * What its signers are to be told of a document as it stands: whose turn it is, that all have signed, or that it came to
 * nothing. Whoever declined knows it.
 */
export function owedLetters(envelope: SigningEnvelope): readonly OwedLetter[] {
  switch (envelope.state) {
    case 'out': {
      const next = whoseTurn(envelope);
      return next ? [{ kind: 'invitation', to: next }] : [];
    }
    case 'complete':
      return envelope.signers.map((to) => ({ kind: 'copy', to }));
    case 'declined':
      return envelope.signers
        .filter(({ signedAt }) => signedAt !== null)
        .map((to) => ({ kind: 'declined', to }));
    case 'voided':
      return askedSoFar(envelope).map((to) => ({ kind: 'voided', to }));
  }
}

/** What a letter says. @param link to the document, for this signer alone */
export function wordsOf(
  { subject, documentName, reason, sha256 }: SigningEnvelope,
  { kind, to }: OwedLetter,
  link: string,
): { subject: string; text: string } {
  const hello = `Hello ${to.name},`;
  const alone = 'The link is for you alone: whoever has it can act in your name, so do not pass it on.';
  switch (kind) {
    case 'invitation':
      return {
        subject,
        text: lines(
          hello,
          `please read "${documentName}" and sign it, or say why you do not:`,
          link,
          `${alone} Opening it signs nothing.`,
        ),
      };
    case 'copy':
      return {
        subject: `Signed: ${subject}`,
        text: lines(
          hello,
          `everybody has signed "${documentName}". To read it with all signatures, and to print it:`,
          link,
          `The SHA-256 of the text that was signed is ${sha256}.`,
        ),
      };
    case 'declined':
      return {
        subject: `Not signed: ${subject}`,
        text: lines(
          hello,
          `"${documentName}", which you have signed, was declined by somebody else, so it does not come into force. We will be in touch. How it stands:`,
          link,
        ),
      };
    case 'voided':
      return {
        subject: `Withdrawn: ${subject}`,
        text: lines(
          hello,
          `"${documentName}" was withdrawn and need not be signed any more. The reason: ${reason ?? 'none was given.'}`,
          link,
        ),
      };
  }
}

function lines(...paragraphs: string[]): string {
  return paragraphs.join('\n\n');
}
