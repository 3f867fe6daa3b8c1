import type { ActionActivities, ActionsOf } from '../../src/capability/actions';
import type { Mail, MailPort, Mailbox } from '../../src/capability/offered/mail';
import type { ActionDeps, Door } from './action-deps';
import { type Addressee, addressees, readEngagementFile, someone, unreachableNote } from './engagement-file';
import { mailKey } from '../../src/text/domain/mail-address';
import { atVendor } from './vendor-errors';
import { renderTemplate } from './templates';

/**
 * Sends a mail exactly once per key.
 * @returns the ids that the vendor gave it
 */
export async function sendOnce(
  { effects, port }: Door<MailPort>,
  key: string,
  compose: () => Promise<Mail>,
): Promise<Record<string, string>> {
  const known = await effects.find('mail', key);
  if (known !== undefined) return { ...known.data };
  const { id, ...ids } = await port().send(key, compose);
  return { ...(await effects.keep('mail', key, id, ids)).data };
}

/** The actions by mail. */
export function createMailActivities(
  { db, clock }: ActionDeps,
  door: Door<MailPort>,
): Pick<ActionActivities, ActionsOf<'mail'>> {
  return {
    'mail.send': ({ engagementId, key, params, fills }) =>
      atVendor(async () => {
        const file = await readEngagementFile(db, engagementId);
        const at = new Date(clock.productNow());
        const to = someone(await addressees(db, file, params.to, at), params.to);
        const copies = await addressees(db, file, params.cc ?? [], at);
        const cc = copies.filter(
          ({ email }) => !to.some((addressee) => mailKey(addressee.email) === mailKey(email)),
        );
        const [sender] = params.from === undefined ? [] : await addressees(db, file, [params.from], at);
        const refs = await sendOnce(door, key, async () => {
          const { subject, text } = await renderTemplate(db, file, params.template, fills);
          return {
            to: to.map(mailbox),
            cc: cc.map(mailbox),
            subject,
            text,
            ...(sender === undefined ? {} : { fromName: sender.name, replyTo: mailbox(sender) }),
          };
        });
        const toClient = [...params.to, ...(params.cc ?? [])].includes('client');
        const unreached = toClient ? unreachableNote(file) : '';
        const copied = cc.length === 0 ? '' : `, ${cc.length} in copy`;
        return { refs, note: `The mail "${params.template}" went to ${to.length}${copied}.${unreached}` };
      }),
  };
}

function mailbox({ name, email }: Addressee): Mailbox {
  return { name, address: email };
}
