import { Webhook } from 'standardwebhooks';
import { DAY_MS, HOUR_MS, opened, STARTED, WebhookHouse } from './house';

describe('A subscriber', () => {
  let house: WebhookHouse;
  beforeAll(async () => {
    house = await WebhookHouse.open();
  });
  afterEach(() => house.clear());
  afterAll(() => house.close());

  it('is told every fact from its subscription on, signed, in the order of each journal and without a gap', async () => {
    const [first, second] = [await house.engagement(), await house.engagement()];
    await house.happens(first, STARTED);
    const { receiver, id } = await house.subscriber();
    for (let round = 0; round < 8; round += 1) {
      await house.happens(first, opened(`prm_a${round}`), opened(`prm_b${round}`), opened(`prm_c${round}`));
      await house.happens(second, opened(`prm_d${round}`));
      if (round % 3 === 0) await house.tellAll();
    }
    await house.tellAll();
    const seqsOf = (subject: string) =>
      receiver.received.filter(({ body }) => body.data.id === subject).map(({ body }) => body.data.seq);
    expect(seqsOf(first)).toEqual(Array.from({ length: 24 }, (_, index) => index + 2));
    expect(seqsOf(second)).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
    expect(receiver.refused).toEqual([]);
    expect(new Set(receiver.received.map((call) => call.id)).size).toBe(32);
    expect(await house.shown(id)).toMatchObject({ state: 'active', delivered: 32, failed: 0, waiting: 0 });
    expect(await house.api.db.webhookQueue.count()).toBe(0);
  });

  it('reads what the journal of the API shows, under the name of its subject and kind', async () => {
    const engagement = await house.engagement();
    const { receiver } = await house.subscriber();
    await house.happens(engagement, STARTED);
    await house.tellAll();
    const { body } = await house.api.call('GET', `/v1/engagements/${engagement}/journal`);
    const [entry] = body['items'] as Record<string, unknown>[];
    const [call] = receiver.received;
    expect(call?.body).toEqual({
      type: 'engagement.engagementStarted',
      timestamp: entry?.['at'],
      data: {
        ...{ subject: 'engagement', id: engagement, reference: engagement.replace('eng_', 'CD-') },
        ...entry,
      },
    });
    expect(call?.id).toBe(`msg_${engagement}-1`);
    expect(call?.headers['content-type']).toBe('application/json');
  });

  it.each([
    ['a kind', ['promiseOpened'], ['engagement.promiseOpened#2']],
    ['a kind of engagements', ['engagement.promiseOpened'], ['engagement.promiseOpened#2']],
    ['a kind of tickets', ['ticket.promiseOpened'], []],
    ['nothing in particular', [], ['engagement.engagementStarted#1', 'engagement.promiseOpened#2']],
  ])('that asked for %s is told that alone', async (_name, events, story) => {
    const engagement = await house.engagement();
    const { receiver } = await house.subscriber({ events });
    await house.happens(engagement, STARTED, opened('prm_1'));
    await house.tellAll();
    expect(receiver.story).toEqual(story);
  });

  it('hears that an entry was given up which its writer did not tell again, also when it asked for that kind alone', async () => {
    const engagement = await house.engagement();
    const all = await house.subscriber();
    const some = await house.subscriber({ events: ['promisePaused'] });
    await house.happens(engagement, STARTED, opened('prm_1'), { kind: 'promisePaused', promiseId: 'prm_1' });
    await house.tellAll();
    await house.tells(engagement, 3, [opened('prm_2')]);
    await house.tellAll();
    expect(all.receiver.story).not.toContain('engagement.entryGivenUp#3');
    await house.tells(engagement, 4, [], 3);
    await house.tellAll();
    expect(all.receiver.story).toEqual([
      'engagement.engagementStarted#1',
      'engagement.promiseOpened#2',
      'engagement.promisePaused#3',
      'engagement.promiseOpened#4',
      'engagement.entryGivenUp#3',
    ]);
    expect(some.receiver.story).toEqual(['engagement.promisePaused#3', 'engagement.entryGivenUp#3']);
    expect(all.receiver.received.at(-1)?.id).toBe(`msg_${engagement}-3-given-up`);
    expect(all.receiver.received.at(-1)?.body.data.kind).toBe('promisePaused');
  });

  it.each([
    ['an error', { status: 500 }],
    ['silence', 'silence'],
    ['a redirect, which is not followed', { status: 302, headers: { location: 'http://127.0.0.1:1/' } }],
  ] as const)(
    'that answers with %s is told again later, with the same id and text, and what follows waits',
    async (_name, answer) => {
      const engagement = await house.engagement();
      const { receiver, id } = await house.subscriber();
      await house.happens(engagement, STARTED, opened('prm_1'));
      receiver.answer = () => answer;
      // Silence is not waited for as long as in the product.
      await house.tellAll(house.teller(answer === 'silence' ? { timeoutMs: 500 } : {}));
      await house.tellAll();
      expect(receiver.story).toEqual(['engagement.engagementStarted#1']);
      expect(await house.shown(id)).toMatchObject({
        waiting: 2,
        failed: 1,
        failingSince: expect.any(String),
      });
      receiver.answer = () => ({ status: 200, body: 'x'.repeat(1_000_000) });
      house.pass(10_000);
      await house.tellAll();
      expect(receiver.story.slice(1)).toEqual([
        'engagement.engagementStarted#1',
        'engagement.promiseOpened#2',
      ]);
      expect(new Set(receiver.received.slice(0, 2).map((call) => `${call.id} ${call.text}`)).size).toBe(1);
      expect(await house.shown(id)).toMatchObject({
        waiting: 0,
        delivered: 2,
        failingSince: null,
        lastFailure: null,
      });
    },
  );

  it('is left alone as long as its Retry-After says', async () => {
    const engagement = await house.engagement();
    const { receiver } = await house.subscriber();
    await house.happens(engagement, STARTED);
    receiver.answer = () => ({ status: 429, headers: { 'retry-after': '7200' } });
    await house.tellAll();
    house.pass(2 * HOUR_MS - 1_000);
    await house.tellAll();
    expect(receiver.received).toHaveLength(1);
    house.pass(1_000);
    await house.tellAll();
    expect(receiver.received).toHaveLength(2);
  });

  it('that answers 410 is told nothing more', async () => {
    const engagement = await house.engagement();
    const { receiver, id } = await house.subscriber();
    receiver.answer = () => ({ status: 410 });
    await house.happens(engagement, STARTED, opened('prm_1'));
    await house.tellAll();
    await house.happens(engagement, opened('prm_2'));
    house.pass(DAY_MS);
    await house.tellAll();
    expect(receiver.received).toHaveLength(1);
    expect(await house.shown(id)).toMatchObject({ state: 'ended', waiting: 0 });
    expect((await house.replay(id, { from: '2026-01-01T00:00:00Z' })).status).toBe(409);
  });

  it('that does not answer holds up nobody else, and what it is told of one subject nothing of another', async () => {
    const [first, second] = [await house.engagement(), await house.engagement()];
    const slow = await house.subscriber();
    const quick = await house.subscriber();
    let letGo = () => {};
    const held = new Promise<void>((resolve) => (letGo = resolve));
    slow.receiver.answer = async ({ body }) => {
      if (body.data.id === first) await held;
      return { status: body.data.id === first ? 503 : 200 };
    };
    await house.happens(first, STARTED, opened('prm_1'));
    await house.happens(second, STARTED);
    const teller = house.teller();
    await teller.round();
    await Promise.all([quick.receiver.heard(3), slow.receiver.heard(2)]);
    expect(slow.receiver.story).toEqual(['engagement.engagementStarted#1', 'engagement.engagementStarted#1']);
    letGo();
    await teller.rest();
    expect(await house.shown(quick.id)).toMatchObject({ delivered: 3, waiting: 0 });
    expect(await house.shown(slow.id)).toMatchObject({ delivered: 1, waiting: 2 });
  });

  it('is told each message once, however many processes tell', async () => {
    const engagements = await Promise.all(Array.from({ length: 12 }, () => house.engagement()));
    const { receiver, id } = await house.subscriber();
    for (const engagement of engagements)
      await house.happens(engagement, STARTED, opened(`prm_${engagement}`));
    await Promise.all([1, 2, 3].map(() => house.tellAll(house.teller())));
    await house.tellAll();
    expect(receiver.received).toHaveLength(24);
    expect(await house.shown(id)).toMatchObject({ delivered: 24, waiting: 0 });
  });

  it('verifies by the new secret and, for a day, by the one before', async () => {
    const engagement = await house.engagement();
    const { receiver, id } = await house.subscriber();
    const before = receiver.secret;
    const rotated = await house.api.call('POST', `/v1/webhook-subscriptions/${id}/rotate-secret`);
    expect(rotated.status).toBe(200);
    receiver.secret = String(rotated.body['secret']);
    await house.happens(engagement, STARTED);
    await house.tellAll();
    const [call] = receiver.received;
    expect(() =>
      new Webhook(before).verify(call?.text ?? '', call?.headers as Record<string, string>),
    ).not.toThrow();
    house.pass(DAY_MS);
    await house.happens(engagement, opened('prm_1'));
    await house.tellAll();
    expect(receiver.received).toHaveLength(2);
    const [, late] = receiver.received;
    expect(() =>
      new Webhook(before).verify(late?.text ?? '', late?.headers as Record<string, string>),
    ).toThrow();
  });
});
