import { createHmac } from 'node:crypto';
import { startApi, type TestApi } from '../support/api';

let api: TestApi;
beforeAll(async () => {
  api = await startApi();
});
afterAll(() => api.close());

const secretOf = (vendor: 'hubspot' | 'xero' | 'slack' | 'smtp', name: string) =>
  api.deps.settings.vendors[vendor]?.values[name] ?? '';

function hubspot(body: string, options: { secret?: string; atMs?: number } = {}) {
  const timestamp = String(options.atMs ?? Date.now());
  const url = `${api.deps.settings.publicUrl}/webhooks/hubspot`;
  const secret = options.secret ?? secretOf('hubspot', 'clientSecret');
  const signature = createHmac('sha256', secret).update(`POST${url}${body}${timestamp}`).digest('base64');
  return api.call('POST', '/webhooks/hubspot', {
    token: null,
    body,
    headers: {
      'content-type': 'application/json',
      'x-hubspot-signature-v3': signature,
      'x-hubspot-request-timestamp': timestamp,
    },
  });
}

const event = (eventId: number) => ({
  eventId,
  subscriptionId: 1,
  portalId: 1,
  appId: 1,
  occurredAt: 1_780_000_000_000 + eventId,
  subscriptionType: 'deal.propertyChange',
  attemptNumber: 0,
  objectId: 777,
  propertyName: 'dealstage',
  propertyValue: 'planning_proposal',
});
const stored = () => api.db.webhookDelivery.findMany({ orderBy: { key: 'asc' } });

describe("A vendor's call", () => {
  it('is durable when it is answered', async () => {
    expect((await hubspot(JSON.stringify([event(1), event(2)]))).status).toBe(200);
    expect(await stored()).toMatchObject([
      { vendor: 'hubspot', state: 'received', attempts: 0 },
      { vendor: 'hubspot', state: 'received', attempts: 0 },
    ]);
  });

  it('[S4-02] is stored once, however often the vendor repeats itself', async () => {
    const body = JSON.stringify([event(3)]);
    const before = (await stored()).length;
    const replies = await Promise.all(Array.from({ length: 10 }, () => hubspot(body)));
    expect(replies.map((reply) => reply.status)).toEqual(replies.map(() => 200));
    expect(await stored()).toHaveLength(before + 1);
  });

  it.each([
    ['a NUL', '\0'],
    ['the first half of a pair', '\ud83d'],
    ['the second half of a pair', '\ude00'],
  ])('is stored whole with %s in it, repaired', async (_what, character) => {
    const at = 1_790_000_000_000 + character.charCodeAt(0);
    const told = { ...event(4), occurredAt: at, propertyValue: `a${character}b`, [`x${character}`]: 1 };
    const reply = await hubspot(JSON.stringify([told]));
    expect(reply.status).toBe(200);
    const [row] = (await stored()).filter(({ key }) => key.endsWith(String(at)));
    expect(row?.payload).toMatchObject({ propertyValue: 'a\uFFFDb', 'x\uFFFD': 1 });
  });

  it('is refused when it is forged, old or unsigned, and leaves nothing', async () => {
    const before = (await stored()).length;
    const body = JSON.stringify([event(99)]);
    for (const reply of [
      await hubspot(body, { secret: 'wrong' }),
      await hubspot(body, { atMs: Date.now() - 600_000 }),
      await api.call('POST', '/webhooks/hubspot', { token: null, body }),
    ]) {
      expect(reply.status).toBe(401);
    }
    expect(await stored()).toHaveLength(before);
  });

  it("passes Xero's intent-to-receive check: 200 for the right signature, 401 with an empty body for a wrong one", async () => {
    const body = JSON.stringify({ events: [], firstEventSequence: 0, lastEventSequence: 0, entropy: 'x' });
    const call = (secret: string) =>
      api.call('POST', '/webhooks/xero', {
        token: null,
        body,
        headers: {
          'content-type': 'application/json',
          'x-xero-signature': createHmac('sha256', secret).update(body).digest('base64'),
        },
      });
    const right = await call(secretOf('xero', 'webhookKey'));
    expect([right.status, right.text]).toEqual([200, '']);
    const wrong = await call('wrong');
    expect([wrong.status, wrong.text]).toEqual([401, '']);
  });

  it('that is a mail is taken as its bytes, once by its Message-ID, and up to 1 MB', async () => {
    const hand = (mail: string, secret = secretOf('smtp', 'inboundSecret')) => {
      const timestamp = String(Math.floor(Date.now() / 1_000));
      const signature = createHmac('sha256', secret).update(`${timestamp}.`).update(mail).digest('hex');
      return api.call('POST', '/webhooks/smtp', {
        token: null,
        body: mail,
        headers: {
          'content-type': 'message/rfc822',
          'x-smtp-timestamp': timestamp,
          'x-smtp-signature': signature,
        },
      });
    };
    const mail = 'Message-ID: <one@client.example>\r\nSubject: Größe\r\n\r\nHello\r\n';
    for (const body of [mail, mail, `Received: from elsewhere\r\n${mail}`]) {
      expect((await hand(body)).status).toBe(200);
    }
    expect((await hand(mail, 'forged')).status).toBe(401);
    expect((await hand(`${mail}${'x'.repeat(1_024 * 1_024)}`)).status).toBe(413);
    const rows = (await stored()).filter(({ vendor }) => vendor === 'smtp');
    expect(rows.map(({ payload }) => payload)).toEqual([{ rfc822: Buffer.from(mail).toString('base64') }]);
  });

  it("answers Slack's challenge", async () => {
    const body = JSON.stringify({ type: 'url_verification', challenge: 'abc123', token: 't' });
    const timestamp = String(Math.floor(Date.now() / 1_000));
    const signature = createHmac('sha256', secretOf('slack', 'signingSecret'))
      .update(`v0:${timestamp}:${body}`)
      .digest('hex');
    const reply = await api.call('POST', '/webhooks/slack', {
      token: null,
      body,
      headers: {
        'content-type': 'application/json',
        'x-slack-request-timestamp': timestamp,
        'x-slack-signature': `v0=${signature}`,
      },
    });
    expect(reply.status).toBe(200);
    expect(reply.text).toContain('abc123');
  });

  it('is unknown here for vendors that call nobody, and for no vendor at all', async () => {
    for (const vendor of ['loop', 'nobody', '__proto__', 'constructor']) {
      expect((await api.call('POST', `/webhooks/${vendor}`, { token: null, body: '{}' })).status).toBe(404);
    }
  });
});
