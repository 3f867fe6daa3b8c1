import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import {
  type Emission,
  type SandboxWorld,
  type SignedCall,
  type SigningOf,
  UnfitObjectError,
} from '../kit/sandbox/vendor-sandbox';
import { requiredValue } from '../kit/vendor-settings';
import { type DeliveredMail, headerIn, mailsIn } from './sandbox-mailboxes';
import { signIncoming } from './webhook';

/** A mail that comes to the return path. */
interface IncomingCall {
  readonly raw: string;
}

export function signCall({ raw }: IncomingCall, { settings }: SigningOf): SignedCall {
  const timestamp = String(Math.floor(Date.now() / 1000));
  const secret = requiredValue('smtp', settings, 'inboundSecret');
  return {
    body: raw,
    headers: {
      'content-type': 'message/rfc822',
      'x-smtp-timestamp': timestamp,
      'x-smtp-signature': signIncoming(secret, timestamp, raw),
    },
  };
}

/** Whose mail it is about; without a Message-ID, the newest one in the mailbox. */
const Which = z.object({ mailbox: z.string(), messageId: z.string().optional() });

const STATUS = { failed: '5.1.1', delayed: '4.4.1', delivered: '2.0.0' } as const;

/** The server reports on a delivery (RFC 3464): `{ mailbox, messageId? }`. */
export function reported(action: keyof typeof STATUS) {
  return async (object: unknown, world: SandboxWorld): Promise<Emission> => {
    const mail = await mailOf(object, world);
    const boundary = `report-${randomUUID()}`;
    const part = (type: string, lines: readonly string[]) => [
      `--${boundary}`,
      `Content-Type: ${type}`,
      '',
      ...lines,
      '',
    ];
    return incoming(world, [
      ...heading(world, 'Mail Delivery System <MAILER-DAEMON@sandbox.example>', mail, `Mail ${action}`),
      'Auto-Submitted: auto-replied',
      `Content-Type: multipart/report; report-type=delivery-status; boundary="${boundary}"`,
      '',
      ...part('text/plain; charset=utf-8', [`What became of your mail: ${action}.`]),
      ...part('message/delivery-status', [
        'Reporting-MTA: dns; sandbox.example',
        ...(mail.envelopeId === undefined ? [] : [`Original-Envelope-Id: ${mail.envelopeId}`]),
        '',
        `Final-Recipient: rfc822; ${mail.mailbox}`,
        `Action: ${action}`,
        `Status: ${STATUS[action]}`,
      ]),
      ...part('text/rfc822-headers', [mail.raw.split(/\r?\n\r?\n/, 1)[0] ?? '']),
      `--${boundary}--`,
    ]);
  };
}

/** A machine answers for somebody who is away: `{ mailbox, messageId? }`. */
export async function autoReplied(object: unknown, world: SandboxWorld): Promise<Emission> {
  const mail = await mailOf(object, world);
  const head = ['Auto-Submitted: auto-replied', 'Precedence: bulk', ...inAnswerTo(mail)];
  const from = `<${mail.mailbox}>`;
  return incoming(world, [
    ...heading(world, from, mail, 'Out of office'),
    ...head,
    '',
    'I am away until Monday.',
  ]);
}

const Answer = Which.extend({ text: z.string().default('Thank you, that suits us well.') });

/** Somebody answers: `{ mailbox, messageId?, text? }`. */
export async function answered(object: unknown, world: SandboxWorld): Promise<Emission> {
  const mail = await mailOf(object, world);
  const { text } = Answer.parse(object);
  const subject = `Re: ${headerIn(mail.raw, 'subject') ?? ''}`;
  const head = [...inAnswerTo(mail), 'Content-Type: text/plain; charset=utf-8'];
  return incoming(world, [...heading(world, `<${mail.mailbox}>`, mail, subject), ...head, '', text]);
}

async function mailOf(object: unknown, world: SandboxWorld): Promise<DeliveredMail> {
  const order = Which.safeParse(object);
  if (!order.success) throw new UnfitObjectError(z.prettifyError(order.error));
  const { mailbox, messageId } = order.data;
  const mails = await mailsIn(world, mailbox);
  const mail = mails.findLast((candidate) => messageId === undefined || candidate.messageId === messageId);
  if (mail === undefined) throw new UnfitObjectError(`There is no such mail in the mailbox ${mailbox}.`);
  return mail;
}

function heading(
  world: SandboxWorld,
  from: string,
  { returnPath }: DeliveredMail,
  subject: string,
): string[] {
  return [
    `From: ${from}`,
    `To: <${returnPath}>`,
    `Subject: ${subject}`,
    `Date: ${new Date(world.nowMs()).toUTCString().replace('GMT', '+0000')}`,
    `Message-ID: <${randomUUID()}@sandbox.example>`,
    'MIME-Version: 1.0',
  ];
}

function inAnswerTo({ messageId }: DeliveredMail): string[] {
  return messageId === undefined ? [] : [`In-Reply-To: ${messageId}`, `References: ${messageId}`];
}

function incoming(world: SandboxWorld, lines: readonly string[]): Emission {
  const call: IncomingCall = { raw: `${lines.join('\r\n')}\r\n` };
  return { object: { raw: call.raw, at: new Date(world.nowMs()).toISOString() }, call };
}
