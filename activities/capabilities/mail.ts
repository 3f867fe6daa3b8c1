import type { ActionActivities, ActionsOf } from '../../src/capability/actions';
import type { Mail, MailPort, Mailbox } from '../../src/capability/offered/mail';
import type { RememberedEffect } from '../../src/capability/effect-memory';
import { ActionRefusedError } from '../../src/capability/refusal';
import type { ActionDeps, Door } from './action-deps';
import {
  type Addressee,
  addressees,
  type EngagementFile,
  readEngagementFile,
  someone,
  unreachableNote,
} from './engagement-file';
import { mailKey } from '../../src/text/domain/mail-address';
import { byPreference } from './preference';
import { atVendor } from './vendor-errors';
import { renderTemplate } from './templates';

/** What a mail became. */
interface Sent {
  /** The ids that the vendor gave it. */
  readonly ids: Record<string, string>;
  /** How many of those addressed were refused. */
  readonly refused: number;
}

/** Sends a mail exactly once per key. */
export async function sendOnce(
  { effects, port }: Door<MailPort>,
  key: string,
  compose: () => Promise<Mail>,
): Promise<Sent> {
  const known = await effects.find('mail', key);
  if (known !== undefined) return asSent(known);
  const { id, refused = 0, ...ids } = await port().send(key, compose);
  const data = refused === 0 ? ids : { ...ids, refused: String(refused) };
  return asSent(await effects.keep('mail', key, id, data));
}

function asSent({ data }: RememberedEffect): Sent {
  const { refused = '0', ...ids } = data;
  return { ids, refused: Number(refused) };
}

/** What becomes of a mail may be told before its sending is answered: to be called before it is sent. */
export async function restOnMail(
  { effects, port }: Door<MailPort>,
  key: string,
  engagementId: string,
): Promise<void> {
  const id = port().toldAs?.(key);
  if (id !== undefined) await effects.restOn('mail', id, engagementId);
}

/** Where people look, without a trailing slash; and where clients see their requests, as far as there is such a place. */
type MailDeps = ActionDeps & { readonly publicUrl: string; readonly portal: () => string | undefined };

/** The actions by mail. */
export function createMailActivities(
  deps: MailDeps,
  door: Door<MailPort>,
): Pick<ActionActivities, ActionsOf<'mail'>> {
  const { db, clock } = deps;
  return {
    'mail.send': ({ engagementId, key, params, fills, contact }) =>
      atVendor(async () => {
        const file = await readEngagementFile(db, engagementId, contact);
        const at = new Date(clock.productNow());
        const to = someone(await addressees(db, file, params.to, at), params.to);
        const copies = await addressees(db, file, params.cc ?? [], at);
        const cc = copies.filter(
          ({ email }) => !to.some((addressee) => mailKey(addressee.email) === mailKey(email)),
        );
        const [sender] = params.from === undefined ? [] : await addressees(db, file, [params.from], at);
        const write = async () =>
          await renderTemplate(db, file, params.template, { ...fills, ...portalOf(deps, file, params) });
        // What is for one contact is not for the client: that one has not said how they want to hear it.
        const isForClient = contact === undefined && params.to.includes('client');
        const compose = isForClient ? await byPreference(deps, door.effects, { file, key, write }) : write;
        await restOnMail(door, key, engagementId);
        const { ids, refused } = await sendOnce(door, key, async () => ({
          to: to.map(mailbox),
          cc: cc.map(mailbox),
          ...(await compose()),
          ...(sender === undefined ? {} : { fromName: sender.name, replyTo: mailbox(sender) }),
        }));
        const toClient = [...params.to, ...(params.cc ?? [])].includes('client');
        const unreached = toClient ? unreachableNote(file) : '';
        const copied = cc.length === 0 ? '' : `, ${cc.length} in copy`;
        const out = to.length + cc.length - refused;
        const reached = refused === 0 ? `${to.length}${copied}` : `${out} of ${to.length + cc.length}`;
        const note = `The mail "${params.template}" went to ${reached}.${refusedNote(refused)}${unreached}`;
        return { refs: ids, note };
      }),
  };
}

/** What `{{portal}}` stands for, where a template asks for it. */
function portalOf(
  { portal }: MailDeps,
  { playbook }: EngagementFile,
  { template }: { template: string },
): Record<string, string> {
  if (playbook.templates[template]?.text.includes(PORTAL) !== true) return {};
  const address = portal();
  if (address !== undefined) return { portal: address };
  throw new ActionRefusedError(
    'The settings name no portal, so nobody was invited to one. Show the client where to see how it goes, then say so here.',
  );
}

const PORTAL = '{{portal}}';

/** In words for the journal, which names nobody. */
function refusedNote(refused: number): string {
  if (refused === 0) return '';
  const [addresses, them] = refused === 1 ? ['1 address', 'that one'] : [`${refused} addresses`, 'those'];
  return ` The mail server refused ${addresses}: ask for the right address of ${them}, and tell them yourself.`;
}

function mailbox({ name, email }: Addressee): Mailbox {
  return { name, address: email };
}
