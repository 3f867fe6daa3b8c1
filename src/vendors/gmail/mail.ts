import type { MailPort, SentMail } from '../../capability/offered/mail';
import { shortEffectKey } from '../kit/effect-key';
import type { PortDeps } from '../kit/vendor';
import type { GmailClient } from './client';

/** Gmail sends a draft once, so the draft's id is put down before it is sent; a draft that is gone was sent. */
export function gmailMail(gmail: GmailClient, { memory }: PortDeps): MailPort {
  return {
    async send(key, compose): Promise<SentMail> {
      let draft = await memory.find('draft', key);
      if (draft === undefined) {
        const { id, threadId } = await gmail.createDraft(await compose(), shortEffectKey(key));
        draft = await memory.keep('draft', key, id, threadId === undefined ? {} : { threadId });
      }
      const answer = await gmail.sendDraft(draft.vendorId);
      const threadId = answer?.threadId ?? draft.data['threadId'];
      return {
        id: draft.vendorId,
        ...(answer === undefined ? {} : { messageId: answer.messageId }),
        ...(threadId === undefined ? {} : { threadId }),
      };
    },
  };
}
