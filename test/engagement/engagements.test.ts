import { handOverPending } from '../../src/dispatch/hand-over';
import { ENGAGEMENTS } from '../../src/engagement/dispatch/hand-over';
import { TICKETS } from '../../src/ticket/dispatch/hand-over';
import { openTemporal } from '../../src/temporal/client';
import { devServerAddress } from '../support/environment';
import { openPromise, startApi, type TestApi } from '../support/api';

let api: TestApi;
beforeAll(async () => {
  api = await startApi();
});
afterAll(() => api.close());

const start = (json: object, headers: Record<string, string> = {}, at: TestApi = api) =>
  at.call('POST', '/v1/engagements', { json, headers });
const order = { playbook: 'client-delivery', client: { name: 'Globex' }, title: 'Website relaunch' };
const idOf = (reply: { body: unknown }) => (reply.body as { id: string }).id;
const itemsOf = (reply: { body: unknown }) =>
  (reply.body as { items: { id: string; late: boolean; reference: string }[] }).items;

describe('Starting an engagement', () => {
  it('answers 201 with the engagement as the contract shows it, and where it is', async () => {
    const started = await start({
      ...order,
      client: { name: 'Initech', contacts: [{ name: 'Ann Ode', email: 'ann@initech.example', role: 'CEO' }] },
      value: { amount: '1200.00', currency: 'EUR' },
      facts: { size: 'large', note: 'call Ann first, she knows' },
    });
    expect(started.status).toBe(201);
    const { id, reference } = started.body as { id: string; reference: string };
    expect(started.headers.get('location')).toBe(`/v1/engagements/${id}`);
    expect(reference).toMatch(/^CD-\d{4}$/);
    const none = { amount: '0.00', currency: 'EUR' };
    expect(started.body).toEqual({
      id: expect.stringMatching(/^eng_/),
      reference,
      title: 'Website relaunch',
      playbook: { name: 'client-delivery', version: 1 },
      discrepancies: [],
      earlierPlaybooks: [],
      client: {
        id: expect.stringMatching(/^cli_/),
        name: 'Initech',
        calendar: null,
        contacts: [{ id: expect.any(String), name: 'Ann Ode', email: 'ann@initech.example', role: 'CEO' }],
      },
      stage: 'qualification',
      status: 'active',
      value: { amount: '1200.00', currency: 'EUR' },
      currencyAssumed: false,
      payments: { invoiced: none, paid: none, open: none, surplus: none, items: [] },
      facts: { size: 'large', note: 'call Ann first, she knows' },
      team: {},
      promises: [],
      tracks: [],
      incidents: [],
      links: { temporal: `http://127.0.0.1:8233/namespaces/default/workflows/engagement%2F${reference}` },
    });
    const row = await api.db.engagement.findUniqueOrThrow({ where: { id } });
    expect(row.handedOverAt).not.toBeNull();
  });

  it('[CD-18] is shown with the playbook in force and with those before, and found by the one in force', async () => {
    const id = idOf(await start({ ...order, title: 'Goes on' }));
    await api.db.playbookVersion.createMany({
      data: {
        ...(await api.db.playbookVersion.findFirstOrThrow({ where: { version: 1 } })),
        name: 'after-that',
        hash: 'x',
      },
    });
    const until = '2026-06-01T09:00:00.000Z';
    await api.db.engagement.update({
      where: { id },
      data: {
        playbookName: 'after-that',
        earlierPlaybooks: [{ name: 'client-delivery', version: 1, until }],
      },
    });
    const shown = await api.call('GET', `/v1/engagements/${id}`);
    expect(shown.body).toMatchObject({
      playbook: { name: 'after-that', version: 1 },
      earlierPlaybooks: [{ name: 'client-delivery', version: 1, until }],
    });
    const list = async (playbook: string) => {
      const { items } = (await api.call('GET', `/v1/engagements?playbook=${playbook}`)).body as {
        items: { id: string }[];
      };
      return items.map((item) => item.id);
    };
    expect(await list('after-that')).toEqual([id]);
    expect(await list('client-delivery')).not.toContain(id);
  });

  it('makes one engagement of 50 parallel requests with the same key, and answers 201 once', async () => {
    const before = await api.db.engagement.count();
    const replies = await Promise.all(
      Array.from({ length: 50 }, () => start(order, { 'idempotency-key': 'fifty' })),
    );
    const statuses = replies.map((reply) => reply.status).toSorted((a, b) => a - b);
    expect(statuses).toEqual([...Array.from({ length: 49 }, () => 200), 201]);
    expect(new Set(replies.map(idOf)).size).toBe(1);
    expect(await api.db.engagement.count()).toBe(before + 1);
  });

  it('refuses a key that was used for another body, and changes nothing', async () => {
    await start(order, { 'idempotency-key': 'once' });
    const before = await api.db.engagement.count();
    const again = await start({ ...order, title: 'Another' }, { 'idempotency-key': 'once' });
    expect(again.status).toBe(422);
    expect(again.body).toMatchObject({
      promiseSafe: false,
      errors: [{ pointer: '/header/Idempotency-Key' }],
    });
    expect(await api.db.engagement.count()).toBe(before);
  });

  it('tells the same key of two callers apart', async () => {
    const { token } = await api.person('sales-manager');
    const headers = { 'idempotency-key': 'shared' };
    const first = await api.call('POST', '/v1/engagements', { json: order, headers });
    const second = await api.call('POST', '/v1/engagements', { json: order, headers, token });
    expect([first.status, second.status]).toEqual([201, 201]);
    expect(idOf(first)).not.toBe(idOf(second));
  });

  it('[S4-02] makes one engagement of 20 parallel requests with the same external id, whatever their keys', async () => {
    const before = await api.db.engagement.count();
    const replies = await Promise.all(
      Array.from({ length: 20 }, (_, index) =>
        start({ ...order, externalIds: { hubspotDeal: '777' } }, { 'idempotency-key': `deal-${index}` }),
      ),
    );
    expect(replies.filter((reply) => reply.status === 201)).toHaveLength(1);
    expect(replies.filter((reply) => reply.status === 200)).toHaveLength(19);
    expect(new Set(replies.map(idOf)).size).toBe(1);
    expect(await api.db.engagement.count()).toBe(before + 1);
    const repeated = await start(
      { ...order, externalIds: { hubspotDeal: '777' } },
      { 'idempotency-key': 'deal-3' },
    );
    expect([repeated.status, idOf(repeated)]).toEqual([200, idOf(replies[0]!)]);
  });

  it('keeps one client for a name and one contact for an e-mail address, under parallel starts', async () => {
    const contacts = [{ name: 'Bo Ek', email: 'bo@umbrella.example', role: 'CFO' }];
    await Promise.all(
      Array.from({ length: 8 }, () => start({ ...order, client: { name: 'Umbrella', contacts } })),
    );
    await start({ ...order, client: { name: 'Umbrella', contacts: [{ ...contacts[0], name: 'Bo Ekman' }] } });
    const clients = await api.db.client.findMany({
      where: { name: 'Umbrella' },
      include: { contacts: true },
    });
    expect(clients).toHaveLength(1);
    expect(clients[0]?.contacts).toMatchObject([
      { name: 'Bo Ekman', email: 'bo@umbrella.example', role: 'CFO' },
    ]);
  });

  it('numbers engagements without gaps and without doubles', async () => {
    const rows = await api.db.engagement.findMany({ select: { reference: true } });
    const numbers = rows.map((row) => Number(row.reference.slice(3))).toSorted((a, b) => a - b);
    const [first = 0] = numbers;
    expect(numbers).toEqual(numbers.map((_, index) => first + index));
  });

  it.each([
    ['an unknown playbook', { ...order, playbook: 'nothing' }, '/playbook'],
    ['an unpublished version', { ...order, playbook: 'client-delivery@99' }, '/playbook'],
    ['a person who is not here', { ...order, team: { consultant: 'per_nobody' } }, '/team/consultant'],
    ['a calendar of another playbook', { ...order, calendar: 'moon' }, '/calendar'],
    [
      'a calendar of a client that is none',
      { ...order, client: { name: 'X', calendar: 'moon' } },
      '/client/calendar',
    ],
    ['an amount that is none', { ...order, value: { amount: '-5', currency: 'EUR' } }, '/value/amount'],
    ['no title', { playbook: 'client-delivery', client: { name: 'X' } }, '/title'],
    ['a field that does not exist', { ...order, status: 'completed' }, '/status'],
    ['a field that does not exist inside', { ...order, client: { name: 'X', vip: true } }, '/client/vip'],
  ])('refuses %s with its place, and leaves no trace', async (_what, json, pointer) => {
    const before = await counts();
    const reply = await start(json, { 'idempotency-key': `refused ${pointer}` });
    expect(reply.status).toBe(422);
    expect((reply.body as { errors: { pointer: string }[] }).errors.map((one) => one.pointer)).toContain(
      pointer,
    );
    expect(await counts()).toEqual(before);
  });

  it('takes name@version, and hands the chosen team on', async () => {
    const { id } = await api.person('consultant');
    const started = await start({
      ...order,
      playbook: 'client-delivery@1',
      team: { 'client-relations-manager': id },
      calendar: 'office',
    });
    expect(started.body).toMatchObject({ team: { 'customer-relationship-manager': id } });
  });

  it("counts in the engagement's own calendar, else in its client's, also the client's tickets", async () => {
    const calendarOf = async (client: object, calendar?: string) => {
      const { body } = await start({ ...order, client, ...(calendar ? { calendar } : {}) });
      return (await api.db.engagement.findUniqueOrThrow({ where: { id: String(body['id']) } })).calendar;
    };
    expect(await calendarOf({ name: 'Night Shift Ltd' })).toBeNull();
    expect(await calendarOf({ name: 'Night Shift Ltd', calendar: 'office' })).toBe('office');
    expect(await calendarOf({ name: 'Night Shift Ltd' })).toBe('office');
    expect(await calendarOf({ name: 'Night Shift Ltd' }, 'clock')).toBe('clock');

    const ticket = { subject: 'Help', channel: 'portal', priority: 'high', category: 'general' };
    const requester = { name: 'Nia', email: 'nia@night.example' };
    const opened = await api.call('POST', '/v1/tickets', {
      json: { ...ticket, requester, client: { name: 'Night Shift Ltd' } },
    });
    const row = await api.db.ticket.findUniqueOrThrow({ where: { id: String(opened.body['id']) } });
    expect((await TICKETS.start(api.deps, row)).input).toMatchObject({ rules: { calendar: 'office' } });
  });

  const counts = async () => [
    await api.db.engagement.count(),
    await api.db.client.count(),
    await api.db.idempotencyKey.count(),
  ];
});

describe('While Temporal is away', () => {
  it('an engagement is taken all the same, and handed over once Temporal is back', async () => {
    const lonely = await startApi({ temporalAddress: '127.0.0.1:9' });
    try {
      const started = await start(order, {}, lonely);
      expect(started.status).toBe(201);
      const id = idOf(started);
      expect((await lonely.db.engagement.findUniqueOrThrow({ where: { id } })).handedOverAt).toBeNull();

      // The same reference may stand for an engagement of another test on the shared server.
      await lonely.db.engagement.update({ where: { id }, data: { workflowId: `engagement/late-${id}` } });
      const temporal = openTemporal({
        ...lonely.deps.settings,
        address: await devServerAddress(),
        namespace: 'default',
        connection: { address: await devServerAddress() },
      });
      expect(await handOverPending({ ...lonely.deps, temporal }, ENGAGEMENTS)).toBe(1);
      expect(await handOverPending({ ...lonely.deps, temporal }, ENGAGEMENTS)).toBe(0);
      await temporal.close();
      expect((await lonely.db.engagement.findUniqueOrThrow({ where: { id } })).handedOverAt).not.toBeNull();
    } finally {
      await lonely.close();
    }
  }, 30_000);
});

describe('Finding engagements', () => {
  it('lists the newest change first, page by page, each once', async () => {
    const seen: string[] = [];
    let cursor = '';
    do {
      const page = await api.call('GET', `/v1/engagements?limit=7${cursor && `&cursor=${cursor}`}`);
      expect(itemsOf(page).length).toBeLessThanOrEqual(7);
      seen.push(...itemsOf(page).map((item) => item.id));
      cursor = (page.body as { nextCursor: string | null }).nextCursor ?? '';
    } while (cursor !== '');
    expect(new Set(seen).size).toBe(seen.length);
    expect(seen).toHaveLength(await api.db.engagement.count());
    const newest = await api.db.engagement.findMany({ orderBy: [{ updatedAt: 'desc' }, { id: 'desc' }] });
    expect(seen).toEqual(newest.map((row) => row.id));
  });

  it('finds by owner, lateness, client, stage, status and words', async () => {
    const { id: person } = await api.person('consultant');
    const id = await api.engagement({ client: { name: 'Hooli 100%' }, title: 'Find me' });
    const other = await api.engagement({ client: { name: 'Hooli 1000' }, title: 'Not me' });
    await openPromise(api, id, 'do-work', { assigneeId: person, dueAt: new Date(api.clock.nowMs - 1_000) });
    const find = async (query: string) =>
      itemsOf(await api.call('GET', `/v1/engagements?${query}`)).map((item) => item.id);
    expect(await find(`owner=${person}`)).toEqual([id]);
    expect(await find('owner=consultant')).toEqual([id]);
    expect(await find('late=true')).toEqual([id]);
    expect(await find('late=false&limit=200')).not.toContain(id);
    expect(await find(`client=${encodeURIComponent('Hooli 100%')}`)).toEqual([id]);
    expect(await find(`q=${encodeURIComponent('100%')}`)).toEqual([id]);
    expect(await find('q=find%20ME')).toEqual([id]);
    expect(await find('q=hooli')).toEqual(expect.arrayContaining([id, other]));
    expect(await find('stage=delivery')).toEqual([]);
    expect(await find('status=cancelled')).toEqual([]);
    expect(await find('playbook=client-delivery@1&q=find')).toEqual([id]);
    expect(await find('playbook=client-delivery@2')).toEqual([]);
  });

  it('shows a promise that is past its due time as late, and a paused one not', async () => {
    const id = await api.engagement();
    const past = new Date(api.clock.nowMs - 1_000);
    await openPromise(api, id, 'sales-details', { id: 'prm_late', dueAt: past, level: 4 });
    await openPromise(api, id, 'send-proposal', { id: 'prm_paused', dueAt: past, paused: true });
    await openPromise(api, id, 'propose-team', { id: 'prm_kept', state: 'kept', dueAt: past });
    const { body } = await api.call('GET', `/v1/engagements/${id}`);
    expect((body as { promises: object[] }).promises).toMatchObject([
      { id: 'prm_late', late: true, level: 'crisis', state: 'open', keptBy: [{ signal: 'stepCompleted' }] },
      { id: 'prm_paused', late: false, level: 0 },
      { id: 'prm_kept', late: false, state: 'kept', keptBy: [] },
    ]);
  });
});
