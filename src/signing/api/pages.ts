import { pageAnswer } from '../../edge/http/page';
import type { Answer } from '../../edge/http/route';
import { htmlOf } from '../../text/domain/html';
import { record, shownDocument, timeOf } from '../domain/document';
import { faultOfActing, type Signer, type SigningFault } from '../domain/envelope';
import type { OpenedLink } from '../store/envelopes';

/** What somebody has typed, and what is wrong with it. */
export interface Draft {
  readonly name?: string;
  readonly reason?: string;
  readonly fault: string;
}

export const LONGEST_NAME = 200;
export const LONGEST_REASON = 1_000;

/** The document as it stands, with what this signer can do about it. @param draft what could not be taken */
export function documentPage({ envelope, place }: OpenedLink, draft?: Draft): Answer {
  const signer = envelope.signers.find((one) => one.place === place);
  const mayAct = signer !== undefined && faultOfActing(envelope, place) === null;
  const fault = draft === undefined ? '' : `<p class="fault" role="alert">${htmlOf(draft.fault)}</p>`;
  const parts = [
    fault,
    `<p class="note">${htmlOf(standing(envelope, signer))}</p>`,
    `<article class="document">\n${shownDocument(envelope)}</article>`,
    mayAct ? forms(signer, draft) : '',
    record(envelope),
  ];
  return pageAnswer(draft === undefined ? 200 : 422, envelope.documentName, parts.join('\n'));
}

/** What this signer has to know first. */
function standing({ state, endedAt, reason, signers }: OpenedLink['envelope'], signer?: Signer): string {
  const at = endedAt === null ? '' : ` on ${timeOf(endedAt)}`;
  switch (state) {
    case 'complete':
      return `Everybody has signed; the last one${at}. Print this page or save it: it is your copy.`;
    case 'declined':
      return `This was declined${at}, so it does not come into force. The reason given: ${reason ?? ''} Nothing more is to be done here.`;
    case 'voided':
      return `This was withdrawn${at} and need not be signed any more. The reason: ${reason ?? ''}`;
    case 'out': {
      if (signer?.signedAt) {
        const waiting = signers.filter(({ signedAt }) => signedAt === null).map(({ name }) => name);
        return `You have signed on ${timeOf(signer.signedAt)}. We wait for ${waiting.join(', ')} and write to you when all have signed.`;
      }
      return 'Please read the document. Below it you can sign it, or say why you do not.';
    }
  }
}

function forms({ name }: Signer, draft: Draft | undefined): string {
  return `<form method="post">
<h2>Sign</h2>
<label for="name">Your name, as your signature</label>
<input type="text" id="name" name="name" maxlength="${LONGEST_NAME}" required autocomplete="name" value="${htmlOf(draft?.name ?? name)}">
<label class="check"><input type="checkbox" name="agreed" value="yes" required> <span>I have read the document and sign it with legal effect.</span></label>
<p>With your name are kept: the time, the address and the browser that you come with, and which text you saw.</p>
<button name="do" value="sign">Sign</button>
</form>
<details${draft?.reason === undefined ? '' : ' open'}>
<summary>I do not sign this</summary>
<form method="post">
<label for="reason">Why not? We read it and get in touch.</label>
<textarea id="reason" name="reason" rows="4" maxlength="${LONGEST_REASON}" required>${textOf(draft?.reason ?? '')}</textarea>
<button class="other" name="do" value="decline">Decline to sign</button>
</form>
</details>`;
}

/** Line ends of a text field stay what they are. */
function textOf(text: string): string {
  return htmlOf(text).replaceAll('<br>\n', '\n');
}

/** Something came in between. */
export function overtakenPage(opened: OpenedLink, fault: SigningFault): Answer {
  const why = {
    ended: 'Nothing was changed: the document had come to its end before.',
    'signed-already': 'Nothing was changed: you have signed already.',
    'not-their-turn':
      'Nothing was changed: somebody else has to sign first. We write to you when it is your turn.',
  }[fault];
  const page = documentPage(opened, { fault: why });
  return { ...page, status: 409 };
}

/** A link that was never made, or of which a part is missing. */
export function noSuchLinkPage(): Answer {
  return pageAnswer(
    404,
    'There is no document behind this link',
    `<p>Perhaps your mail program has cut the link: copy the whole of it from the mail into the address line. Nothing was changed.</p>
<p>If it still does not open, answer the mail that it came with, and we send you another one.</p>`,
  );
}
