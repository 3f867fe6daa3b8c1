import { shortEffectKey } from '../../../src/vendors/kit/effect-key';
import { catchHooksOf } from '../../../src/vendors/zapier/hooks';
import { findVendor } from '../../../src/vendors/registry';
import { newEngagement, type Office, openOffice } from '../../activities/support';

const HOST = 'https://hooks.zapier.com';

describe('A catch hook', () => {
  const hooksOf = (catchHooks: string) =>
    catchHooksOf({ mode: 'live', baseUrl: HOST, values: { catchHooks } });

  it('[SYS-14] goes by a name of ours', () => {
    const hooks = hooksOf(`enrol=${HOST}/hooks/catch/1/abc/, ship-it=${HOST}/hooks/catch/1/def`);
    expect([...hooks]).toEqual([
      ['enrol', '/hooks/catch/1/abc/'],
      ['ship-it', '/hooks/catch/1/def'],
    ]);
    expect(hooksOf('').size).toBe(0);
  });

  it.each([
    'enrol=https://hooks.zapier.com.evil.example/hooks/catch/1/topsecret/',
    'enrol=http://hooks.zapier.com/hooks/catch/1/topsecret/',
    'enrol=https://hooks.zapier.com/hooks/catch/1/topsecret/../../admin',
    'enrol=https://169.254.169.254/hooks/catch/1/topsecret/',
    'Enrol=https://hooks.zapier.com/hooks/catch/1/topsecret/',
    'topsecret',
  ])('is at Zapier and nowhere else: %s is refused, and not said back', (text) => {
    let message = '';
    try {
      hooksOf(text);
    } catch (error) {
      ({ message } = error as Error);
    }
    expect(message).toContain('ZAPIER_CATCH_HOOKS');
    expect(message).not.toContain('topsecret');
  });
});

describe('A Zap that calls', () => {
  const webhook = findVendor('zapier')?.webhook;
  const body = { engagement: 'CD-0001', fact: 'held', body: { reason: 'Holidays' } };
  const call = (headers: Record<string, string>, text = JSON.stringify(body)) =>
    webhook?.verify({
      ...{ rawBody: Buffer.from(text), headers, method: 'POST', secret: 'the-token', nowMs: 0 },
      url: 'https://promises.example/webhooks/zapier',
    });
  const authorization = 'Bearer the-token';

  it('[SYS-14] is known by its token, and a call by its Idempotency-Key', () => {
    const taken = { ok: true, deliveries: [{ key: 'key:k1', payload: body }] };
    expect(call({ authorization, 'idempotency-key': 'k1' })).toEqual(taken);
    expect(call({ authorization: 'bearer the-token', 'idempotency-key': ' k1 ' })).toEqual(taken);
    const [one, same, other] = [
      call({ authorization }),
      call({ authorization }),
      call({ authorization }, '{}'),
    ];
    expect(one).toEqual(same);
    expect(one).not.toEqual(other);
  });

  it.each<Record<string, string>>([
    {},
    { authorization: 'the-token' },
    { authorization: 'Bearer the-tokem' },
    { authorization: 'Bearer ' },
  ])('is refused with %j', (headers) => {
    expect(call(headers)).toMatchObject({ ok: false, status: 401 });
  });

  it('says a start or a fact, or cannot be read', async () => {
    const about = async (payload: unknown) => (await webhook?.read(payload))?.about;
    expect(await about({ start: { playbook: 'client-delivery' } })).toBe('statement');
    expect(await about(body)).toBe('statement');
    expect(await about({ ...body, more: 1 })).toBe('unknown');
    expect(await about('no JSON')).toBe('unknown');
  });
});

describe('An automation', () => {
  let office: Office;
  beforeAll(async () => {
    office = await openOffice();
  });
  afterAll(() => office.close());

  const caught = async () =>
    (await office.server.log('zapier')).flatMap(({ method, body }) =>
      method === 'POST' ? [body as Record<string, unknown>] : [],
    );

  it('[SYS-14] is told of an engagement with a key by which a Zap knows a repeat', async () => {
    const engagementId = await newEngagement(office);
    const key = `${engagementId}/tell`;
    const params = { hook: 'sandbox', template: 'welcome-pack', contacts: true };
    await office.server.fault('zapier', { method: 'POST', path: '/hooks', status: 504, afterEffect: true });
    const telling = () => office.restarted()['automation.tell']({ engagementId, key, params });
    await expect(telling()).rejects.toMatchObject({ type: 'VendorUnknownOutcome' });
    const result = await telling();
    expect(result.note).toBe('The automation "sandbox" was told.');
    expect(await telling()).toEqual(result);
    const [first, second, ...others] = await caught();
    expect(others).toEqual([]);
    expect(second).toEqual(first);
    expect(first).toMatchObject({
      ...{ id: shortEffectKey(key), key, hook: 'sandbox' },
      engagement: { id: engagementId, title: 'Website relaunch' },
      client: { contacts: [{ name: 'Ada Lovelace', email: 'ada@client.example' }, { name: 'Bob Babbage' }] },
      text: expect.any(String),
    });
  });

  it('[SYS-14] hears of nobody unless it is asked for, and one that the settings do not name is a person’s task', async () => {
    const engagementId = await newEngagement(office);
    const { actions } = office;
    await actions['automation.tell']({ engagementId, key: 'k1', params: { hook: 'sandbox' } });
    const last = (await caught()).at(-1);
    expect(last).toMatchObject({ client: { name: 'Müller & Söhne <Ltd>' } });
    expect(JSON.stringify(last)).not.toContain('@client.example');
    await expect(
      actions['automation.tell']({ engagementId, key: 'k2', params: { hook: 'unknown' } }),
    ).rejects.toMatchObject({
      type: 'VendorRejected',
      message: expect.stringContaining('no hook "unknown"'),
    });
  });
});
