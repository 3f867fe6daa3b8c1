import { pageAnswer } from '../../edge/http/page';
import type { Answer } from '../../edge/http/route';
import { cutText } from '../../text/domain/cut';
import { htmlOf } from '../../text/domain/html';
import { repairedText } from '../../text/domain/storable';
import type { VendorError } from '../../vendors/kit/errors';
import type { ConsentVerdict } from '../store/consents';

const LONGEST_REASON = 100;

/** A page of plain text for whoever came by a link: its first line is its title. */
export function page(status: number, title: string, ...lines: string[]): Answer {
  return pageAnswer(status, title, lines.map((line) => `<p>${htmlOf(line)}</p>`).join('\n'));
}

/** The way to the vendor's page. */
export function startPage(ticket: string, title: string): Answer {
  return pageAnswer(
    200,
    `Connect ${title}`,
    `<p>You are about to consent at ${htmlOf(title)} to what Promisekeeper does there.</p>
<form method="post" action="?"><input type="hidden" name="ticket" value="${htmlOf(ticket)}"><button>Go to ${htmlOf(title)}</button></form>`,
  );
}

/** What to do to begin again. */
export function againWords(name: string): string {
  return `To begin again, have another link made: npm run connect -- ${name} --consent`;
}

/** A link that opens nothing. */
export function linkPage(verdict: Exclude<ConsentVerdict, 'good'>, name: string, title: string): Answer {
  const why = {
    wrong: 'There is no such link.',
    used: 'It was used before, and is good only once.',
    old: 'It is more than ten minutes old.',
  }[verdict];
  return page(403, `This link to ${title} is not good`, `${why} Nothing was changed.`, againWords(name));
}

/** A state that is not taken. */
export function statePage(verdict: Exclude<ConsentVerdict, 'good'>, name: string, title: string): Answer {
  const why = {
    wrong: 'It does not belong to a consent that was begun here in this browser.',
    used: 'It was taken already; the same page was perhaps loaded twice.',
    old: 'More than ten minutes have passed since it was begun.',
  }[verdict];
  return page(
    403,
    `What came back from ${title} was not taken`,
    `${why} Nothing was changed by it.`,
    againWords(name),
  );
}

/** @param error what the vendor sent back in the place of a code */
export function refusedPage(error: string, name: string, title: string): Answer {
  const isDenied = error === 'access_denied';
  const why = isDenied
    ? 'Consent was denied there.'
    : `It said: ${cutText(repairedText(error), LONGEST_REASON)}.`;
  return page(403, `${title} was not connected`, `${why} Nothing was changed here.`, againWords(name));
}

/** The token service did not give what the code was good for. */
export function failedPage({ vendorCode, op }: VendorError, name: string, title: string): Answer {
  return page(
    502,
    `${title} did not complete it`,
    `It answered ${vendorCode} to ${op}. Nothing was changed here.`,
    againWords(name),
  );
}
