import { action, capability, port } from '../capability';
import { optional, parties, party, template } from '../parameters';

/** An address with the name to show beside it, as it is: quoting and encoding are the vendor's side's matter. */
export interface Mailbox {
  readonly name: string;
  readonly address: string;
}

export interface Mail {
  /** Shown as the sender's name; the address is always the installation's own. */
  readonly fromName?: string;
  readonly to: readonly Mailbox[];
  readonly cc?: readonly Mailbox[];
  readonly replyTo?: Mailbox;
  readonly subject: string;
  readonly text: string;
}

/** A mail that is out, as far as the vendor tells. */
export interface SentMail {
  /** The vendor's id by which it is known that the mail went out. */
  readonly id: string;
  readonly messageId?: string;
  readonly threadId?: string;
  /** How many of those addressed the vendor refused; it is out to the others. Left out: none. */
  readonly refused?: number;
}

/** By which mails go out. */
export interface MailPort {
  /**
   * Sends one mail per key, also when an earlier try was never answered.
   * @param compose called only when no earlier try has handed the mail over
   */
  send(key: string, compose: () => Promise<Mail>): Promise<SentMail>;
  /** By which id the vendor tells what becomes of the mail of a key; left out by one that does not tell. */
  readonly toldAs?: (key: string) => string;
}

/** Mails to people and clients. */
export const mail = capability({
  port: port<MailPort>(),
  actions: {
    /** Sends what a template says, in the name of `from`, who also gets the answers. */
    send: action({ template, from: optional(party), to: parties, cc: optional(parties) }),
  },
});
