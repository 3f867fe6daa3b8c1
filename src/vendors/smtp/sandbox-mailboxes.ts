import { randomUUID } from 'node:crypto';
import { mailAddressOf, mailKey } from '../../text/domain/mail-address';
import type { SandboxAnswer, SandboxWorld } from '../kit/sandbox/vendor-sandbox';

/** A mail as it lies in a mailbox. */
export interface DeliveredMail {
  readonly mailbox: string;
  /** With its angle brackets; undefined for a mail that has none. */
  readonly messageId: string | undefined;
  /** The envelope's sender: where reports on it go. */
  readonly returnPath: string;
  /** ENVID of RFC 3461, where it was asked for. */
  readonly envelopeId: string | undefined;
  readonly raw: string;
}

/** RFC 6761: nobody lives there. */
const NOWHERE = /[.@]invalid$/i;

/** Why a server would not take a recipient; undefined for one that it takes. */
export function refusalOf(address: string): SandboxAnswer | undefined {
  if (mailAddressOf(address) === null)
    return { status: 553, body: `5.1.3 <${address}>: Bad recipient address syntax` };
  if (!NOWHERE.test(address)) return undefined;
  return { status: 550, body: `5.1.1 <${address}>: Recipient address rejected: User unknown` };
}

/** Puts a mail into mailboxes. One that knows its Message-ID already keeps the one that it has, as mailboxes do. */
export async function deliver(
  world: SandboxWorld,
  mailboxes: readonly string[],
  mail: Omit<DeliveredMail, 'mailbox'>,
): Promise<void> {
  const id = mail.messageId ?? randomUUID();
  for (const mailbox of mailboxes) {
    await world.insert('mail', `${mailKey(mailbox)}/${id}`, { ...mail, mailbox } satisfies DeliveredMail);
  }
}

/** What lies in a mailbox, oldest first; in all of them where none is named. */
export async function mailsIn(world: SandboxWorld, mailbox?: string): Promise<DeliveredMail[]> {
  return await world.list<DeliveredMail>('mail', mailbox === undefined ? '' : `${mailKey(mailbox)}/`);
}

/** The head of a mail with its lines unfolded, each header by its first value. */
export function headerIn(raw: string, name: string): string | undefined {
  const [head = ''] = raw.split(/\r?\n\r?\n/, 1);
  const unfolded = head.replaceAll(/\r?\n[ \t]+/g, ' ');
  return new RegExp(`^${name}:[ \\t]*(.*?)\\r?$`, 'im').exec(unfolded)?.[1];
}
