import type { EffectMemory } from '../../capability/effect-memory';
import type { Mail, MailPort, SentMail } from '../../capability/offered/mail';
import { mailKey } from '../../text/domain/mail-address';
import { shortEffectKey } from '../kit/effect-key';
import type { PortDeps } from '../kit/vendor';
import type { SmtpClient } from './client';
import { composeMail } from './compose';

/**
 * SMTP has no guard, and no way to ask. An intent with the mail's Message-ID and date is put down before the call, and a try
 * that finds one sends the same mail again under them: mailboxes that know it already keep one. An address that has taken the
 * mail, while others were put off, gets it no second time.
 */
export function smtpMail(smtp: SmtpClient, { memory }: PortDeps): MailPort {
  return {
    toldAs: shortEffectKey,
    async send(key, compose): Promise<SentMail> {
      const sent = await memory.find('mail-sent', key);
      if (sent !== undefined) return sentMail(key, sent.vendorId, sent.data['refused']);
      const shortKey = shortEffectKey(key);
      const domain = smtp.from.slice(smtp.from.lastIndexOf('@') + 1);
      // By the wall clock, which an installation with a time scale leaves behind: others judge mails by their date.
      const begun = await memory.keep('mail-begun', key, `<${shortKey}@${domain}>`, {
        wallMs: String(Date.now()),
      });
      const { vendorId: messageId, data } = begun;
      const mail = await compose();
      const addresses = addressesOf(mail);
      const owed = await owedTo(memory, key, addresses);
      const date = new Date(Number(data['wallMs']));
      const bytes = await composeMail(mail, { from: smtp.from, messageId, date, key: shortKey });
      const { taken, putOff, refused, why } = await smtp.handOver({
        envelopeId: shortKey,
        to: owed,
        bytes,
        content: mail,
      });
      if (putOff.length > 0) {
        for (const address of taken) await memory.keep('mail-taken', takenKey(key, address), messageId);
        throw why;
      }
      if (taken.length === 0 && owed.length === addresses.length) throw why;
      const kept = await memory.keep('mail-sent', key, messageId, { refused: String(refused.length) });
      return sentMail(key, messageId, kept.data['refused']);
    },
  };
}

function sentMail(key: string, messageId: string, refused = '0'): SentMail {
  return { id: shortEffectKey(key), messageId, refused: Number(refused) };
}

/** Each address once. */
function addressesOf({ to, cc = [] }: Mail): string[] {
  return [...new Map([...to, ...cc].map(({ address }) => [mailKey(address), address])).values()];
}

/** Those that no earlier try has brought the mail to. */
async function owedTo(memory: EffectMemory, key: string, addresses: readonly string[]): Promise<string[]> {
  const known = await Promise.all(
    addresses.map((address) => memory.find('mail-taken', takenKey(key, address))),
  );
  return addresses.filter((_address, index) => known[index] === undefined);
}

function takenKey(key: string, address: string): string {
  return `${key}/${shortEffectKey(mailKey(address))}`;
}
