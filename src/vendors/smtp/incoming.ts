import PostalMime from 'postal-mime';
import type { VendorEvent } from '../../capability/events';
import type { OutsideChange } from '../../capability/outside';
import { actionOf, type DeliveryAction, readReports } from './delivery-report';
import { keysIn, type MailHeaders, mailHeaders } from './our-keys';

/** The parser takes its time for each line, and what a report says stands at its begin. */
const MOST_LINES = 20_000;
const LINE_FEED = 0x0a;

/** What has become of a mail of ours. */
type Fate = Extract<OutsideChange, { what: 'mail' }>['how'];

/**
 * What an incoming mail tells of one of ours: a report on its delivery, the answer of a machine, or somebody's answer. Of
 * the mail itself nothing is passed on. Reports are told from answers first, because machines send both.
 */
export async function meaningOf(bytes: Buffer): Promise<VendorEvent> {
  let mail;
  try {
    mail = await PostalMime.parse(beginOf(bytes), {
      forceRfc822Attachments: true,
      attachmentEncoding: 'utf8',
    });
  } catch {
    return { about: 'unknown', why: 'it cannot be read as a mail' };
  }
  const headers = mailHeaders(mail.headers);
  const atMs = Date.parse(headers.get('date') ?? '');
  const reports = await readReports(mail.attachments);
  if (reports.length > 0) {
    const keys = reports.flatMap((report) => report.keys);
    return reported(actionOf(reports), keys.length > 0 ? keys : keysInAll(mail), atMs);
  }
  if (isOtherReport(headers)) return { about: 'nothing', why: 'a report on something else than a delivery' };
  if (isFromMailSystem(headers)) {
    return reported(isWarning(headers) ? 'delayed' : 'failed', keysInAll(mail), atMs);
  }
  const answered = answeredKey(headers);
  if (answered === undefined) return { about: 'nothing', why: 'a mail that answers none of ours' };
  return told(isByMachine(headers) ? 'autoReplied' : 'answered', [answered], atMs);
}

function beginOf(bytes: Buffer): Buffer {
  let end = -1;
  for (let lines = 0; lines < MOST_LINES; lines += 1) {
    end = bytes.indexOf(LINE_FEED, end + 1);
    if (end === -1) return bytes;
  }
  return bytes.subarray(0, end + 1);
}

function reported(action: DeliveryAction, keys: readonly string[], atMs: number): VendorEvent {
  if (action === 'delivered') return { about: 'nothing', why: 'a mail was delivered' };
  if (keys.length === 0) {
    const what = action === 'failed' ? 'a mail came back' : 'a mail is delayed';
    return { about: 'unknown', why: `${what}, and nothing says which one` };
  }
  return told(action === 'failed' ? 'returned' : 'delayed', keys, atMs);
}

function told(how: Fate, keys: readonly string[], atMs: number): VendorEvent {
  return { about: 'outside', change: { what: 'mail', how }, ids: [...new Set(keys)], atMs };
}

/** Mail systems that know no standard return the mail, or its head, as text or as a part. */
function keysInAll({ text = '', html = '', attachments }: PostalMime.Email): string[] {
  const parts = attachments.flatMap(({ content }) => (typeof content === 'string' ? content : []));
  return keysIn([text, html, ...parts].join('\n'));
}

/** The mail that it answers; in a longer conversation the newest one of ours. */
function answeredKey(headers: MailHeaders): string | undefined {
  return keysIn(headers.get('in-reply-to') ?? '')[0] ?? keysIn(headers.get('references') ?? '').at(-1);
}

/** Of a receipt (RFC 8098), of abuse (RFC 5965) and the like. */
function isOtherReport(headers: MailHeaders): boolean {
  const type = /\breport-type\s*=\s*"?([\w-]+)/i.exec(headers.get('content-type') ?? '')?.[1];
  return type !== undefined && type.toLowerCase() !== 'delivery-status';
}

/** By its sender (RFC 5321, 4.5.5; RFC 2142) or by what mail systems alone put there. */
function isFromMailSystem(headers: MailHeaders): boolean {
  const from = headers.get('from') ?? '';
  return headers.has('x-failed-recipients') || /\b(mailer|mail)-daemon\b|\bpostmaster@/i.test(from);
}

function isWarning(headers: MailHeaders): boolean {
  return /\b(delay(ed)?|warning|not yet|verzögert|verzögerung)\b/i.test(headers.get('subject') ?? '');
}

/** RFC 3834, and what was in use before it. */
function isByMachine(headers: MailHeaders): boolean {
  const submitted = headers.get('auto-submitted');
  if (submitted !== undefined && !/^no\b/i.test(submitted)) return true;
  if (headers.get('return-path') === '<>') return true;
  if (headers.has('x-autoreply') || headers.has('x-autorespond') || headers.has('x-autoresponder'))
    return true;
  return /^(auto_reply|auto-reply|bulk|junk|list)$/i.test(headers.get('precedence') ?? '');
}
