import { pageAnswer } from '../../edge/http/page';
import type { Answer } from '../../edge/http/route';
import { htmlOf } from '../../text/domain/html';
import { type Certificate, dayInWords, stateOf } from '../domain/certificate';

/** What anybody may know of a certificate. */
export function publicPage(certificate: Certificate): Answer {
  const { number, holderName, consentAt } = certificate;
  const holder = consentAt === null ? null : holderName;
  const rest =
    holder === null
      ? '<p>The name of its holder is not shown here: holders decide that themselves. Compare the number with the certificate that you were given.</p>'
      : '';
  return pageAnswer(
    200,
    `Certificate ${number}`,
    `${standing(certificate)}\n${facts(certificate, holder)}\n${rest}`,
  );
}

/** The certificate as its holder sees it. @param path of this page */
export function holderPage(certificate: Certificate, path: string, publicUrl: string): Answer {
  const { number, holderName, consentAt } = certificate;
  const isValid = stateOf(certificate) === 'valid' && holderName !== null;
  const parts = [
    standing(certificate),
    facts(certificate, holderName),
    isValid ? `<p><a href="${htmlOf(path)}/pdf">Save it as a PDF</a></p>` : '',
    `<p>Whoever you show it to can check it at <a href="${htmlOf(publicUrl)}">${htmlOf(publicUrl)}</a></p>`,
    holderName === null ? '' : consentForm(consentAt !== null),
  ];
  return pageAnswer(200, `Your certificate ${number}`, parts.join('\n'));
}

function consentForm(isShown: boolean): string {
  const [now, what, value, look] = isShown
    ? ['The public page says your name.', 'Do not show my name any more', 'hide', ' class="other"']
    : ['The public page does not say your name.', 'Show my name on the public page', 'show', ''];
  return `<form method="post">
<h2>Your name</h2>
<p>${now} You can change that here at any time.</p>
<button${look} name="do" value="${value}">${what}</button>
</form>`;
}

function standing(certificate: Certificate): string {
  switch (stateOf(certificate)) {
    case 'valid':
      return '<p class="note" role="status">This certificate is valid.</p>';
    case 'revoked':
      return '<p class="fault" role="status">This certificate was revoked: it is not valid any more.</p>';
  }
}

function facts({ number, title, issuer, issuedOn }: Certificate, holder: string | null): string {
  const rows = [
    ['For', title],
    ...(holder === null ? [] : [['Held by', holder]]),
    ['Issued by', issuer],
    ['Issued on', dayInWords(issuedOn)],
    ['Number', number],
  ];
  const cells = rows.map(
    ([what = '', said = '']) => `<tr><th scope="row">${htmlOf(what)}</th><td>${htmlOf(said)}</td></tr>`,
  );
  return `<table>\n${cells.join('\n')}\n</table>`;
}

/** The same for a number that was never issued and for one that is none: neither tells anything. */
export function noCertificatePage(): Answer {
  return pageAnswer(
    404,
    'There is no certificate with this number',
    `<p>Please compare it with the certificate: it has four groups of four signs, digits and letters without I, L, O and U.</p>
<p>If it is the same there, no such certificate was issued here.</p>`,
  );
}

/** A link that opens nothing. */
export function noHolderPage(): Answer {
  return pageAnswer(
    404,
    'There is no certificate behind this link',
    `<p>Perhaps your mail program has cut the link: copy the whole of it from the mail into the address line. Nothing was changed.</p>
<p>If it still does not open, answer the mail that it came with, and we send you another one.</p>`,
  );
}
