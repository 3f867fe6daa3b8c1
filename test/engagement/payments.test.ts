import { startOrderOf } from '../../src/intake/dispatch/deal-start';
import { readSettings } from '../../src/settings/settings';
import { findVendor } from '../../src/vendors/registry';
import { signalsAt, startApi, type TestApi } from '../support/api';

let api: TestApi;
let finance: string;
let consultant: string;
beforeAll(async () => {
  api = await startApi();
  finance = (await api.person('finance-manager')).token;
  consultant = (await api.person('consultant')).token;
});
afterAll(() => api.close());

const start = (value: object) =>
  api.call('POST', '/v1/engagements', {
    json: { playbook: 'client-delivery', client: { name: 'Acme' }, title: 'Money', value },
  });
const state = (id: string, name: string, json: object, token = finance) =>
  api.call('POST', `/v1/engagements/${id}/signals/${name}`, { json, token });

/** An engagement that no worker plays. */
async function engaged(value?: object): Promise<{ id: string; workflowId: string }> {
  const id = await api.engagement(value ? { value } : {});
  const workflowId = `engagement/money-${id}`;
  await api.db.engagement.update({ where: { id }, data: { workflowId, handedOverAt: null } });
  return { id, workflowId };
}

describe('The value of an engagement', () => {
  it.each([
    ['1200', 'EUR', '1200.00'],
    ['1200.5', 'USD', '1200.50'],
    ['1200.01', 'GBP', '1200.01'],
    ['100001', 'JPY', '100001'],
    ['10.125', 'BHD', '10.125'],
    ['10.12', 'KWD', '10.120'],
    ['1.0001', 'CLF', '1.0001'],
    ['5000', 'KRW', '5000'],
  ])('%s %s is kept and shown as %s', async (amount, currency, full) => {
    const { status, body } = await start({ amount, currency });
    expect(status).toBe(201);
    const none = { amount: expect.stringMatching(/^0(\.0+)?$/), currency };
    expect(body).toMatchObject({
      value: { amount: full, currency },
      currencyAssumed: false,
      payments: { invoiced: none, paid: none, open: none, surplus: none, items: [] },
    });
  });

  it.each([
    ['500.5', 'JPY', '/value/amount'],
    ['10.1255', 'BHD', '/value/amount'],
    ['10.125', 'EUR', '/value/amount'],
    ['1', 'XXX', '/value/currency'],
    ['1', 'XTS', '/value/currency'],
    ['1', 'XAU', '/value/currency'],
    ['1', 'DEM', '/value/currency'],
    ['-1', 'EUR', '/value/amount'],
  ])('%s %s is refused at %s', async (amount, currency, pointer) => {
    const { status, body } = await start({ amount, currency });
    expect(status).toBe(422);
    expect((body as unknown as { errors: { pointer: string }[] }).errors.map((one) => one.pointer)).toContain(
      pointer,
    );
  });
});

describe('A fact about money', () => {
  it.each([
    ['paymentReceived', { amount: '500.5', currency: 'JPY' }, '/amount'],
    ['paymentReceived', { amount: '1', currency: 'XXX' }, '/currency'],
    ['paymentRefunded', { amount: '1.001', currency: 'EUR', reason: 'too much' }, '/amount'],
    [
      'invoiceRecorded',
      { amount: '1', currency: 'XTS', invoice: 'R-1', milestone: 'signature' },
      '/currency',
    ],
    ['invoiceRecorded', { amount: '1', currency: 'EUR', invoice: 'R-1', milestone: 'no-such' }, '/milestone'],
    ['invoiceCredited', { amount: '0.5', currency: 'KRW', invoice: 'R-1', reason: 'a gift' }, '/amount'],
  ])('%s %j is refused at %s', async (name, json, pointer) => {
    const { id } = await engaged();
    const { status, body } = await state(id, name, json);
    expect(status).toBe(422);
    expect((body as unknown as { errors: { pointer: string }[] }).errors[0]?.pointer).toBe(pointer);
  });

  it('is for those who may say that a payment arrived', async () => {
    const { id } = await engaged();
    const refund = { amount: '1', currency: 'EUR', reason: 'too much' };
    expect((await state(id, 'paymentRefunded', refund, consultant)).status).toBe(403);
    expect((await state(id, 'paymentRefunded', refund)).status).toBe(202);
  });

  it('reaches the workflow with all places, and with the invoice that its reference names', async () => {
    const { id, workflowId } = await engaged({ amount: '1200', currency: 'BHD' });
    await api.db.ledgerEntry.create({
      data: {
        ...{ id: `${id}/i`, engagementId: id, position: 1, entryId: 'i', kind: 'invoice' },
        ...{ milestone: 'signature', invoiceNumber: 'INV-7', amount: '600.000', currency: 'BHD' },
        at: new Date(api.clock.nowMs),
        dueAt: new Date(api.clock.nowMs - 1),
      },
    });
    const pay = { amount: '10.5', currency: 'BHD' };
    expect((await state(id, 'paymentReceived', { ...pay, reference: 'INV-7' })).status).toBe(202);
    expect((await state(id, 'paymentReceived', { ...pay, reference: 'Müller GmbH' })).status).toBe(202);
    const sent = await signalsAt(workflowId);
    expect(sent.map(({ fact }) => fact['fields'])).toEqual([
      { amount: '10.500', currency: 'BHD', invoice: 'INV-7' },
      { amount: '10.500', currency: 'BHD' },
    ]);
    const shown = await api.call('GET', `/v1/engagements/${id}/payments`);
    expect(shown.body).toMatchObject({
      invoiced: { amount: '600.000', currency: 'BHD' },
      open: { amount: '600.000', currency: 'BHD' },
      items: [
        { kind: 'invoice', milestone: 'signature', invoice: 'INV-7', amount: '600.000', state: 'late' },
      ],
    });
    expect((await api.call('GET', `/v1/engagements/${id}`)).body['payments']).toEqual(shown.body);
  });

  it('is taken when the engagement has ended: by whatever is left of it; any other fact is not', async () => {
    const { id, workflowId } = await engaged({ amount: '1200', currency: 'EUR' });
    const gone = {
      status: 'completed',
      handedOverAt: new Date(api.clock.nowMs),
      workflowId: `${workflowId}-gone`,
    };
    const { reference } = await api.db.engagement.update({ where: { id }, data: gone });
    const pay = { amount: '10.5', currency: 'EUR', commandId: 'after-the-end' };
    expect((await state(id, 'paymentReceived', pay)).status).toBe(202);
    expect((await state(id, 'paymentReceived', pay)).status).toBe(202);
    const refund = { amount: '1', currency: 'EUR', reason: 'too much' };
    expect((await state(id, 'paymentRefunded', refund)).status).toBe(202);
    const sent = await signalsAt(`engagement/${reference}/afterwards`);
    expect(sent.map(({ name, fact }) => [name, fact['fields']])).toEqual([
      ['paymentReceived', { amount: '10.50', currency: 'EUR' }],
      ['paymentRefunded', { amount: '1.00', currency: 'EUR', invoice: null }],
    ]);
    const manager = (await api.person('operations-manager')).token;
    expect((await state(id, 'held', { reason: 'x' }, manager)).status).toBe(409);
    expect((await state(id, 'paymentRefunded', refund, consultant)).status).toBe(403);
  });

  it('is shown of no engagement that is not there', async () => {
    expect((await api.call('GET', '/v1/engagements/eng_none/payments')).status).toBe(404);
  });
});

describe("A deal's amount", () => {
  const hubspot = findVendor('hubspot')!;
  const order = (amount: string | undefined, currency: string | undefined, own = 'CHF') => {
    const history = {
      mergedIds: [],
      mergedAtMs: null,
      isLost: false,
      key: undefined,
      way: [],
      properties: {},
    };
    const deal = { id: '1', name: 'Deal', stage: 's', amount, currency, contactIds: [], ...history };
    const { value, isCurrencyAssumed } = startOrderOf(
      hubspot,
      deal,
      [],
      'client-delivery@1',
      own,
      {},
    ).request;
    return [value && `${value.amount} ${value.currency}`, isCurrencyAssumed];
  };

  it.each([
    ['1200.00', undefined, ['1200.00 CHF', true]],
    ['1200.00', 'XXX', ['1200.00 CHF', true]],
    ['1200.00', '', ['1200.00 CHF', true]],
    ['1200.5', 'USD', ['1200.50 USD', false]],
    ['500.5', 'JPY', ['501 JPY', false]],
    ['10.125', 'BHD', ['10.125 BHD', false]],
    ['99999999999999.99', 'EUR', ['99999999999999.99 EUR', false]],
    ['much', 'EUR', [undefined, undefined]],
    [undefined, undefined, [undefined, undefined]],
  ])('%p %p is %j', (amount, currency, expected) => {
    expect(order(amount, currency)).toEqual(expected);
  });
});

describe('PROMISEKEEPER_CURRENCY', () => {
  const REAL = {
    DATABASE_URL: 'postgresql://u:p@127.0.0.1:5432/d',
    TEMPORAL_ADDRESS: '127.0.0.1:7233',
    PROMISEKEEPER_ADMIN_TOKEN: 'a-secret-of-sixteen-characters',
  };

  it('is the euro unless it is said', () => {
    expect(readSettings(REAL).currency).toBe('EUR');
    expect(readSettings({ ...REAL, PROMISEKEEPER_CURRENCY: 'AUD' }).currency).toBe('AUD');
  });

  it.each(['XXX', 'euro', 'eur'])('cannot be %s', (code) => {
    expect(() => readSettings({ ...REAL, PROMISEKEEPER_CURRENCY: code })).toThrow(
      /PROMISEKEEPER_CURRENCY .*give a currency code of ISO 4217 such as EUR/,
    );
  });
});
