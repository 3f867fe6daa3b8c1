import { anchorOf } from '../../capability/offered/signature';
import { htmlOf, htmlPage } from '../../text/domain/html';
import type { Signer, SigningEnvelope } from './envelope';

/** A document as people see it: in the place of each anchor stands who has signed there, and when. HTML for a page's body. */
export function shownDocument({ body, signers }: SigningEnvelope): string {
  return signers.reduce(
    (text, signer) => text.replaceAll(anchorOf(signer.place), () => `<em>${htmlOf(mark(signer))}</em>`),
    body,
  );
}

function mark({ signedAt, signedName, name }: Signer): string {
  return signedAt === null ? 'not signed yet' : `signed by ${signedName ?? name}, ${timeOf(signedAt)}`;
}

/** Who has signed so far, when and from where, with what proves which text it was. HTML. */
export function record({ signers, sha256 }: SigningEnvelope): string {
  const rows = signers.flatMap(({ name, email, signedAt, signedName, origin }) =>
    signedAt === null
      ? []
      : `<tr>${cells(`${name} <${email}>`, signedName ?? name, timeOf(signedAt), origin?.address ?? '', origin?.browser ?? '')}</tr>`,
  );
  const proof = `<p>SHA-256 of the text: <code>${sha256}</code></p>\n`;
  if (rows.length === 0) return proof;
  const head = ['Asked', 'Signed as', 'At', 'From', 'With'].map((text) => `<th>${text}</th>`).join('');
  return `<h2>Signatures</h2>\n<table>\n<tr>${head}</tr>\n${rows.join('\n')}\n</table>\n${proof}`;
}

function cells(...texts: string[]): string {
  return texts.map((text) => `<td>${htmlOf(text)}</td>`).join('');
}

/** The file that is kept of a document which everybody has signed. */
export function signedPage(envelope: SigningEnvelope): string {
  return htmlPage(envelope.documentName, `${shownDocument(envelope)}${record(envelope)}`);
}

/** To the second, in UTC. */
export function timeOf(at: Date): string {
  return `${at.toISOString().slice(0, 19).replace('T', ' ')} UTC`;
}
