import { z } from 'zod';
import { anchorOf, type NewEnvelope } from '../../capability/offered/signature';
import { htmlPage } from '../../text/domain/html';
import { cutText } from '../../text/domain/cut';

/** The custom field in which an envelope carries our key, for as long as there is the envelope. */
export const KEY_FIELD = 'promisekeeper_key';

/** What DocuSign takes of a mail's subject, a document's and a recipient's name, and a reason. */
const LONGEST_SUBJECT = 100;
const LONGEST_NAME = 100;
const LONGEST_REASON = 200;

const Signer = z.object({
  name: z.string().default(''),
  status: z.string().default(''),
  routingOrder: z.string().default('1'),
  signedDateTime: z.string().optional(),
});

/** An envelope as it is read, as far as it matters here. */
export const Envelope = z.object({
  envelopeId: z.string(),
  status: z.string().default(''),
  recipients: z.object({ signers: z.array(Signer).default([]) }).optional(),
});

export type DocusignEnvelope = z.infer<typeof Envelope>;

export type EnvelopeDraft = NewEnvelope;

/** A complete envelope of one document: each signer is asked by mail when the one before has signed. */
export function definitionOf(transactionId: string, { subject, document, signers }: EnvelopeDraft): object {
  return {
    status: 'sent',
    transactionId,
    emailSubject: cutText(subject, LONGEST_SUBJECT),
    documents: [
      {
        documentId: '1',
        name: cutText(document.name, LONGEST_NAME),
        fileExtension: 'html',
        documentBase64: base64Of(htmlPage(document.name, withoutSight(document.body, signers.length))),
      },
    ],
    recipients: {
      signers: signers.map(({ name, email }, place) => ({
        recipientId: String(place + 1),
        routingOrder: String(place + 1),
        name: cutText(name, LONGEST_NAME),
        email,
        tabs: { signHereTabs: [{ anchorString: anchorOf(place) }] },
      })),
    },
    customFields: {
      textCustomFields: [{ name: KEY_FIELD, value: transactionId, required: 'false', show: 'false' }],
    },
  };
}

/** DocuSign finds an anchor by its text, and leaves the text where it is: nobody is to see it. */
function withoutSight(html: string, signers: number): string {
  return Array.from({ length: signers }, (_, place) => anchorOf(place)).reduce(
    (text, anchor) => text.replaceAll(anchor, `<span style="color:#ffffff">${anchor}</span>`),
    html,
  );
}

function base64Of(text: string): string {
  return Buffer.from(text, 'utf8').toString('base64');
}

export function reasonOf(text: string): string {
  return cutText(text, LONGEST_REASON);
}
