import { type Document, OpenAPIBackend } from 'openapi-backend';
import {
  bySupplier,
  differingLines,
  type NewPurchaseOrder,
  type Order,
  type OrderLine,
  openLines,
} from '../../../src/capability/offered/goods/orders';
import { newsOfOrder } from '../../../src/intake/domain/goods-news';
import { add, moneyOf, textOf, zero } from '../../../src/money/domain/money';
import { VendorError } from '../../../src/vendors/kit/errors';
import spec from '../../../src/vendors/oms/openapi.json';
import { omsOrders } from '../../../src/vendors/oms/orders';
import { millionths, quantityOf } from '../../../src/vendors/oms/quantity';
import { omsWebhook, signOms } from '../../../src/vendors/oms/webhook';
import { clientOf } from '../clients';
import { ADMIN_TOKEN, type SandboxServer, startSandboxServer } from '../sandbox-server';

const eur = (amount: string) => ({ amount, currency: 'EUR' });
const LINES: OrderLine[] = [
  {
    ...{ line: '10', item: 'AP-310', quantity: '2', unit: 'piece', amount: eur('600.01') },
    ...{ supplier: 'North', cost: eur('400.10') },
  },
  {
    ...{ line: '20', item: 'CAB-7', quantity: '12.5', unit: 'm', amount: eur('25.00') },
    ...{ supplier: 'North', cost: eur('10.05') },
  },
  {
    ...{ line: '30', item: 'SRV-1', quantity: '1', unit: 'piece', amount: eur('5000') },
    ...{ supplier: 'North', cost: eur('4000.00'), dropShip: true },
  },
  { line: '40', item: 'CABLE-TIE', quantity: '100', unit: 'piece', amount: eur('3.20') },
];

let server: SandboxServer;
let contract: OpenAPIBackend;
beforeAll(async () => {
  server = await startSandboxServer();
  const ajvOpts = { strict: false, logger: false } as const;
  contract = new OpenAPIBackend({ definition: spec as Document, apiRoot: '/oms/v1', quick: true, ajvOpts });
  await contract.init();
});
afterAll(() => server.stop());

const orders = () => omsOrders(clientOf(server.clients, 'oms'));

function enter(key: string, lines: readonly OrderLine[] = LINES): Promise<Order> {
  const customer = { key: 'client/1', name: 'Müller & Söhne' };
  return orders().ensureOrder(key, { reference: 'CD-0001', customer, requiredOn: '2026-12-24', lines });
}

async function buy(
  key: string,
  id: string,
  lines: readonly OrderLine[] = LINES,
): Promise<NewPurchaseOrder[]> {
  const bought: NewPurchaseOrder[] = [];
  for (const [at, one] of bySupplier(lines).orders.entries()) {
    bought.push(await orders().ensurePurchaseOrder(`${key}/${at}`, id, one));
  }
  return bought;
}

async function happens(event: string, object: object): Promise<void> {
  const { httpStatus } = await server.emit('oms', { event, object, deliver: false });
  expect(httpStatus).toBe(200);
}

async function read(id: string): Promise<Order> {
  const order = await orders().readOrder(id);
  if (order === undefined) throw new Error('the order is gone');
  return order;
}

interface Answer {
  status: number;
  body: unknown;
}

async function ask(method: string, path: string, json?: unknown): Promise<Answer> {
  const response = await fetch(`${server.url}/sandbox/oms/oms/v1${path}`, {
    method,
    headers: {
      authorization: `Bearer ${ADMIN_TOKEN}`,
      'content-type': 'application/json',
      'idempotency-key': `${method} ${path}`.slice(0, 64),
    },
    ...(json === undefined ? {} : { body: JSON.stringify(json) }),
  });
  return { status: response.status, body: await response.json() };
}

/** What the contract says against an answer. */
function faults(operationId: string, { status, body }: Answer): unknown {
  return contract.validateResponse(body, operationId, status).errors ?? [];
}

describe('The contract with Order Management', () => {
  it('[SYS-20] is kept by whatever the stand-in answers', async () => {
    const entry = {
      ...{ externalId: 'contract', reference: 'CD-0002', requiredOn: '2026-12-24', lines: LINES },
      customer: { externalId: 'client', name: 'Müller & Söhne' },
    };
    const entered = await ask('POST', '/orders', entry);
    expect(entered.status).toBe(201);
    const { id } = entered.body as { id: string };
    const purchase = {
      externalId: 'bought',
      supplier: 'North',
      deliverTo: 'customer',
      lines: ['30'],
      total: eur('4000.00'),
    };
    const answers: [string, number, Answer][] = [
      ['createOrder', 201, entered],
      ['createOrder', 200, await ask('POST', '/orders', entry)],
      ['createOrder', 422, await ask('POST', '/orders', { ...entry, lines: [] })],
      ['getOrder', 200, await ask('GET', `/orders/${id}`)],
      ['getOrder', 404, await ask('GET', '/orders/none')],
      ['listOrders', 200, await ask('GET', '/orders?externalId=contract')],
      ['listOrders', 200, await ask('GET', '/orders?externalId=none')],
      ['createPurchaseOrder', 201, await ask('POST', `/orders/${id}/purchase-orders`, purchase)],
      ['createPurchaseOrder', 200, await ask('POST', `/orders/${id}/purchase-orders`, purchase)],
      ['closeOrder', 409, await ask('POST', `/orders/${id}/close`)],
      ['cancelOrder', 200, await ask('POST', `/orders/${id}/cancel`)],
      ['closeOrder', 409, await ask('POST', `/orders/${id}/close`)],
    ];
    for (const [operation, status, answer] of answers) {
      expect([operation, answer.status, faults(operation, answer)]).toEqual([operation, status, []]);
    }
    expect(faults('getOrder', { status: 200, body: { id } })).not.toEqual([]);
  });

  it('[SYS-20] describes the events that are told, and how they are signed', async () => {
    const paths = {
      '/event': {
        post: {
          operationId: 'tell',
          requestBody: {
            content: { 'application/json': { schema: { $ref: '#/components/schemas/Event' } } },
          },
          responses: { 200: { description: 'Taken' } },
        },
      },
    };
    const definition = { ...spec, paths, security: [] } as unknown as Document;
    const events = new OpenAPIBackend({ definition, quick: true, ajvOpts: { strict: false, logger: false } });
    await events.init();
    const { id } = await enter('told');
    server.received.length = 0;
    await server.emit('oms', { event: 'order.confirmed', object: { id } });
    const [told] = server.received;
    if (told === undefined) throw new Error('nothing was told');
    const body = JSON.parse(told.rawBody.toString()) as { id: string };
    const request = { method: 'post', path: '/event', headers: { 'content-type': 'application/json' }, body };
    expect(events.validateRequest(request).errors ?? []).toEqual([]);
    expect(events.validateRequest({ ...request, body: { id: '1' } }).errors).not.toEqual([]);
    const call = {
      ...{ rawBody: told.rawBody, headers: told.headers, method: 'POST', url: told.url },
      ...{ secret: 'sandbox-oms-webhookSecret', nowMs: Date.now() },
    };
    expect(omsWebhook.verify(call)).toMatchObject({ ok: true, deliveries: [{ key: `event:${body.id}` }] });
    expect(omsWebhook.verify({ ...call, nowMs: call.nowMs + 400_000 })).toMatchObject({ status: 401 });
    expect(omsWebhook.verify({ ...call, secret: 'another' })).toMatchObject({ status: 401 });
    expect(signOms('secret', '1700000000', '{"id":"1"}')).toBe(
      '086f6aff7bd084c98679825129c5a64dbad88c760016d6d2c0fb123f27951d54',
    );
  });
});

describe('An order at Order Management', () => {
  it('[SYS-20] stands there line by line as it was asked for, once, and is read back', async () => {
    const order = await enter('whole');
    expect(order).toMatchObject({ state: 'entered', version: 1, total: eur('5628.21') });
    expect(differingLines(LINES, order)).toEqual([]);
    expect(await enter('whole')).toEqual(order);
    expect(await orders().findOrder('whole')).toEqual(order);
    expect(await read(order.id)).toEqual(order);
    expect(await orders().findOrder('none')).toBeUndefined();
  });

  it('tells the lines that are there otherwise', async () => {
    const order = await enter('otherwise');
    const asked = LINES.map((line) => (line.line === '20' ? { ...line, quantity: '12.50' } : line));
    expect(differingLines(asked, order)).toEqual([]);
    const more = { line: '50', item: 'X', quantity: '1', unit: 'piece', amount: eur('1.00') };
    const changed = asked.map((line) => (line.line === '10' ? { ...line, amount: eur('600.02') } : line));
    expect(differingLines([...changed, more], order)).toEqual(['10', '50']);
    expect(differingLines(asked.slice(1), order)).toEqual(['10']);
  });

  it('is bought for by one purchase order for each supplier and place, whose totals add up', async () => {
    const { id } = await enter('bought');
    const bought = await buy('bought', id);
    expect(bought.map(({ deliverTo, lines, total }) => [deliverTo, lines, total.amount])).toEqual([
      ['warehouse', ['10', '20'], '410.15'],
      ['customer', ['30'], '4000.00'],
    ]);
    expect(await buy('bought', id)).toEqual(bought);
    const { purchaseOrders } = await read(id);
    const sum = purchaseOrders.map(({ total }) => moneyOf(total)).reduce(add, zero('EUR'));
    expect(textOf(sum)).toEqual(eur('4410.15'));
    const again = orders().ensurePurchaseOrder('other', id, bought[0] as NewPurchaseOrder);
    await expect(again).rejects.toMatchObject({ outcome: 'rejected', vendorCode: 'bought_already' });
    expect(bySupplier([{ ...(LINES[0] as OrderLine), line: '7' }]).withoutCost).toEqual([]);
    const { cost: _cost, ...costless } = LINES[0] as OrderLine;
    expect(bySupplier([costless])).toEqual({ orders: [], withoutCost: ['10'] });
  });

  it('[SYS-20] is not closed while a line of it is open, and is read back as closed when it is', async () => {
    const { id } = await enter('closed', LINES.slice(0, 2));
    const closing = () => orders().closeOrder('closed/close', id);
    await expect(closing()).rejects.toThrow('its lines 10, 20 are open');
    await happens('line.shipped', { id, line: '10', quantity: '0.5' });
    expect((await read(id)).lines[0]).toMatchObject({ state: 'open', shipped: '0.5' });
    await happens('line.shipped', { id, line: '10' });
    await happens('line.delivered', { id, line: '10' });
    await expect(closing()).rejects.toThrow('its lines 20 are open');
    await happens('line.refunded', { id, line: '20' });
    expect(openLines(await read(id))).toEqual([]);
    expect(await closing()).toMatchObject({ id, state: 'closed' });
    expect(await closing()).toMatchObject({ state: 'closed' });
    expect(await orders().cancelOrder('closed/cancel', id)).toMatchObject({ state: 'closed' });
  });

  it('says that it is to be asked again where closing takes longer', async () => {
    const { id } = await enter('slow', LINES.slice(3));
    await happens('line.cancelled', { id, line: '40', readsBehind: 4 });
    const error: unknown = await orders()
      .closeOrder('slow/close', id)
      .catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(VendorError);
    expect(error).toMatchObject({ outcome: 'throttled', vendorCode: 'STILL_CLOSING' });
    expect(await orders().closeOrder('slow/close', id)).toMatchObject({ state: 'closed' });
  });

  it('is cancelled with what no supplier has confirmed, unless something of it was shipped', async () => {
    const { id } = await enter('cancelled');
    await buy('cancelled', id);
    const [first] = (await read(id)).purchaseOrders;
    await happens('purchaseOrder.confirmed', { id, purchaseOrder: first?.id });
    const after = await orders().cancelOrder('cancelled/cancel', id);
    expect(after?.purchaseOrders.map(({ state }) => state)).toEqual(['confirmed', 'cancelled']);
    expect(after?.lines.every(({ state }) => state === 'cancelled')).toBe(true);
    const other = await enter('shipped');
    await happens('line.shipped', { id: other.id, line: '10', quantity: '1' });
    expect(await orders().cancelOrder('shipped/cancel', other.id)).toMatchObject({ state: 'entered' });
    await happens('order.deleted', { id });
    expect(await orders().readOrder(id)).toBeUndefined();
    expect(await orders().cancelOrder('cancelled/cancel', id)).toBeUndefined();
  });

  it('is refused with an item that the catalogue does not have, and the lines', async () => {
    const unknown = enter('unknown', [{ ...(LINES[0] as OrderLine), item: 'unknown-1' }]);
    await expect(unknown).rejects.toMatchObject({ outcome: 'rejected', vendorCode: 'unknown_item' });
    expect((await server.emit('oms', { event: 'line.shipped', object: { id: '0' } })).httpStatus).toBe(422);
  });

  it('[SYS-20] shows what was before for a while, which its version tells', async () => {
    const { id } = await enter('late');
    await happens('order.confirmed', { id, readsBehind: 2 });
    const seen = [await read(id), await read(id), await read(id)];
    expect(seen.map(({ state, version }) => [state, version])).toEqual([
      ['entered', 1],
      ['entered', 1],
      ['confirmed', 2],
    ]);
  });

  it('has news of the order, its lines and its purchase orders, each under a name of its own', async () => {
    const { id } = await enter('news');
    await buy('news', id);
    expect(newsOfOrder(await read(id))).toEqual([]);
    const [bought] = (await read(id)).purchaseOrders;
    await happens('order.confirmed', { id });
    await happens('line.backordered', { id, line: '20', expectedOn: '2026-12-30' });
    await happens('purchaseOrder.received', { id, purchaseOrder: bought?.id });
    const news = newsOfOrder(await read(id));
    expect(news.map(({ change, id: of }) => [change.what, change.how, of])).toEqual([
      ['order', 'confirmed', id],
      ['orderLine', 'backordered', `${id}/20`],
      ['purchaseOrder', 'received', bought?.id],
    ]);
    expect(new Set(news.map(({ name }) => name)).size).toBe(3);
    expect((await read(id)).lines[1]?.expectedOn).toBe('2026-12-30');
  });

  it.each([
    ['2', 2_000_000n, '2'],
    ['0.5', 500_000n, '0.5'],
    ['12.50', 12_500_000n, '12.5'],
    ['0.000001', 1n, '0.000001'],
  ])('reckons with the quantity %s exactly', (text, all, plain) => {
    expect(millionths(text)).toBe(all);
    expect(quantityOf(all)).toBe(plain);
  });
});
