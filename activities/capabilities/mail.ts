import { shortEffectKey } from '../../src/vendors/kit/effect-key';
import type { Mail } from '../../src/vendors/gmail/client';
import type { ActionActivities } from '../../src/capability/actions';
import type { ActionDeps } from './action-deps';
import { Effects } from './effects';
import { type Addressee, addressees, readEngagementFile, someone } from './engagement-file';
import { renderTemplate } from './templates';
import { atVendor } from './vendor-errors';

/** What became of a mail. */
export interface SentMail {
  readonly refs: Record<string, string>;
}

/**
 * Sends a mail exactly once per key. Gmail sends a draft once, so the draft's id is put down before it is sent; a draft that is
 * gone was sent.
 */
export async function sendOnce(
  deps: ActionDeps,
  key: string,
  compose: () => Promise<Mail>,
): Promise<SentMail> {
  const effects = new Effects(deps, 'gmail');
  const sent = await effects.find('mail', key);
  if (sent !== undefined) return { refs: refsOf(sent.data) };
  const gmail = deps.clients.get('gmail');
  let draft = await effects.find('draft', key);
  if (draft === undefined) {
    const { id, threadId } = await gmail.createDraft(await compose(), shortEffectKey(key));
    draft = await effects.keep('draft', key, id, threadId === undefined ? {} : { threadId });
  }
  const answer = await gmail.sendDraft(draft.vendorId);
  const threadId = answer?.threadId ?? draft.data['threadId'];
  const data = {
    ...(answer === undefined ? {} : { messageId: answer.messageId }),
    ...(threadId === undefined ? {} : { threadId }),
  };
  return { refs: refsOf((await effects.keep('mail', key, draft.vendorId, data)).data) };
}

function refsOf({ messageId, threadId }: Readonly<Record<string, string>>): Record<string, string> {
  return { ...(messageId ? { messageId } : {}), ...(threadId ? { threadId } : {}) };
}

/** The actions by mail. */
export function createMailActivities(deps: ActionDeps): Pick<ActionActivities, 'mail.send'> {
  const { db, clock } = deps;
  return {
    'mail.send': ({ engagementId, key, params }) =>
      atVendor(async () => {
        const file = await readEngagementFile(db, engagementId);
        const at = new Date(clock.productNow());
        const to = someone(await addressees(db, file, params.to, at), params.to);
        const copies = await addressees(db, file, params.cc ?? [], at);
        const cc = copies.filter(({ email }) => !to.some((addressee) => addressee.email === email));
        const [sender] = params.from === undefined ? [] : await addressees(db, file, [params.from], at);
        const { refs } = await sendOnce(deps, key, async () => {
          const { subject, text } = await renderTemplate(db, file, params.template);
          return {
            to: to.map(mailbox),
            cc: cc.map(mailbox),
            subject,
            text,
            ...(sender === undefined ? {} : { fromName: sender.name, replyTo: mailbox(sender) }),
          };
        });
        const copied = cc.length === 0 ? '' : `, ${cc.length} in copy`;
        return { refs, note: `The mail "${params.template}" went to ${to.length}${copied}.` };
      }),
  };
}

/** An address with its name; the composer quotes and encodes the name. */
function mailbox({ name, email }: Addressee): { name: string; address: string } {
  return { name, address: email };
}
