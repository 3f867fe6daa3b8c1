import { isFinal, stateOf, wayOf } from '../../../src/capability/offered/goods/tracking';
import { isOver, newsOfShipment } from '../../../src/intake/domain/goods-news';
import { easypostTracking } from '../../../src/vendors/easypost/tracking';
import { easypostWebhook, signEasypost } from '../../../src/vendors/easypost/webhook';
import { clientOf } from '../clients';
import { type SandboxServer, startSandboxServer } from '../sandbox-server';

let server: SandboxServer;
beforeAll(async () => {
  server = await startSandboxServer();
});
afterAll(() => server.stop());

const tracking = () => easypostTracking(clientOf(server.clients, 'easypost'));
const follow = (code: string, carrier?: string) => tracking().ensureShipment('key', code, carrier);

async function scanned(id: string, status: string, datetime: string, more: object = {}): Promise<void> {
  const object = { id, status, datetime, ...more };
  const { httpStatus } = await server.emit('easypost', { event: 'tracker.updated', object, deliver: false });
  expect(httpStatus).toBe(200);
}

async function read(id: string) {
  const shipment = await tracking().readShipment(id);
  if (shipment === undefined) throw new Error('the shipment is gone');
  return shipment;
}

const toldOf = async (id: string) => newsOfShipment(await read(id)).map(({ change }) => change.how);

describe('EasyPost', () => {
  it('[SYS-18] signs with hex HMAC-SHA256 over the raw body, by the compatible form of the secret', () => {
    const body = '{"id":"evt_1","description":"tracker.updated","result":{"id":"trk_1"}}';
    const signature = 'hmac-sha256-hex=e120e5f8e0de3a721b12c8b3d57b1fe3336d9982e240c0c43be3a6fada87ec75';
    expect(signEasypost('secret', body)).toBe(signature);
    expect(signEasypost('ſecret', body)).toBe(signature);
    const call = { rawBody: Buffer.from(body), method: 'POST', url: '', secret: 'secret', nowMs: 0 };
    const signed = { 'x-hmac-signature': signature };
    expect(easypostWebhook.verify({ ...call, headers: signed })).toMatchObject({
      ok: true,
      deliveries: [{ key: 'event:evt_1' }],
    });
    expect(easypostWebhook.verify({ ...call, headers: signed, secret: 'another' })).toMatchObject({
      status: 401,
    });
    expect(easypostWebhook.verify({ ...call, headers: {} })).toMatchObject({ status: 401 });
  });

  it('tells what is no event of a tracker apart', async () => {
    const event = { id: 'evt_1', description: 'tracker.updated', created_at: '2026-11-28T10:00:00Z' };
    expect(await easypostWebhook.read({ ...event, result: { id: 'trk_1' } })).toMatchObject({
      about: 'shipment',
      id: 'trk_1',
    });
    expect(await easypostWebhook.read({ ...event, result: null })).toMatchObject({ about: 'unknown' });
    expect(await easypostWebhook.read({ ...event, description: 'batch.updated' })).toEqual({
      about: 'nothing',
      why: 'batch.updated',
    });
    expect(await easypostWebhook.read('?')).toMatchObject({ about: 'unknown' });
  });

  it('[SYS-18] tells the way of a shipment in the order of time, whenever each scan comes in', async () => {
    const { id, steps, link } = await follow('9400100000000000000001', 'USPS');
    expect(steps.map(({ state }) => state)).toEqual(['announced']);
    expect(link).toMatch(/^https:\/\/track\.easypost\.com\//);
    await scanned(id, 'in_transit', '2030-01-02T08:00:00Z');
    await scanned(id, 'delivered', '2030-01-04T12:00:00Z', { signed_by: ' Ada Lovelace ' });
    await scanned(id, 'out_for_delivery', '2030-01-04T07:00:00Z');
    await scanned(id, 'in_transit', '2030-01-03T08:00:00Z');
    const shipment = await read(id);
    expect(stateOf(shipment)).toBe('delivered');
    expect(shipment.signedBy).toBe('Ada Lovelace');
    expect(newsOfShipment(shipment)).toEqual([
      {
        ...{ change: { what: 'shipment', how: 'inTransit' }, id, name: 'inTransit-1' },
        atMs: Date.parse('2030-01-02T08:00:00Z'),
      },
      {
        ...{ change: { what: 'shipment', how: 'outForDelivery' }, id, name: 'outForDelivery-1' },
        atMs: Date.parse('2030-01-04T07:00:00Z'),
      },
      {
        ...{ change: { what: 'shipment', how: 'delivered' }, id, name: 'delivered-1' },
        atMs: Date.parse('2030-01-04T12:00:00Z'),
        kept: { signedBy: 'Ada Lovelace' },
      },
    ]);
    expect(isOver(shipment)).toBe(true);
  });

  it('takes what is delivered after it was sent back for no delivery', async () => {
    const { id } = await follow('9400100000000000000002', 'USPS');
    await scanned(id, 'failure', '2030-01-02T08:00:00Z', { status_detail: 'refused' });
    await scanned(id, 'return_to_sender', '2030-01-03T08:00:00Z');
    await scanned(id, 'delivered', '2030-01-06T08:00:00Z', { signed_by: 'The sender' });
    expect(await toldOf(id)).toEqual(['failed', 'returned']);
    expect(stateOf(await read(id))).toBe('returned');
  });

  it('tells what is lost, and what is found again', async () => {
    const { id } = await follow('9400100000000000000003', 'USPS');
    await scanned(id, 'failure', '2030-01-02T08:00:00Z', { status_detail: 'lost' });
    expect(await toldOf(id)).toEqual(['lost']);
    expect(isOver(await read(id))).toBe(false);
    await scanned(id, 'in_transit', '2030-01-20T08:00:00Z');
    await scanned(id, 'available_for_pickup', '2030-01-21T08:00:00Z');
    expect(await toldOf(id)).toEqual(['lost', 'inTransit', 'readyForPickup']);
  });

  it.each([
    ['EZ2000000002', 'inTransit'],
    ['EZ3000000003', 'outForDelivery'],
    ['EZ4000000004', 'delivered'],
    ['EZ5000000005', 'returned'],
    ['EZ6000000006', 'failed'],
    ['EZ7000000007', 'announced'],
  ])('knows the test number %s as %s', async (code, state) => {
    expect(stateOf(await follow(code))).toBe(state);
  });

  it('[SYS-18] refuses a carrier that is none, and a number of another one, and says what to do', async () => {
    await expect(follow('9400100000000000000004', 'Pigeon Post')).rejects.toThrow('Correct them');
    await expect(follow('1Z12345E0205271688', 'USPS')).rejects.toThrow('Correct them');
    expect((await follow('1Z12345E0205271688')).carrier).toBe('UPS');
    await server.emit('easypost', { event: 'tracker.updated', object: { id: 'none', status: 'error' } });
    expect(await tracking().readShipment('trk_none')).toBeUndefined();
  });

  it('is one tracker for the same number and carrier', async () => {
    const first = await follow('9400100000000000000005', 'USPS');
    expect(await follow('9400100000000000000005', 'USPS')).toEqual(first);
    const other = clientOf(server.clientsWith('easypost', { apiKey: 'another' }), 'easypost');
    await expect(other.reach()).rejects.toMatchObject({ status: 401, refusesUs: true });
  });

  it('waits for another request for the same tracker', async () => {
    const body = JSON.stringify({
      error: { code: 'X', message: 'A duplicate request is currently in-flight' },
    });
    await server.fault('easypost', { path: '/v2/trackers', status: 409, body });
    await expect(follow('9400100000000000000006', 'USPS')).rejects.toMatchObject({
      outcome: 'throttled',
      retryAfterMs: 2_000,
    });
  });

  it('has a way that ends with what is final', () => {
    const at = (state: 'inTransit' | 'delivered' | 'cancelled', atMs: number) => ({ state, atMs });
    expect(wayOf([at('inTransit', 3), at('cancelled', 2), at('inTransit', 1), at('inTransit', 0)])).toEqual([
      at('inTransit', 0),
      at('cancelled', 2),
    ]);
    expect(isFinal('lost')).toBe(false);
  });
});
