import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { LookAhead } from '../../src/capacity/dispatch/look-ahead';
import { openPromise, startApi, type TestApi } from '../support/api';

const DAY_MS = 86_400_000;

let api: TestApi;
let olga: { id: string; token: string };
let ann: { id: string; token: string };
let bo: { id: string; token: string };
let engagement: string;
beforeAll(async () => {
  api = await startApi({ temporalAddress: '127.0.0.1:1' });
  const rules = await readFile(join(__dirname, '../../playbooks/client-delivery.yaml'), 'utf8');
  const body = `${rules.replace('name: client-delivery', 'name: with-effort')}\neffort: { consultant: 30 }\n`;
  const headers = { 'content-type': 'application/yaml' };
  expect((await api.call('POST', '/v1/playbooks', { body, headers })).status).toBe(201);
  olga = await api.person('operations-manager');
  [ann, bo] = [await api.person('consultant'), await api.person('consultant')];
  engagement = await api.engagement({ playbook: 'with-effort', team: { consultant: ann.id } });
}, 120_000);
afterAll(() => api.close());
beforeEach(() => api.db.notice.deleteMany());

const notices = () => api.db.notice.findMany({ orderBy: { createdAt: 'asc' } });
const change = (personId: string, hoursPerWeek: number) =>
  api.call('POST', `/v1/people/${personId}/capacity-changes`, { json: { from: '2026-06-15', hoursPerWeek } });

describe('Whoever will have too much to do', () => {
  it('is told of before it happens, once, again when it grew by a lot, and no more when it is gone', async () => {
    const ahead = new LookAhead(api.deps);
    const look = async () => {
      api.clock.nowMs += DAY_MS;
      await Promise.all([ahead.look(), new LookAhead(api.deps).look()]);
    };
    await look();
    expect(await notices()).toEqual([]);
    await change(ann.id, 25);
    await look();
    await look();
    expect(await notices()).toMatchObject([
      { personId: olga.id, subjectId: ann.id, reason: 'Over capacity', urgent: false, state: 'pending' },
    ]);
    const [first] = await notices();
    expect(first?.text).toMatch(
      /^Person \d+ will have more to do than hours: 5 h too many in 2026-W25 \(from 2026-06-15 on: 30 h planned, 25 h there\); .*; 8 more weeks\./,
    );
    await change(ann.id, 10);
    await look();
    expect((await notices()).map(({ text }) => /(\d+) h too many/.exec(text)?.[1])).toEqual(['5', '20']);
    await change(ann.id, 40);
    await look();
    expect((await notices()).map(({ state }) => state)).toEqual(['withdrawn', 'withdrawn']);
    expect(await api.db.capacityWarning.count()).toBe(0);
  });
});

describe('What somebody’s leave endangers', () => {
  const FROM = '2026-07-06T00:00:00Z';
  const UNTIL = '2026-07-13T00:00:00Z';
  const impact = async (token?: string) =>
    api.call('GET', `/v1/people/${ann.id}/absence-impact?from=${FROM}&until=${UNTIL}`, {
      ...(token === undefined ? {} : { token }),
    });
  const enter = () =>
    api.call('POST', `/v1/people/${ann.id}/absences`, { json: { from: FROM, until: UNTIL } });

  it('is its promises, roles and tickets, whether somebody stands in, and who could take over', async () => {
    const due = { assigneeId: ann.id, dueAt: new Date('2026-07-07T12:00:00Z') };
    const within = await openPromise(api, engagement, 'sales-details', due);
    await openPromise(api, engagement, 'propose-team', { assigneeId: bo.id, dueAt: due.dueAt });
    await openPromise(api, engagement, 'first-payment', { ...due, dueAt: new Date('2026-07-20T12:00:00Z') });
    const { owedBy } = await api.db.promiseRecord.findUniqueOrThrow({ where: { id: within } });
    expect(owedBy).toBe('operations-manager');
    const json = {
      ...{ engagementId: engagement, subject: 'It stands still', description: 'Since nine' },
      requester: { name: 'Ann', email: 'ann@client.example' },
      ...{ channel: 'email', priority: 'high', category: 'general' },
    };
    const ticket = String((await api.call('POST', '/v1/tickets', { json })).body['id']);
    await api.db.ticket.update({ where: { id: ticket }, data: { assigneeId: ann.id } });
    expect(await impact(bo.token)).toMatchObject({
      status: 200,
      body: {
        endangered: true,
        standIns: [],
        uncovered: [{ from: '2026-07-06T00:00:00.000Z', until: '2026-07-13T00:00:00.000Z' }],
        promises: [{ id: within, late: false }],
        roles: [{ engagementId: engagement, role: 'consultant', hoursPerWeek: 30 }],
        tickets: [{ id: ticket }],
        handOver: expect.arrayContaining([
          expect.objectContaining({
            role: 'consultant',
            hoursPerWeek: 30,
            best: {
              personId: bo.id,
              name: expect.any(String),
              reasons: expect.arrayContaining(['1 open promise']),
            },
          }),
          expect.objectContaining({ role: owedBy, best: expect.objectContaining({ personId: olga.id }) }),
        ]),
      },
    });
    expect((await impact((await api.person('client')).token)).status).toBe(403);
    const backwards = `/v1/people/${ann.id}/absence-impact?from=${UNTIL}&until=${FROM}`;
    expect((await api.call('GET', backwards)).status).toBe(422);
  });

  it('is told to the operations manager at once when it is entered, unless somebody stands in', async () => {
    expect((await enter()).status).toBe(201);
    expect(await notices()).toMatchObject([
      { personId: olga.id, subjectId: ann.id, reason: 'Nobody stands in', urgent: false },
    ]);
    expect((await notices())[0]?.text).toMatch(
      /^Person \d+ is away and nobody stands in from Mon 2026-07-06 00:00 until Mon 2026-07-13 00:00 \(Etc\/UTC\): no deputy is named\. On them rest: 1 promise that is due, 1 role on an engagement, 1 ticket\. Who could take over: .*consultant: Person \d+/,
    );
    await api.db.notice.deleteMany();
    await api.call('PATCH', `/v1/people/${ann.id}`, { json: { deputyId: bo.id } });
    await enter();
    expect(await notices()).toEqual([]);
    expect((await impact()).body).toMatchObject({
      endangered: false,
      standIns: [{ personId: bo.id }],
      uncovered: [],
    });
  });

  it('is urgent when it begins soon, also where it is said of the person themselves', async () => {
    const awayFrom = new Date(api.clock.nowMs).toISOString();
    await api.call('PATCH', `/v1/people/${ann.id}`, { json: { awayFrom, deputyId: null } });
    expect(await notices()).toMatchObject([{ personId: olga.id, urgent: true }]);
    expect((await notices())[0]?.text).toMatch(/ nobody stands in from \w+ \S+ \S+ on \(Etc\/UTC\)/);
    await api.call('PATCH', `/v1/people/${ann.id}`, { json: { name: 'Ann' } });
    expect(await notices()).toHaveLength(1);
  });
});

describe('A team', () => {
  const propose = (json: object, token?: string) =>
    api.call('POST', '/v1/capacity/proposals', { json, ...(token === undefined ? {} : { token }) });

  it('is proposed by roles and skills, of whom nobody is given more than they have', async () => {
    const json = { name: 'Cy', email: 'cy@example.com', roles: ['trainer'], skills: ['Rust'] };
    const cy = String((await api.call('POST', '/v1/people', { json })).body['id']);
    const twice = { skills: ['rust'], hoursPerWeek: 24 };
    const { status, body } = await propose({
      wanted: [twice, twice],
      from: '2026-08-03',
      until: '2026-08-14',
    });
    expect([status, body]).toMatchObject([
      200,
      {
        weeks: ['2026-W32', '2026-W33'],
        items: [
          { best: { personId: cy }, nobody: null },
          {
            best: null,
            others: [{ personId: cy, reasons: [expect.stringContaining('16 h free in 2026-W32')] }],
            nobody:
              'Nobody who is active and with the skills asked for has 24 hours a week free in that time.',
          },
        ],
      },
    ]);
  });

  it('is proposed for an engagement, by the team and the hours of its playbook', async () => {
    const id = await api.engagement({
      playbook: 'with-effort',
      title: 'Its team',
      team: { consultant: bo.id },
    });
    const { body } = await propose({ engagementId: id });
    expect((body as { items: object[] }).items).toContainEqual(
      expect.objectContaining({
        role: 'consultant',
        hoursPerWeek: 30,
        best: expect.objectContaining({
          personId: bo.id,
          reasons: expect.arrayContaining(['has the role on this engagement']),
        }),
      }),
    );
  });

  it.each([
    [{}, '/wanted'],
    [{ wanted: [{ role: 'trainer', hoursPerWeek: 8 }], engagementId: 'eng_none' }, '/engagementId'],
    [{ wanted: [{ hoursPerWeek: 8 }] }, '/wanted/0'],
    [{ engagementId: 'eng_none' }, '/engagementId'],
    [{ wanted: [{ role: 'trainer', hoursPerWeek: 8 }], from: '2026-08-03', until: '2026-08-02' }, '/until'],
  ])('is not proposed for %j', async (json, pointer) => {
    expect(await propose(json)).toMatchObject({ status: 422, body: { errors: [{ pointer }] } });
  });

  it('is no matter of clients', async () => {
    const client = await api.person('client');
    expect((await propose({ wanted: [{ role: 'trainer', hoursPerWeek: 1 }] }, client.token)).status).toBe(
      403,
    );
  });
});
