import PostalMime from 'postal-mime';
import { keyOf, keysIn, type MailHeaders, mailHeaders } from './our-keys';

/** What a report says of a mail: that it came back, is being tried further, or has arrived. */
export type DeliveryAction = 'failed' | 'delayed' | 'delivered';

export interface DeliveryReport {
  /** Of each recipient that it speaks of. */
  readonly actions: readonly DeliveryAction[];
  /** The mails of ours that it is on. */
  readonly keys: readonly string[];
}

/** RFC 3464 with RFC 6533, which has the same in UTF-8. */
const STATUS_TYPES = new Set(['message/delivery-status', 'message/global-delivery-status']);
const RETURNED_TYPES = new Set([
  'message/rfc822',
  'message/global',
  'message/global-headers',
  'text/rfc822-headers',
  'text/rfc822',
]);

/** More parts, or recipients in one of them, no report on a mail of ours has. */
const MOST = 100;

/** The reports on deliveries among the parts of a mail, with the keys that they and what was returned carry. */
export async function readReports(parts: readonly PostalMime.Attachment[]): Promise<DeliveryReport[]> {
  const returned = parts.filter(({ mimeType }) => RETURNED_TYPES.has(mimeType)).slice(0, MOST);
  const returnedKeys = (await Promise.all(returned.map(keysOfReturned))).flat();
  const reports = parts.filter(({ mimeType }) => STATUS_TYPES.has(mimeType)).slice(0, MOST);
  return await Promise.all(
    reports.map(async (part) => {
      const [ofMail, ...ofRecipients] = await fieldGroups(textOf(part));
      const envelopeId = keyOf(ofMail?.get('original-envelope-id'));
      return {
        actions: ofRecipients.flatMap((fields) => readAction(fields)),
        keys: envelopeId.length > 0 ? envelopeId : returnedKeys,
      };
    }),
  );
}

/** What matters most: one recipient whom the mail did not reach is enough for it to have come back. */
export function actionOf(reports: readonly DeliveryReport[]): DeliveryAction {
  const actions = reports.flatMap((report) => report.actions);
  if (actions.includes('failed') || actions.length === 0) return 'failed';
  return actions.includes('delayed') ? 'delayed' : 'delivered';
}

/** By the action, else by the class of the status. */
function readAction(fields: MailHeaders): DeliveryAction[] {
  const action = fields
    .get('action')
    ?.toLowerCase()
    .split(/[\s(;]/)[0];
  switch (action) {
    case 'failed':
    case 'delayed':
      return [action];
    case 'delivered':
    case 'relayed':
    case 'expanded':
      return ['delivered'];
    default: {
      const status = fields.get('status')?.[0];
      if (status === '4') return ['delayed'];
      if (status === '2') return ['delivered'];
      return status === '5' ? ['failed'] : [];
    }
  }
}

/** Groups of fields, parted by empty lines. */
async function fieldGroups(text: string): Promise<MailHeaders[]> {
  const groups = text.split(/\r?\n(?:[ \t]*\r?\n)+/).filter((group) => group.trim() !== '');
  return await Promise.all(
    groups.slice(0, MOST).map(async (group) => (await parsed(group)) ?? new Map<string, string>()),
  );
}

async function keysOfReturned(part: PostalMime.Attachment): Promise<string[]> {
  const [head = ''] = textOf(part).split(/\r?\n\r?\n/, 1);
  const headers = await parsed(head);
  const key = keyOf(headers?.get('x-promisekeeper-key'));
  return key.length > 0 ? key : keysIn(headers?.get('message-id') ?? '');
}

/** What is nested beyond reason, or has headers without an end, says nothing. */
async function parsed(text: string): Promise<MailHeaders | undefined> {
  try {
    return mailHeaders((await PostalMime.parse(text, { forceRfc822Attachments: true })).headers);
  } catch {
    return undefined;
  }
}

function textOf({ content }: PostalMime.Attachment): string {
  return typeof content === 'string' ? content : '';
}
