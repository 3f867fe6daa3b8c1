import { type ReportKind } from '../../src/report/domain/report';
import { METRICS } from '../../src/report/store/metrics';
import { keepReport } from '../../src/report/store/reports';
import { claimMailings, markMailed } from '../../src/report/store/report-mailings';
import { tellTicket, Told } from './support';
import { startApi, type TestApi } from '../support/api';

let api: TestApi;
let ids: string[];

const at = (text: string) => new Date(text);

beforeAll(async () => {
  api = await startApi();
  const keep = (kind: ReportKind, clientId: string, day: string) =>
    keepReport(api.db, {
      ...{
        kind,
        clientId,
        figures: { metrics: [] },
        text: `${kind} of ${clientId}\n`,
        late: day === '2026-05-02',
      },
      ...{ periodStart: at(`${day}T00:00:00Z`), periodEnd: at('2026-06-01T00:00:00Z') },
      createdAt: at('2026-06-01T06:00:00Z'),
    });
  ids = [
    await keep('daily', 'house', '2026-05-01'),
    await keep('daily', 'house', '2026-05-02'),
    await keep('monthly', 'cli_1', '2026-05-03'),
  ];
  const told = await Told.start(api.db, 'CD-1', 'cli_1', at('2026-05-20T00:00:00Z'));
  const promise = await told.open(at('2026-05-20T01:00:00Z'), 'firstResponse#1');
  await told.break(at('2026-05-20T05:00:00Z'), promise);
  await told.keep(at('2026-05-20T06:00:00Z'), promise, true);
  const second = await told.open(at('2026-05-21T01:00:00Z'), 'firstResponse#2');
  await told.keep(at('2026-05-21T02:00:00Z'), second);
}, 60_000);

afterAll(async () => {
  await api.close();
});

test('reports are listed by period, newest first, page by page', async () => {
  const first = await api.call('GET', '/v1/reports?limit=2');
  expect(first.status).toBe(200);
  const page = JSON.parse(first.text) as { items: { id: string }[]; nextCursor: string };
  expect(page.items.map(({ id }) => id)).toEqual([ids[2], ids[1]]);
  const second = await api.call('GET', `/v1/reports?limit=2&cursor=${page.nextCursor}`);
  expect(JSON.parse(second.text)).toEqual({
    items: [
      {
        ...{ id: ids[0], kind: 'daily', client: null, late: false },
        ...{ periodStart: '2026-05-01T00:00:00.000Z', periodEnd: '2026-06-01T00:00:00.000Z' },
        createdAt: '2026-06-01T06:00:00.000Z',
      },
    ],
    nextCursor: null,
  });
});

test.each([
  ['kind=monthly', 1],
  ['client=house', 2],
  ['client=cli_1&kind=daily', 0],
])('reports are filtered by %s', async (query, count) => {
  const { text } = await api.call('GET', `/v1/reports?${query}`);
  expect((JSON.parse(text) as { items: unknown[] }).items).toHaveLength(count);
});

test('[OOES-36] a report is read as it was sent, with its lateness and with whom it went to', async () => {
  const id = ids[1] ?? '';
  const sentAt = at('2026-06-01T06:01:00Z');
  await claimMailings(api.db, 'per_olga', [id], 'a mail', sentAt);
  await claimMailings(api.db, 'per_other', [id], 'a mail that was not sent', sentAt);
  await markMailed(api.db, 'per_olga', [id], sentAt);
  const { text } = await api.call('GET', `/v1/reports/${id}`);
  expect(JSON.parse(text)).toMatchObject({
    ...{ id, late: true, text: 'daily of house\n', figures: { metrics: [] } },
    sentTo: [{ personId: 'per_olga', sentAt: '2026-06-01T06:01:00.000Z' }],
  });
});

test('[OOES-39] a metric comes with its formula, its inputs, its value and the cases behind it', async () => {
  const { text } = await api.call('GET', '/v1/metrics?metric=responseTimeCompliance');
  expect(JSON.parse(text)).toEqual({
    ...{ client: null, from: '2026-05-02T09:00:00.000Z', to: '2026-06-01T09:00:00.000Z' },
    items: [
      {
        ...{ name: 'responseTimeCompliance', title: 'Response-time compliance', unit: 'percent' },
        formula: 'firstResponse promises kept in time / firstResponse promises kept or overdue',
        ...{ value: 50, inputs: { counts: 1, outOf: 2 } },
        cases: ['firstResponse#1', 'firstResponse#2'].map((key, counts) => ({
          ...{ id: `prm_eng_CD-1_${key}`, engagementId: 'eng_CD-1', ticketId: null, counts, outOf: 1 },
        })),
        nextCursor: null,
      },
    ],
  });
});

test('[OOES-39] the cases of a metric come page by page, of the period of the first page', async () => {
  type Page = { from: string; to: string; items: { cases: { id: string }[]; nextCursor: string | null }[] };
  const read = async (query: string) =>
    JSON.parse((await api.call('GET', `/v1/metrics?limit=1${query}`)).text) as Page;
  const all = await read('&to=2026-05-30T00:00:00Z');
  const cursor = all.items[0]?.nextCursor;
  const first = await read('&metric=responseTimeCompliance&to=2026-05-30T00:00:00Z');
  expect(first.items[0]?.nextCursor).toBe(cursor);
  const second = await read(`&metric=responseTimeCompliance&cursor=${cursor}`);
  expect([second.from, second.to]).toEqual([first.from, first.to]);
  expect([first, second].map(({ items }) => items[0]?.cases.map(({ id }) => id))).toEqual([
    ['prm_eng_CD-1_firstResponse#1'],
    ['prm_eng_CD-1_firstResponse#2'],
  ]);
  expect(second.items[0]?.nextCursor).toBeNull();
  for (const wrong of [`&cursor=${cursor}`, `&metric=csat&cursor=${cursor}`, '&metric=csat&cursor=x']) {
    expect((await api.call('GET', `/v1/metrics?limit=1${wrong}`)).status).toBe(422);
  }
});

test('all metrics are shown, of a client all but those that only the house has', async () => {
  const names = async (query: string) => {
    const { text } = await api.call('GET', `/v1/metrics${query}`);
    return (JSON.parse(text) as { items: { name: string }[] }).items.map(({ name }) => name);
  };
  expect(await names('')).toEqual(METRICS.map(({ name }) => name));
  expect(await names('?client=cli_1')).toEqual(
    METRICS.map(({ name }) => name).filter((name) => name !== 'uptime'),
  );
});

test.each([
  ['/v1/reports/rep_unknown', 404],
  ['/v1/reports?kind=hourly', 422],
  ['/v1/reports?cursor=nonsense', 422],
  ['/v1/reports?page=2', 422],
  ['/v1/metrics?metric=luck', 422],
  ['/v1/metrics?from=yesterday', 422],
  ['/v1/metrics?from=2026-06-02T00:00:00Z&to=2026-06-01T00:00:00Z', 422],
  ['/v1/metrics?limit=1000', 422],
  ['/v1/metrics/consultants?limit=3', 422],
])('GET %s is refused with %d', async (path, status) => {
  const reply = await api.call('GET', path);
  expect([reply.status, reply.headers.get('content-type')]).toEqual([
    status,
    expect.stringContaining('application/problem+json'),
  ]);
});

test.each(['/v1/reports', '/v1/reports/x', '/v1/metrics', '/v1/metrics/consultants'])(
  'GET %s takes a token',
  async (path) => {
    expect((await api.call('GET', path, { token: null })).status).toBe(401);
  },
);

test('[CRM-27] the tickets per consultant come with names, and with who in support has them', async () => {
  const consultant = await api.person('consultant');
  const agent = await api.person('support-agent');
  await tellTicket(
    api.db,
    null,
    'TKT-9',
    at('2026-05-25T00:00:00Z'),
    [{ kind: 'ticketResolved', firstTime: true }],
    {
      ...{ partnerId: consultant.id, assigneeId: agent.id },
    },
  );
  const { status, text } = await api.call('GET', '/v1/metrics/consultants', { token: agent.token });
  expect(status).toBe(200);
  expect(JSON.parse(text)).toEqual({
    ...{ client: null, from: '2026-05-02T09:00:00.000Z', to: '2026-06-01T09:00:00.000Z' },
    items: [
      {
        ...{ consultantId: consultant.id, name: expect.stringMatching(/^Person/) },
        ...{ tickets: 1, opened: 1, resolved: 1, open: 0 },
        responseTimeCompliance: { value: null, counts: 0, outOf: 0 },
        support: [{ personId: agent.id, name: expect.stringMatching(/^Person/), tickets: 1 }],
      },
    ],
  });
  const found = await api.call('GET', `/v1/tickets?consultant=${consultant.id}`);
  expect((JSON.parse(found.text) as { items: { id: string }[] }).items.map(({ id }) => id)).toEqual([
    'TKT-9',
  ]);
});
