import { randomUUID } from 'node:crypto';
import { ADMIN_TOKEN, type SandboxServer, startSandboxServer } from './sandbox-server';
import { ownChannel } from '../../src/vendors/slack/channel';
import { clientOf } from './clients';

let server: SandboxServer;
beforeAll(async () => {
  server = await startSandboxServer();
});
beforeEach(() => {
  server.received.length = 0;
  server.webhookStatuses = [];
});
afterAll(() => server.stop());

interface Answer {
  status: number;
  body: Record<string, unknown>;
}
async function ask(path: string, method = 'GET', json?: unknown): Promise<Answer> {
  const response = await fetch(`${server.url}/sandbox${path}`, {
    method,
    headers: {
      authorization: `Bearer ${ADMIN_TOKEN}`,
      'content-type': 'application/json',
      'xero-tenant-id': 'f0e1d2c3-0000-4000-8000-5a4db0c55a4d',
    },
    ...(json === undefined ? {} : { body: JSON.stringify(json) }),
  });
  return { status: response.status, body: (await response.json()) as Record<string, unknown> };
}
const DEALS = '/hubspot/crm/objects/2026-09/deals';
const CONTACTS = '/hubspot/crm/objects/2026-09/contacts';
const deal = (id: string, properties: object) =>
  server.emit('hubspot', { event: 'deal.propertyChange', object: { id, properties }, deliver: false });

describe('HubSpot as strict as HubSpot', () => {
  it('tells the history of a property, the newest first, with who wrote it', async () => {
    await deal('801', { dealstage: 'planning_proposal' });
    await deal('801', { dealstage: 'contractsent' });
    await deal('801', { dealstage: 'contractsent' });
    await clientOf(server.clients, 'hubspot').setDealProperty('801', 'dealstage', 'closedwon');
    const { body } = await ask(`${DEALS}/801?propertiesWithHistory=dealstage`);
    const { dealstage } = body['propertiesWithHistory'] as { dealstage: Record<string, string>[] };
    expect(dealstage.map(({ value, sourceType }) => [value, sourceType])).toEqual([
      ['closedwon', 'INTEGRATION'],
      ['contractsent', 'CRM_UI'],
      ['planning_proposal', 'CRM_UI'],
    ]);
    const times = dealstage.map(({ timestamp }) => Date.parse(timestamp ?? ''));
    expect(new Set(times).size).toBe(3);
    expect(times).toEqual(times.toSorted((a, b) => b - a));
  });

  it('reads a batch by a unique property, with history, and names what is not there', async () => {
    const email = `${randomUUID()}@client.example`;
    const id = await clientOf(server.clients, 'hubspot').ensureContact(email, { firstname: 'Ada' });
    const read = (more: object) =>
      ask(`${CONTACTS}/batch/read`, 'POST', {
        properties: ['email'],
        propertiesWithHistory: ['firstname'],
        inputs: [{ id: email }, { id: 'nobody@client.example' }],
        ...more,
      });
    const { status, body } = await read({ idProperty: 'email' });
    expect(status).toBe(207);
    expect(body['results']).toMatchObject([
      { id, propertiesWithHistory: { firstname: [{ value: 'Ada', sourceType: 'INTEGRATION' }] } },
    ]);
    expect(body['errors']).toMatchObject([
      { category: 'OBJECT_NOT_FOUND', context: { ids: ['nobody@client.example'] } },
    ]);
    expect(await read({})).toMatchObject({ status: 207, body: { results: [] } });
    expect((await read({ idProperty: 'firstname' })).status).toBe(400);
    const inputs = Array.from({ length: 101 }, (_, n) => ({ id: String(n) }));
    expect((await read({ inputs })).status).toBe(400);
  });

  it.each([
    [DEALS, { unheard_of: 'x' }, 'PROPERTY_DOESNT_EXIST'],
    [DEALS, { amount: 'much' }, 'INVALID_DOUBLE'],
    [DEALS, { dealstage: 'nonsense' }, 'INVALID_OPTION'],
    [DEALS, { deal_currency_code: 'XQQ' }, 'INVALID_OPTION'],
    [DEALS, { dealname: 'x'.repeat(65_537) }, 'INVALID_LENGTH'],
    [CONTACTS, { email: 'n/a' }, 'INVALID_EMAIL'],
    [CONTACTS, { favouriteColour: 'red' }, 'PROPERTY_DOESNT_EXIST'],
  ])('refuses %s %j', async (path, properties, reason) => {
    const { status, body } = await ask(path, 'POST', { properties });
    expect(status).toBe(400);
    expect(body['category']).toBe('VALIDATION_ERROR');
    expect(body['message']).toContain(reason);
  });

  it('finds a merged deal under its old ids, with the history of all, and a deleted one nowhere', async () => {
    await deal('811', { dealname: 'One', dealstage: 'planning_proposal' });
    await deal('812', { dealname: 'Two', dealstage: 'contractsent' });
    const object = { primaryObjectId: 811, mergedObjectIds: [812], newObjectId: 813 };
    await server.emit('hubspot', { event: 'deal.merge', object, deliver: false });
    const hubspot = clientOf(server.clients, 'hubspot');
    for (const id of ['811', '812', '813']) {
      const read = await hubspot.getDeal(id);
      expect(read).toMatchObject({ id: '813', name: 'One', mergedIds: ['811', '812'] });
      expect(read.stages.map(({ value }) => value)).toEqual([
        'planning_proposal',
        'contractsent',
        'planning_proposal',
      ]);
    }
    await server.emit('hubspot', { event: 'deal.deletion', object: { id: '813' }, deliver: false });
    await expect(hubspot.getDeal('811')).rejects.toMatchObject({ status: 404 });
    expect((await ask(`${DEALS}/813?archived=true`)).body['archived']).toBe(true);
  });

  it('shows the associations of a deal page by page, and the connector reads them all', async () => {
    const contacts = Array.from({ length: 1_001 }, (_, index) => ({ email: `many${index}@client.example` }));
    const object = { id: '890', properties: { dealstage: 'planning_proposal' }, contacts };
    await server.emit('hubspot', { event: 'deal.propertyChange', object, deliver: false });
    const { body } = await ask(`${DEALS}/890?associations=contacts,notes`);
    const shown = (body['associations'] as { contacts: { results: object[]; paging: object } }).contacts;
    expect([shown.results.length, shown.paging]).toEqual([500, { next: { after: '500' } }]);
    const hubspot = clientOf(server.clients, 'hubspot');
    const { contactIds, noteIds } = await hubspot.getDeal('890');
    expect([new Set(contactIds).size, noteIds]).toEqual([1_001, []]);
    expect(await hubspot.getContacts(contactIds)).toHaveLength(1_001);
    const wrong = { inputs: [{ id: '890', after: 'no-token' }] };
    const path = '/hubspot/crm/associations/2026-09/deals/contacts/batch/read';
    expect((await ask(path, 'POST', wrong)).status).toBe(400);
  });

  it('shows a list of members page by page', async () => {
    const hubspot = clientOf(server.clients, 'hubspot');
    const inputs = (from: number) =>
      Array.from({ length: 90 }, (_, n) => ({
        idProperty: 'email',
        id: `member${from + n}@client.example`,
        properties: {},
      }));
    const ids: string[] = [];
    for (const from of [0, 90, 180]) {
      const { body } = await ask(`${CONTACTS}/batch/upsert`, 'POST', { inputs: inputs(from) });
      ids.push(...(body['results'] as { id: string }[]).map(({ id }) => id));
    }
    await hubspot.addToList('7', ids);
    expect((await hubspot.listMembers('7')).toSorted()).toEqual(ids.toSorted());
  });
});

describe('Xero as strict as Xero', () => {
  const invoices = (query: string) => ask(`/xero/api.xro/2.0/Invoices?${query}`);
  const numbersOf = ({ body }: Answer) =>
    (body['Invoices'] as { InvoiceNumber: string }[]).map(({ InvoiceNumber }) => InvoiceNumber);

  beforeAll(async () => {
    for (let n = 1; n <= 25; n += 1) {
      const invoiceNumber = `P-${String(n).padStart(3, '0')}`;
      await server.emit('xero', {
        event: 'invoice.paid',
        object: { invoiceNumber, total: n * 10, amount: n % 2 === 0 ? n * 10 : 1 },
        deliver: false,
      });
    }
  });

  it('gives the page that is asked for, and no other', async () => {
    const pages = await Promise.all([1, 2, 3, 4].map((page) => invoices(`page=${page}&pageSize=10`)));
    const numbers = pages.map(numbersOf);
    expect(numbers.map((page) => page.length)).toEqual([10, 10, 5, 0]);
    expect(new Set(numbers.flat()).size).toBe(25);
    expect(pages[0]?.body['pagination']).toEqual({ page: 1, pageSize: 10, pageCount: 3, itemCount: 25 });
    expect((await invoices('page=0')).status).toBe(400);
    expect((await invoices('page=1&pageSize=1001')).status).toBe(400);
  });

  it.each([
    ['Status=="PAID"', 12],
    ['Status!="PAID"', 13],
    ['Status=="PAID" AND Total>200', 2],
    ['InvoiceNumber.StartsWith("P-00")', 9],
    ['InvoiceNumber=="p-007" && Total>=70', 1],
    ['InvoiceNumber=="a\\"b"', 0],
  ])('honours where %s', async (where, count) => {
    expect(numbersOf(await invoices(`where=${encodeURIComponent(where)}`))).toHaveLength(count);
  });

  it.each(['Status=', 'Status=="PAID" OR', '"x', 'Status=="PAID" garbage'])(
    'refuses the clause %s',
    async (where) => {
      expect((await invoices(`where=${encodeURIComponent(where)}`)).status).toBe(400);
    },
  );

  it('refuses what is too long, and a currency that the organisation is not subscribed to', async () => {
    const xero = clientOf(server.clients, 'xero');
    const named = (Name: string) => ask('/xero/api.xro/2.0/Contacts', 'PUT', { Contacts: [{ Name }] });
    expect((await named('x'.repeat(255))).status).toBe(200);
    expect((await named('x'.repeat(256))).status).toBe(400);
    const contactId = await xero.ensureContact('strict', 'Strict', undefined);
    const invoice = (number: string, currency: string) =>
      xero.ensureInvoice(number, {
        number,
        contactId,
        description: 'All',
        amount: '10.00',
        currency,
        reference: 'R',
        date: '2026-11-22',
        dueDate: '2026-12-22',
      });
    await server.emit('xero', { event: 'organisation.currencies', object: { currencies: ['EUR'] } });
    await expect(invoice('S-1', 'NZD')).rejects.toMatchObject({ outcome: 'rejected', status: 400 });
    expect(await invoice('S-2', 'EUR')).toMatchObject({ currency: 'EUR' });
    await expect(invoice('n'.repeat(256), 'EUR')).rejects.toMatchObject({ outcome: 'rejected' });
  });
});

describe('Slack as strict as Slack', () => {
  it.each([
    ['Upper-Case', 'invalid_name_specials'],
    ['with blank', 'invalid_name_specials'],
    ['x'.repeat(81), 'invalid_name_maxlength'],
    ['', 'invalid_name_required'],
  ])('refuses a channel called %s', async (name, error) => {
    expect((await ask('/slack/api/conversations.create', 'POST', { name })).body).toMatchObject({
      ok: false,
      error,
    });
  });

  it('lists channels page by page, and the connector finds one on a later page', async () => {
    const slack = clientOf(server.clients, 'slack');
    const ids: string[] = [];
    for (let n = 0; n < 205; n += 1) ids.push(await ownChannel(slack, `paged/${n}`, `paged-${n}`));
    const first = await ask('/slack/api/conversations.list?limit=50');
    expect(first.body['channels']).toHaveLength(50);
    expect(await ownChannel(slack, 'paged/204', 'paged-204')).toBe(ids[204]);
  });
});

describe('Google as strict as Google', () => {
  it('refuses a property of a file over 124 bytes, and an event with over 200 attendees', async () => {
    const files = '/google-drive/drive/v3/files';
    const named = (key: string) => ask(files, 'POST', { name: 'x', appProperties: { key } });
    expect((await named('x'.repeat(121))).status).toBe(200);
    expect((await named('x'.repeat(122))).status).toBe(400);
    const invited = (count: number) =>
      ask('/google-calendar/calendar/v3/calendars/primary/events', 'POST', {
        start: { dateTime: '2026-12-01T10:00:00Z' },
        end: { dateTime: '2026-12-01T11:00:00Z' },
        attendees: Array.from({ length: count }, (_, n) => ({ email: `a${n}@client.example` })),
      });
    expect((await invited(200)).status).toBe(200);
    expect((await invited(201)).status).toBe(400);
  });
});

describe('A webhook that a sandbox owes', () => {
  const owed = async () => (await server.pool.query('SELECT * FROM sandbox_webhook')).rowCount;

  it('is gone when it was taken, and stays owed while it is not, whoever sends it then', async () => {
    const order = { event: 'deal.propertyChange', object: { id: '901', properties: { dealname: 'A' } } };
    expect(await server.emit('hubspot', order)).toMatchObject({ delivered: true });
    expect(await owed()).toBe(0);
    server.webhookStatuses = [401, 500];
    expect(await server.emit('hubspot', order)).toMatchObject({ delivered: false, status: 401 });
    expect(await owed()).toBe(1);
    const later = Date.now() + 60_000;
    expect(await server.outbox.sendDue(Date.now())).toBe(0);
    expect(await server.outbox.sendDue(later)).toBe(0);
    expect(await server.outbox.sendDue(later + 60_000)).toBe(1);
    expect(await owed()).toBe(0);
    const attempts = server.received.map(
      ({ rawBody }) => (JSON.parse(rawBody.toString()) as { attemptNumber: number }[])[0]?.attemptNumber,
    );
    expect(attempts).toEqual([0, 0, 1, 2]);
  });

  it('that was put down before the process ended is sent by the next one', async () => {
    await server.outbox.owe('xero', { events: [], firstEventSequence: 1, lastEventSequence: 1 });
    expect(server.received).toHaveLength(0);
    expect(await server.outbox.sendDue(Date.now() + 60_000)).toBe(1);
    expect(server.received.map(({ vendor }) => vendor)).toEqual(['xero']);
  });

  it('is given up after its last try', async () => {
    server.webhookStatuses = Array.from({ length: 10 }, () => 503);
    await server.outbox.owe('slack', { event: { type: 'event_callback' } });
    for (let round = 1; round <= 10; round += 1) await server.outbox.sendDue(Date.now() + round * 1_000_000);
    expect(await owed()).toBe(0);
    expect(server.received).toHaveLength(10);
  });
});
