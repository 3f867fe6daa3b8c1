import MailComposer from 'nodemailer/lib/mail-composer';
import type { Mail, Mailbox } from '../../capability/offered/mail';

/** What makes a repeated mail the same mail. */
export interface MailIdentity {
  readonly from: string;
  /** With its angle brackets. */
  readonly messageId: string;
  readonly date: Date;
  /** Kept in the header X-Promisekeeper-Key. */
  readonly key: string;
}

/** A mail as RFC 5322 text. Header injection is the composer's matter: it folds and encodes every header. */
export async function composeMail(mail: Mail, { from, messageId, date, key }: MailIdentity): Promise<Buffer> {
  const composer = new MailComposer({
    from: { name: mail.fromName ?? '', address: from },
    to: mail.to.map(copied),
    ...(mail.cc === undefined || mail.cc.length === 0 ? {} : { cc: mail.cc.map(copied) }),
    ...(mail.replyTo === undefined ? {} : { replyTo: copied(mail.replyTo) }),
    subject: mail.subject,
    text: mail.text,
    headers: { 'X-Promisekeeper-Key': key },
    messageId,
    date,
  });
  return composer.compile().build();
}

function copied({ name, address }: Mailbox): Mailbox {
  return { name, address };
}
