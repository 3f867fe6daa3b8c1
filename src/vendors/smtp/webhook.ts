import { z } from 'zod';
import type { VendorEvent } from '../../capability/events';
import { deliveriesOf } from '../kit/webhook/deliveries';
import { hmacSha256, isRecent, sameText } from '../kit/webhook/signature';
import {
  headerOf,
  refuse,
  type VendorWebhook,
  type WebhookCall,
  type WebhookVerdict,
} from '../kit/webhook/webhook-receiver';
import { meaningOf } from './incoming';

const WINDOW_MS = 5 * 60_000;

/** Hex HMAC-SHA256 over the time in seconds, a dot and the mail's bytes. */
export function signIncoming(secret: string, timestamp: string, mail: Buffer | string): string {
  return hmacSha256(secret, 'hex', `${timestamp}.`, mail);
}

const StoredMail = z.object({
  /** The mail's bytes in base64: no other form of it is whole. */
  rfc822: z.string(),
});

function verify(call: WebhookCall): WebhookVerdict {
  const signature = headerOf(call.headers, 'x-smtp-signature');
  const timestamp = headerOf(call.headers, 'x-smtp-timestamp');
  if (signature === undefined || timestamp === undefined) return refuse('no signature');
  if (!isRecent(Number(timestamp) * 1000, call.nowMs, WINDOW_MS))
    return refuse('signed more than 5 minutes ago');
  if (!sameText(signature, signIncoming(call.secret, timestamp, call.rawBody)))
    return refuse('wrong signature');
  const messageId = messageIdOf(call.rawBody);
  const stored = { rfc822: call.rawBody.toString('base64') } satisfies z.infer<typeof StoredMail>;
  const keyOf = () => (messageId === undefined ? undefined : ['mail', messageId]);
  return { ok: true, deliveries: deliveriesOf([stored], keyOf) };
}

/** Whatever way a mail took through mail servers and comes again, its Message-ID is the same. */
function messageIdOf(mail: Buffer): string | undefined {
  const [head = ''] = mail.toString('latin1').split(/\r?\n\r?\n/, 1);
  return /^message-id:\s*(<[^<>\s]+>)/im.exec(head)?.[1];
}

async function read(payload: unknown): Promise<VendorEvent> {
  const stored = StoredMail.safeParse(payload);
  if (!stored.success) return { about: 'unknown', why: 'it is no mail' };
  return await meaningOf(Buffer.from(stored.data.rfc822, 'base64'));
}

/** What a mail server hands to us of what comes to the return path. */
export const smtpWebhook: VendorWebhook = { verify, refusal: 'problem', read };
