import MailComposer from 'nodemailer/lib/mail-composer';
import { z } from 'zod';
import type { Mail, Mailbox } from '../../capability/offered/mail';
import { googleToken, googleTrouble } from '../google/auth';
import { VendorHttp } from '../kit/http';
import type { VendorSettings } from '../kit/vendor-settings';

const MAILBOX = '/gmail/v1/users/me';

const DraftAnswer = z.object({
  id: z.string(),
  message: z.object({ id: z.string(), threadId: z.string().optional() }),
});
const SentAnswer = z.object({ id: z.string(), threadId: z.string().optional() });

export interface MailDraft {
  readonly id: string;
  /** The conversation; it stays the same when the draft is sent. */
  readonly threadId: string | undefined;
}

/**
 * Gmail v1, the subject's own mailbox. Settings values: see `googleToken`; `from`, the sender's address. Scope gmail.compose. Gmail has no guard
 * on sending, so a mail is a stored draft that is sent: a draft can be sent once.
 */
export class GmailClient {
  private readonly http: VendorHttp;
  private readonly from: string | undefined;

  constructor(settings: VendorSettings) {
    this.from = settings.values['from'] ?? settings.values['subject'];
    this.http = new VendorHttp({
      system: 'gmail',
      baseUrl: settings.baseUrl,
      auth: googleToken('gmail', settings, 'https://www.googleapis.com/auth/gmail.compose'),
      trouble: googleTrouble,
    });
  }

  /**
   * Puts a mail into the drafts; nobody gets anything. Not repeatable: store the id before `sendDraft`. A draft whose
   * answer was lost stays behind unsent.
   * @param key short form, kept in the header X-Promisekeeper-Key
   */
  async createDraft(mail: Mail, key: string): Promise<MailDraft> {
    const raw = await composeMime(mail, this.from, key);
    const { body } = await this.http.request({
      op: 'drafts.create',
      method: 'POST',
      path: `${MAILBOX}/drafts`,
      json: { message: { raw: raw.toString('base64url') } },
      carries: mail,
    });
    const draft = DraftAnswer.parse(body);
    return { id: draft.id, threadId: draft.message.threadId };
  }

  /** Reads the drafts, to see whether that is allowed. */
  async readDrafts(): Promise<void> {
    await this.http.request({
      op: 'drafts.list',
      method: 'GET',
      path: `${MAILBOX}/drafts`,
      query: { maxResults: 1 },
    });
  }

  /** Repeatable: a draft that was sent is gone (404). @returns the message, or undefined when it was sent before */
  async sendDraft(id: string): Promise<{ messageId: string; threadId: string | undefined } | undefined> {
    const { status, body } = await this.http.request({
      op: 'drafts.send',
      method: 'POST',
      path: `${MAILBOX}/drafts/send`,
      json: { id },
      expected: [404],
    });
    if (status === 404) return undefined;
    const sent = SentAnswer.parse(body);
    return { messageId: sent.id, threadId: sent.threadId };
  }
}

/** A mail as RFC 5322 text. Header injection is the composer's matter: it folds and encodes every header. */
async function composeMime(mail: Mail, from: string | undefined, key: string): Promise<Buffer> {
  const composer = new MailComposer({
    ...(from === undefined ? {} : { from: { name: mail.fromName ?? '', address: from } }),
    to: mail.to.map(copied),
    ...(mail.cc === undefined || mail.cc.length === 0 ? {} : { cc: mail.cc.map(copied) }),
    ...(mail.replyTo === undefined ? {} : { replyTo: copied(mail.replyTo) }),
    subject: mail.subject,
    text: mail.text,
    headers: { 'X-Promisekeeper-Key': key },
    messageId: `<${key}@promisekeeper>`,
  });
  return composer.compile().build();
}

function copied({ name, address }: Mailbox): Mailbox {
  return { name, address };
}
