import { Webhook } from 'standardwebhooks';
import { startApi, type TestApi } from '../support/api';
import { readStartSettings } from '../../src/settings/settings';
import { mayBeCalled, readTargets, type WebhookTargets } from '../../src/webhook/domain/target';
import { outcomeOf, pauseMs } from '../../src/webhook/domain/retry';
import { messageId, placeOfMessage } from '../../src/webhook/domain/message';
import { LOOPBACK, STARTED, WebhookHouse } from './house';

const NOWHERE_ELSE: WebhookTargets = { hosts: [], ranges: [], loopback: false };

test.each([
  ['a public address', '93.184.216.34', true],
  ['a public address of IPv6', '2606:4700::1111', true],
  ['a public address within one of IPv6', '::ffff:93.184.216.34', true],
  ['loopback', '127.0.0.1', false],
  ['loopback elsewhere', '127.8.8.8', false],
  ['loopback of IPv6', '::1', false],
  ['loopback within an address of IPv6', '::ffff:127.0.0.1', false],
  ['this host', '0.0.0.0', false],
  ['no address of IPv6', '::', false],
  ['private, of class A', '10.1.2.3', false],
  ['private, of class B', '172.16.0.1', false],
  ['private, of class C', '192.168.1.1', false],
  ['private within an address of IPv6', '::ffff:10.0.0.1', false],
  ['private within an old address of IPv6', '::10.0.0.1', false],
  ['unique local', 'fd00::1', false],
  ["Amazon's metadata by IPv6", 'fd00:ec2::254', false],
  ['link-local, and metadata', '169.254.169.254', false],
  ['link-local of IPv6', 'fe80::1', false],
  ['site-local', 'fec0::1', false],
  ['carrier-grade NAT', '100.64.0.1', false],
  ["Alibaba's metadata", '100.100.100.200', false],
  ["Azure's machines", '168.63.129.16', false],
  ['multicast', '224.0.0.1', false],
  ['multicast of IPv6', 'ff02::1', false],
  ['broadcast', '255.255.255.255', false],
  ['reserved', '240.0.0.1', false],
  ['benchmarking', '198.18.0.1', false],
  ['documentation', '192.0.2.1', false],
  ['documentation of IPv6', '2001:db8::1', false],
  ['NAT64 to a private address', '64:ff9b::a00:1', false],
  ['NAT64 of local use', '64:ff9b:1::a00:1', false],
  ['stateless translation', '::ffff:0:10.0.0.1', false],
  ['6to4', '2002:a00:1::1', false],
  ['Teredo', '2001::1', false],
  ['nothing that is an address', 'example.com', false],
])('%s may be called, or may not', (_name, address, may) => {
  expect(mayBeCalled('hooks.example', address, NOWHERE_ELSE)).toBe(may);
});

test('a named host may have any address, a named range its own, and the embedded default itself', () => {
  const named = {
    ...NOWHERE_ELSE,
    ...readTargets('Hooks.intranet.example, 10.1.0.0/16,fd00:1::/64, 192.168.7.7'),
  };
  expect(mayBeCalled('hooks.intranet.example', '10.9.9.9', named)).toBe(true);
  expect(mayBeCalled('other.intranet.example', '10.9.9.9', named)).toBe(false);
  expect(mayBeCalled('other.intranet.example', '10.1.2.3', named)).toBe(true);
  expect(mayBeCalled('other.intranet.example', '::ffff:10.1.2.3', named)).toBe(true);
  expect(mayBeCalled('other.intranet.example', 'fd00:1::7', named)).toBe(true);
  expect(mayBeCalled('other.intranet.example', '192.168.7.7', named)).toBe(true);
  expect(mayBeCalled('other.intranet.example', '192.168.7.8', named)).toBe(false);
  expect(mayBeCalled('localhost', '127.0.0.1', LOOPBACK)).toBe(true);
  expect(mayBeCalled('localhost', '10.0.0.1', LOOPBACK)).toBe(false);
});

test('a target that is neither a name nor a range stops the start', () => {
  const read = (text: string) => readStartSettings({ HOME: '/home/x', PROMISEKEEPER_WEBHOOK_TARGETS: text });
  expect(read('hooks.example,10.0.0.0/8').webhookTargets).toEqual({
    ...{ hosts: ['hooks.example'], ranges: ['10.0.0.0/8'], loopback: true },
  });
  expect(() => read('https://hooks.example')).toThrow('PROMISEKEEPER_WEBHOOK_TARGETS');
  const links = readStartSettings({ HOME: '/home/x', PROMISEKEEPER_LINK_TARGETS: 'kb.intranet.example' });
  expect([links.linkTargets.hosts, links.webhookTargets.hosts]).toEqual([['kb.intranet.example'], []]);
});

test('pauses grow from five seconds to two hours, with a share left to chance', () => {
  const pauses = Array.from({ length: 12 }, (_, index) => pauseMs(index + 1, 0.5));
  expect(pauses.slice(0, 4)).toEqual([5_000, 15_000, 45_000, 135_000]);
  expect(pauses.at(-1)).toBe(2 * 3_600_000);
  expect([pauseMs(1, 0), pauseMs(1, 1)]).toEqual([4_000, 6_000]);
});

test('Retry-After is read as seconds or as a date, and never obeyed for more than a day', () => {
  const at = Date.UTC(2026, 5, 1);
  expect(outcomeOf(503, '120', at)).toMatchObject({ kind: 'failed', afterMs: 120_000 });
  expect(outcomeOf(503, new Date(at + 60_000).toUTCString(), at)).toMatchObject({ afterMs: 60_000 });
  expect(outcomeOf(429, '999999999', at)).toMatchObject({ afterMs: 86_400_000 });
  expect(outcomeOf(503, 'soon', at)).not.toHaveProperty('afterMs');
});

test('a webhook-id says which entry it is of, and nothing else is one', () => {
  for (const givenUp of [true, false]) {
    const place = { subjectId: 'rpr_daily_2026-06-29', seq: 12, givenUp };
    expect(placeOfMessage(messageId(place))).toEqual(place);
  }
  for (const text of ['', 'msg_', 'msg_eng_1', 'msg_eng_1-0', 'eng_1-3', `msg_${'x'.repeat(200)}-1`]) {
    expect(placeOfMessage(text)).toBeNull();
  }
});

test('signatures are those of the specification', () => {
  const secret = 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw';
  const signed = new Webhook(secret).sign(
    'msg_p5jXN8AQM9LWM0D4loKWxJek',
    new Date(1_614_265_330_000),
    '{"test": 2432232314}',
  );
  expect(signed).toBe('v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=');
});

describe('An address', () => {
  let house: WebhookHouse;
  let api: TestApi;
  beforeAll(async () => {
    house = await WebhookHouse.open();
    api = await startApi({ temporalAddress: '127.0.0.1:1' });
    Object.assign(api.deps.settings, { webhookTargets: NOWHERE_ELSE });
  });
  afterEach(() => house.clear());
  afterAll(async () => {
    await house.close();
    await api.close();
  });

  it.each([
    ['no address', 'hooks'],
    ['without TLS', 'http://93.184.216.34/'],
    ['of another kind', 'ftp://93.184.216.34/'],
    ['with a password', 'https://user:password@93.184.216.34/'],
    ['with a fragment', 'https://93.184.216.34/#x'],
    ['of loopback', 'https://127.0.0.1/'],
    ['of loopback by its name', 'https://localhost/'],
    ['of loopback in one number', 'https://2130706433/'],
    ['of loopback in octal', 'https://0177.0.0.1/'],
    ['of loopback within IPv6', 'https://[::ffff:127.0.0.1]/'],
    ['of the metadata', 'https://169.254.169.254/latest/meta-data'],
    ['that is private', 'https://10.0.0.1/'],
    ['that nobody has', 'https://nobody.invalid/'],
  ])('%s is refused when it is subscribed', async (_name, url) => {
    const reply = await api.call('POST', '/v1/webhook-subscriptions', { json: { url } });
    expect([reply.status, (reply.body['errors'] as object[])[0]]).toEqual([
      422,
      expect.objectContaining({ pointer: '/url' }),
    ]);
    expect(await api.db.webhookSubscription.count()).toBe(0);
  });

  it('of loopback is taken without TLS on the embedded default alone, and a private one never without TLS', async () => {
    const call = (url: string) => house.api.call('POST', '/v1/webhook-subscriptions', { json: { url } });
    expect((await call('http://localhost:1/')).status).toBe(201);
    expect((await call('http://10.0.0.1/')).status).toBe(422);
    expect((await call('http://93.184.216.34/')).status).toBe(422);
  });

  it('whose name leads elsewhere at the moment of telling is not called', async () => {
    const engagement = await house.engagement();
    const { receiver, id } = await house.subscriber();
    const port = new URL(receiver.url).port;
    await house.api.db.webhookSubscription.update({
      where: { id },
      data: { url: `https://rebound.example:${port}/` },
    });
    await house.happens(engagement, STARTED);
    const asked: string[] = [];
    const rebound = async (host: string) => {
      asked.push(host);
      return ['127.0.0.1', '::1', '10.0.0.1'];
    };
    await house.tellAll(house.teller({ targets: NOWHERE_ELSE, lookUp: rebound }));
    expect(asked).toEqual(['rebound.example']);
    expect(receiver.received).toEqual([]);
    expect(await house.shown(id)).toMatchObject({
      waiting: 1,
      lastFailure: expect.stringContaining('not one of the public internet'),
    });
  });

  it('is connected to where its name led when it was checked, and the name is not asked for again', async () => {
    const engagement = await house.engagement();
    const { receiver, id } = await house.subscriber();
    const port = new URL(receiver.url).port;
    await house.api.db.webhookSubscription.update({
      where: { id },
      data: { url: `http://localhost:${port}/` },
    });
    await house.happens(engagement, STARTED);
    let asked = 0;
    // Whoever asked twice would be led to where nobody listens.
    const turning = async () => (asked++ === 0 ? ['127.0.0.1'] : ['127.0.0.2']);
    await house.tellAll(house.teller({ targets: LOOPBACK, lookUp: turning }));
    expect(asked).toBe(1);
    expect(receiver.received).toHaveLength(1);
    expect(receiver.received[0]?.headers.host).toBe(`localhost:${port}`);
  });
});
