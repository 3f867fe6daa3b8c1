import { createHmac } from 'node:crypto';
import * as fc from 'fast-check';
import { type DispatchDeps, dispatchDeliveries } from '../../src/dispatch/rounds';
import { hubspotWebhook, signHubspot } from '../../src/vendors/hubspot/webhook';
import { startApi, type TestApi } from '../support/api';

let api: TestApi;
beforeAll(async () => {
  api = await startApi();
});
afterAll(() => api.close());
beforeEach(async () => {
  await api.db.webhookDelivery.deleteMany();
});

const secretOf = (vendor: 'hubspot' | 'xero' | 'slack', name: string) =>
  api.deps.settings.vendors[vendor]?.values[name] ?? '';

function hubspot(body: string) {
  const timestamp = String(Date.now());
  const url = `${api.deps.settings.publicUrl}/webhooks/hubspot`;
  const signature = signHubspot(secretOf('hubspot', 'clientSecret'), 'POST', url, body, timestamp);
  const headers = { 'x-hubspot-signature-v3': signature, 'x-hubspot-request-timestamp': timestamp };
  return api.call('POST', '/webhooks/hubspot', { token: null, body, headers });
}

function xero(body: string) {
  const signature = createHmac('sha256', secretOf('xero', 'webhookKey')).update(body).digest('base64');
  return api.call('POST', '/webhooks/xero', {
    token: null,
    body,
    headers: { 'x-xero-signature': signature },
  });
}

function slack(body: string) {
  const timestamp = String(Math.floor(Date.now() / 1_000));
  const hmac = createHmac('sha256', secretOf('slack', 'signingSecret'));
  const signature = `v0=${hmac.update(`v0:${timestamp}:${body}`).digest('hex')}`;
  const headers = { 'x-slack-request-timestamp': timestamp, 'x-slack-signature': signature };
  return api.call('POST', '/webhooks/slack', { token: null, body, headers });
}

/** What the dispatcher makes of all that waits: the subjects of the intakes that it starts. */
async function dispatched(): Promise<object[]> {
  const started: { id: string; subject: object }[] = [];
  const temporal = {
    start: async (
      _type: string,
      { workflowId, args }: { workflowId: string; args: { subject: object }[] },
    ) => {
      started.push({ id: workflowId, subject: args[0]?.subject ?? {} });
    },
  };
  const settings = { time: api.deps.settings.time };
  const deps = { ...api.deps, temporal, settings } as unknown as DispatchDeps;
  while ((await dispatchDeliveries(deps)) > 0);
  expect(new Set(started.map(({ id }) => id)).size).toBe(started.length);
  return started.map(({ subject }) => subject);
}

interface Letters {
  items: { id: string; why: string; payload: unknown; replays: number }[];
  nextCursor: string | null;
}
const letters = async (vendor: string, query = '') =>
  (await api.call('GET', `/v1/connectors/${vendor}/dead-letters${query}`)).body as unknown as Letters;

const event = (objectId: unknown, more: object = {}) => ({
  eventId: 1,
  subscriptionId: 1,
  occurredAt: 1_780_000_000_000,
  subscriptionType: 'deal.propertyChange',
  attemptNumber: 0,
  objectId,
  propertyName: 'dealstage',
  propertyValue: 'planning_proposal',
  ...more,
});

describe('A call that is signed is stored whole, and each of its events is judged alone', () => {
  test('HubSpot: an event without an object, one without a value, an id as text, and what is no event', async () => {
    const { objectId: _none, ...nameless } = event(0);
    const body = [
      event(1),
      nameless,
      event(2, { propertyValue: null }),
      event('3'),
      'no event',
      null,
      [event(4)],
      event(-1),
      event(5),
    ];
    expect((await hubspot(JSON.stringify(body))).status).toBe(200);
    const repeated = body.map((one) =>
      one !== null && typeof one === 'object' && !Array.isArray(one) ? { ...one, attemptNumber: 1 } : one,
    );
    expect((await hubspot(JSON.stringify(body))).status).toBe(200);
    expect((await hubspot(JSON.stringify(repeated.slice(0, 5)))).status).toBe(200);
    expect(await api.db.webhookDelivery.count()).toBe(body.length);
    const started = await dispatched();
    expect(started.map((subject) => (subject as { dealId: string }).dealId).toSorted()).toEqual([
      '1',
      '2',
      '3',
      '5',
    ]);
    const { items } = await letters('hubspot');
    expect(items).toHaveLength(5);
    expect(items.map(({ payload }) => payload)).toContainEqual(nameless);
    expect(items.every(({ why }) => why !== '')).toBe(true);
  });

  test('Xero: one event without its resource does not hold up the others', async () => {
    const good = (resourceId: string) => ({
      resourceId,
      tenantId: 'org',
      eventCategory: 'INVOICE',
      eventType: 'UPDATE',
      eventDateUtc: '2026-11-22T12:00:00.000',
    });
    const { resourceId: _none, ...bad } = good('');
    const body = { events: [good('inv-1'), bad, good('inv-2')], entropy: 'X' };
    expect((await xero(JSON.stringify(body))).status).toBe(200);
    expect(await dispatched()).toEqual([
      { kind: 'invoice', invoiceId: 'inv-1' },
      { kind: 'invoice', invoiceId: 'inv-2' },
    ]);
    expect((await letters('xero')).items).toMatchObject([{ payload: bad }]);
  });

  test.each([
    '{"a":1}',
    '"text"',
    '5',
    'no JSON at all',
    '',
    '[',
    '{"events":{}}',
    '\u0000',
    '"\\ud800\\u0000"',
  ])('a body that is no list is taken, and is a matter for a person: %j', async (body) => {
    expect((await hubspot(body)).status).toBe(200);
    expect((await xero(body)).status).toBe(200);
    expect((await slack(body)).status).toBe(200);
    expect(await dispatched()).toEqual([]);
    for (const vendor of ['hubspot', 'xero', 'slack']) {
      expect((await letters(vendor)).items).toHaveLength(1);
    }
  });

  test('text that no database takes is repaired, and the event has its effect', async () => {
    const body = JSON.stringify([event(6, { propertyValue: 'x\u0000y\ud800z', '\ud800': 1 })]);
    expect((await hubspot(body)).status).toBe(200);
    const [stored] = await api.db.webhookDelivery.findMany();
    expect(stored?.payload).toMatchObject({ propertyValue: 'x\ufffdy\ufffdz', '\ufffd': 1 });
    expect(await dispatched()).toEqual([{ kind: 'deal', dealId: '6' }]);
  });

  test('[generated] any mix of good and bad: as many deliveries as things, each good one read as what it is', () => {
    const webhook = hubspotWebhook;
    const { read } = webhook;
    const good = fc
      .nat()
      .chain((id) => fc.constantFrom(event(id), event(String(id)), event(id, { propertyValue: null })));
    const bad = fc.oneof(
      fc.constantFrom(event(null), event(undefined), event('a'), event({}), event(1.5)),
      fc.jsonValue().filter((value) => read(value).about === 'unknown'),
    );
    const thing = fc.oneof(
      good.map((payload) => ({ payload, isGood: true })),
      bad.map((payload) => ({ payload, isGood: false })),
    );
    fc.assert(
      fc.property(fc.array(thing, { maxLength: 100 }), (things) => {
        const body = JSON.stringify(things.map(({ payload }) => payload));
        const timestamp = '1780000000000';
        const url = 'https://promises.example/webhooks/hubspot';
        const verdict = webhook.verify({
          rawBody: Buffer.from(body),
          headers: {
            'x-hubspot-signature-v3': signHubspot('s', 'POST', url, body, timestamp),
            'x-hubspot-request-timestamp': timestamp,
          },
          method: 'POST',
          url,
          secret: 's',
          nowMs: Number(timestamp),
        });
        if (!verdict.ok) throw new Error(verdict.reason);
        expect(verdict.deliveries).toHaveLength(things.length);
        for (const [index, { isGood }] of things.entries()) {
          const { payload, key } = verdict.deliveries[index] ?? { payload: null, key: '' };
          expect(read(payload).about).toBe(isGood ? 'deal' : 'unknown');
          expect(key.length).toBeLessThanOrEqual(300);
        }
      }),
    );
  });
});

describe('What could not be handled', () => {
  test('is counted, listed page by page, and handled again when a person asks for it', async () => {
    await hubspot(JSON.stringify([{ a: 1 }, { a: 2 }, { a: 3 }]));
    await dispatched();
    const connectors = (await api.call('GET', '/v1/connectors')).body as { items: object[] };
    expect(connectors.items).toContainEqual(
      expect.objectContaining({
        vendor: 'hubspot',
        state: 'sandbox',
        serves: ['crm', 'helpdesk', 'survey'],
        webhook: expect.objectContaining({ deadLetters: 3, waiting: 0, isVerifiable: true }),
      }),
    );
    expect((await api.call('GET', '/metrics')).text).toContain(
      'promisekeeper_webhook_dead_letters{vendor="hubspot"} 3',
    );
    const first = await letters('hubspot', '?limit=2');
    expect(first.items).toHaveLength(2);
    const rest = await letters('hubspot', `?cursor=${first.nextCursor ?? ''}`);
    expect(rest.items).toHaveLength(1);
    const [letter] = rest.items;
    const again = () => api.call('POST', `/v1/connectors/hubspot/dead-letters/${letter?.id}/replay`);
    expect(await again()).toMatchObject({ status: 202, body: { id: letter?.id, replays: 1 } });
    expect((await again()).status).toBe(409);
    expect((await letters('hubspot')).items).toHaveLength(2);
    await dispatched();
    expect((await letters('hubspot')).items).toHaveLength(3);
  });

  test('a call whose intake failed is one too, and its second intake is another workflow', async () => {
    await hubspot(JSON.stringify([event(9)]));
    await dispatched();
    await api.db.webhookDelivery.updateMany({ data: { state: 'dead', outcome: 'failed: VendorRejected' } });
    const [letter] = (await letters('hubspot')).items;
    expect(letter?.why).toBe('failed: VendorRejected');
    await api.call('POST', `/v1/connectors/hubspot/dead-letters/${letter?.id}/replay`);
    expect(await dispatched()).toEqual([{ kind: 'deal', dealId: '9' }]);
  });

  test('is for administrators and operations managers', async () => {
    const [nobody, manager] = [await api.person('consultant'), await api.person('operations-manager')];
    for (const path of ['/v1/connectors', '/v1/connectors/xero/dead-letters']) {
      expect((await api.call('GET', path, { token: nobody.token })).status).toBe(403);
      expect((await api.call('GET', path, { token: manager.token })).status).toBe(200);
    }
    expect((await api.call('GET', '/v1/connectors/nobody/dead-letters')).status).toBe(404);
    expect((await api.call('POST', '/v1/connectors/xero/dead-letters/dlv_none/replay')).status).toBe(404);
  });
});
