import { pino } from 'pino';
import { STARTED, WebhookHouse } from './house';

describe('Webhook subscriptions', () => {
  let house: WebhookHouse;
  const lines: string[] = [];
  beforeAll(async () => {
    house = await WebhookHouse.open();
    house.api.deps.log = pino({ level: 'trace' }, { write: (line: string) => void lines.push(line) });
  });
  afterAll(() => house.close());

  it('are the administrator’s alone', async () => {
    const { id } = await house.subscriber();
    const { token } = await house.api.person('managing-director', 'operations-manager');
    const path = '/v1/webhook-subscriptions';
    for (const [method, address, json] of [
      ['POST', path, { url: 'http://localhost:1/' }],
      ['GET', path],
      ['GET', `${path}/${id}`],
      ['POST', `${path}/${id}/replay`, { from: '2026-01-01T00:00:00Z' }],
      ['POST', `${path}/${id}/rotate-secret`],
      ['DELETE', `${path}/${id}`],
    ] as const) {
      expect((await house.api.call(method, address, { token, ...(json ? { json } : {}) })).status).toBe(403);
      expect((await house.api.call(method, address, { token: null, ...(json ? { json } : {}) })).status).toBe(
        401,
      );
    }
  });

  it('show their secret once, and in no list and no log', async () => {
    const { receiver, id } = await house.subscriber();
    expect(receiver.secret).toMatch(/^whsec_[A-Za-z0-9+/]{43}=$/);
    const engagement = await house.engagement();
    receiver.answer = () => ({ status: 500 });
    await house.happens(engagement, STARTED);
    await house.tellAll();
    const texts = await Promise.all(
      [
        `/v1/webhook-subscriptions/${id}`,
        '/v1/webhook-subscriptions?limit=200',
        '/v1/troubles',
        '/metrics',
      ].map(async (path) => (await house.api.call('GET', path)).text),
    );
    for (const text of [...texts, ...lines]) expect(text).not.toContain(receiver.secret.slice(6, 30));
    expect(texts[1]).toContain(id);
    expect(texts[3]).toContain(`promisekeeper_webhook_messages_failed_total{subscription="${id}"} 1`);
    expect(texts[3]).toContain(`promisekeeper_webhook_messages_waiting{subscription="${id}"} 1`);
  });

  it('are listed page by page, and gone with all that waits when they are deleted', async () => {
    const { id } = await house.subscriber();
    const engagement = await house.engagement();
    await house.happens(engagement, STARTED);
    await house.teller().round();
    const listed: string[] = [];
    let cursor: unknown = '';
    do {
      const query = cursor === '' ? '' : `&cursor=${String(cursor)}`;
      const { body } = await house.api.call('GET', `/v1/webhook-subscriptions?limit=1${query}`);
      listed.push(...(body['items'] as { id: string }[]).map((one) => one.id));
      cursor = body['nextCursor'];
    } while (cursor !== null);
    expect(listed).toContain(id);
    expect(listed).toHaveLength(await house.api.db.webhookSubscription.count());
    expect((await house.api.call('DELETE', `/v1/webhook-subscriptions/${id}`)).status).toBe(204);
    expect((await house.api.call('DELETE', `/v1/webhook-subscriptions/${id}`)).status).toBe(404);
    expect(await house.api.db.webhookMessage.count({ where: { subscriptionId: id } })).toBe(0);
  });

  it('take only kinds of facts that there are', async () => {
    const call = (events: string[]) =>
      house.api.call('POST', '/v1/webhook-subscriptions', { json: { url: 'http://localhost:1/', events } });
    expect((await call(['promiseBroken', 'ticket.ticketResponded', 'entryGivenUp'])).status).toBe(201);
    expect((await call(['promiseBrokn'])).body['errors']).toEqual([
      expect.objectContaining({ pointer: '/events/0' }),
    ]);
    expect((await call(['invoice.promiseBroken'])).status).toBe(422);
  });
});
