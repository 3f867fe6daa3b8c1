import type { Mailbox, MailPort, SentMail } from '../../../capability/offered/mail';
import { ActionRefusedError } from '../../../capability/refusal';
import { htmlOf } from '../../../text/domain/html';
import { mailKey } from '../../../text/domain/mail-address';
import { shortEffectKey } from '../../kit/effect-key';
import type { PortDeps } from '../../kit/vendor';
import type { HubspotClient } from '../client';

/**
 * Mails as single sends of one email that was made in HubSpot: it shows our subject and text by its tokens, and has a sender
 * of its own. Each addressee gets one, once for the mail's key; copies go with the first.
 */
export function hubspotMail(hubspot: HubspotClient, { settings }: PortDeps): MailPort {
  return {
    async send(key, compose): Promise<SentMail> {
      const emailId = Number(settings.values['emailId']?.trim() || Number.NaN);
      if (!Number.isSafeInteger(emailId)) {
        throw new ActionRefusedError(
          'The email that HubSpot sends is not set (HUBSPOT_EMAIL_ID). Nothing was sent: set it, or write to them yourself.',
        );
      }
      const { to, cc = [], replyTo, subject, text } = await compose();
      let refused = 0;
      for (const [place, { address }] of to.entries()) {
        const isOut = await hubspot.singleSend({
          emailId,
          sendId: shortEffectKey(`${key}/${mailKey(address)}`),
          to: address,
          cc: place === 0 ? cc.map(addressOf) : [],
          replyTo: replyTo === undefined ? [] : [replyTo.address],
          subject,
          html: htmlOf(text),
        });
        if (!isOut) refused += 1;
      }
      if (refused === to.length) {
        throw new ActionRefusedError(
          'HubSpot sends to none of the addresses, so nothing was sent: find out the right ones, and tell them yourself.',
        );
      }
      return { id: shortEffectKey(key), ...(refused === 0 ? {} : { refused }) };
    },
  };
}

function addressOf({ address }: Mailbox): string {
  return address;
}
