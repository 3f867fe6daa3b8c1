import * as fc from 'fast-check';
import { signIncoming, smtpWebhook } from '../../../src/vendors/smtp/webhook';
import type { WebhookVerdict } from '../../../src/vendors/kit/webhook/webhook-receiver';
import {
  ANSWER,
  BY_ENVELOPE_ID,
  DELIVERED,
  KEY,
  OF_NO_MAIL_OF_OURS,
  RECEIPT,
  STRAY,
  TELLING,
} from './incoming-mails';

const NOW_MS = Date.UTC(2026, 10, 28, 12);
const SECRET = 'what-both-know';

function handed(mail: string | Buffer, more: { secret?: string; atMs?: number } = {}): WebhookVerdict {
  const timestamp = String((more.atMs ?? NOW_MS) / 1000);
  return smtpWebhook.verify({
    rawBody: Buffer.from(mail),
    headers: {
      'x-smtp-timestamp': timestamp,
      'x-smtp-signature': signIncoming(more.secret ?? SECRET, timestamp, mail),
    },
    method: 'POST',
    url: 'https://promises.example/webhooks/smtp',
    secret: SECRET,
    nowMs: NOW_MS,
  });
}

/** What a mail tells, by the way that it takes. */
async function meaning(mail: string | Buffer) {
  const verdict = handed(mail);
  if (!verdict.ok) throw new Error(verdict.reason);
  const [delivery] = verdict.deliveries;
  return await smtpWebhook.read(JSON.parse(JSON.stringify(delivery?.payload)));
}

const keysOf = (verdict: WebhookVerdict) => (verdict.ok ? verdict.deliveries.map(({ key }) => key) : []);

describe('[SYS-08] What becomes of a mail', () => {
  it.each(TELLING)('is understood when %s', async (_what, mail, how) => {
    expect(await meaning(mail)).toEqual({
      about: 'outside',
      change: { what: 'mail', how },
      ids: [KEY],
      atMs: expect.any(Number),
    });
  });

  it('is known by the id of the envelope alone, where nothing of it was returned', async () => {
    expect(await meaning(BY_ENVELOPE_ID)).toMatchObject({ change: { how: 'returned' }, ids: [KEY] });
  });

  it('is told as of the time that its report says', async () => {
    expect(await meaning(DELIVERED)).toEqual({ about: 'nothing', why: 'a mail was delivered' });
    expect(await meaning(TELLING[0]?.[1] ?? '')).toMatchObject({ atMs: Date.UTC(2026, 10, 28, 9, 0, 5) });
  });

  it('is a matter for a person where something came back and nothing says what', async () => {
    expect(await meaning(OF_NO_MAIL_OF_OURS)).toMatchObject({ about: 'unknown' });
    expect(await smtpWebhook.read({ something: 'else' })).toMatchObject({ about: 'unknown' });
  });

  it('is read from the begin of a mail that has no end of lines', async () => {
    const endless = `${TELLING[0]?.[1] ?? ''}${'\r\n'.repeat(450_000)}`;
    expect(await meaning(endless)).toMatchObject({ change: { how: 'returned' }, ids: [KEY] });
  });

  it('is not told by a receipt, or by a mail that answers none of ours', async () => {
    expect(await meaning(RECEIPT)).toMatchObject({ about: 'nothing' });
    expect(await meaning(STRAY)).toMatchObject({ about: 'nothing' });
  });

  it('is told without a word of what was written, and without an address', async () => {
    for (const mail of [ANSWER, ...TELLING.map(([, text]) => text)]) {
      expect(JSON.stringify(await meaning(mail))).not.toMatch(/ada|client|budget|Welcome/i);
    }
  });

  it('[generated] any bytes are read as something, and none of them breaks the reading', async () => {
    const piece = fc.constantFrom(
      'Content-Type: multipart/report; report-type=delivery-status; boundary=b\r\n',
      'Content-Type: message/rfc822\r\n',
      'Content-Type: message/delivery-status\r\n',
      'Content-Transfer-Encoding: base64\r\n',
      'Action: failed\r\n',
      `Message-ID: <${KEY}@company.example>\r\n`,
      'From: MAILER-DAEMON@x\r\n',
      '--b\r\n',
      '--b--\r\n',
      '\r\n',
      '=?utf-8?Q?=FF?=\r\n',
    );
    const bytes = fc.oneof(
      fc.uint8Array({ maxLength: 500 }).map((octets) => Buffer.from(octets)),
      fc.array(piece, { maxLength: 30 }).map((pieces) => Buffer.from(pieces.join(''))),
    );
    await fc.assert(
      fc.asyncProperty(bytes, async (mail) => {
        expect(['outside', 'nothing', 'unknown']).toContain((await meaning(mail)).about);
      }),
      { numRuns: 300 },
    );
  });
});

describe('A mail that is handed in', () => {
  it('is refused when it is forged, altered, unsigned or signed long ago', () => {
    for (const verdict of [
      handed(ANSWER, { secret: 'guessed' }),
      handed(ANSWER, { atMs: NOW_MS - 6 * 60_000 }),
      smtpWebhook.verify({
        rawBody: Buffer.from(ANSWER),
        headers: {},
        method: 'POST',
        url: '',
        secret: SECRET,
        nowMs: NOW_MS,
      }),
    ]) {
      expect(verdict).toMatchObject({ ok: false, status: 401 });
    }
  });

  it('is the same one however often and by whatever way it comes, and another one is another', () => {
    const detour = `Received: from relay.example by mx.company.example\r\n${ANSWER}`;
    expect(keysOf(handed(detour))).toEqual(keysOf(handed(ANSWER)));
    expect(keysOf(handed(ANSWER))).toEqual(['mail:<answer-1@client.example>']);
    const [nameless, other] = [ANSWER, `${ANSWER}more`].map((text) =>
      text.replace(/^Message-ID:.*\r\n/m, ''),
    );
    expect(keysOf(handed(nameless ?? ''))).toEqual(keysOf(handed(nameless ?? '')));
    expect(keysOf(handed(nameless ?? ''))).not.toEqual(keysOf(handed(other ?? '')));
  });

  it('is stored whole, whatever bytes it is of', () => {
    const bytes = Buffer.from([0, 255, 13, 10, 0xd8, 0x00, 65]);
    const verdict = handed(bytes);
    const [delivery] = verdict.ok ? verdict.deliveries : [];
    expect(delivery?.payload).toEqual({ rfc822: bytes.toString('base64') });
  });
});
