import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { AbsenceWatch } from '../../src/people/dispatch/absences';
import { startApi, type TestApi } from '../support/api';

interface Hours {
  week: string;
  startsOn: string;
  available: number;
  planned: number;
  free: number;
  over: number;
  away: number;
  takenBy: { engagementId: string; reference: string; hours: number }[];
}
type Page = { items: { personId: string; weeks: Hours[] }[]; nextCursor: string | null };

let api: TestApi;
let ann: { id: string; token: string };
beforeAll(async () => {
  api = await startApi({ temporalAddress: '127.0.0.1:1' });
  const rules = await readFile(join(__dirname, '../../playbooks/client-delivery.yaml'), 'utf8');
  const body = `${rules.replace('name: client-delivery', 'name: with-effort')}\neffort: { consultant: 30 }\n`;
  const headers = { 'content-type': 'application/yaml' };
  expect((await api.call('POST', '/v1/playbooks', { body, headers })).status).toBe(201);
  ann = await api.person('consultant');
}, 120_000);
afterAll(() => api.close());

const WEEKS = 'from=2026-06-01&to=2026-06-14';
const hoursOf = async (personId: string, query = WEEKS): Promise<Hours[]> => {
  const { body, status } = await api.call('GET', `/v1/capacity?person=${personId}&${query}`);
  expect(status).toBe(200);
  return (body as unknown as Page).items[0]?.weeks ?? [];
};

describe('Capacity', () => {
  it('[S4-35] tells hours by person and week: available, planned, free', async () => {
    const engagement = await api.engagement({ playbook: 'with-effort', team: { consultant: ann.id } });
    const taken = [{ engagementId: engagement, reference: expect.stringMatching(/^CD-/), hours: 30 }];
    const week = { available: 40, planned: 30, free: 10, over: 0, away: 0, takenBy: taken };
    expect(await hoursOf(ann.id)).toEqual([
      { week: '2026-W23', startsOn: '2026-06-01', ...week },
      { week: '2026-W24', startsOn: '2026-06-08', ...week },
    ]);
  });

  it('counts the open tasks of plans, of whoever is named or has the role', async () => {
    const [fay, gil] = [await api.person('consultant'), await api.person('project-manager')];
    const engagementId = await api.engagement({ title: 'Planned', team: { consultant: fay.id } });
    const task = (key: string, more: object) =>
      api.db.planTask.create({
        data: {
          ...{
            promiseId: `prm_${key}`,
            engagementId,
            trackId: 'trk',
            task: key,
            title: key,
            owner: 'consultant',
          },
          ...{ days: 3, effortHours: 12, after: [], links: [], round: 1, state: 'open' },
          ...{ notBeforeOn: '2026-06-05', startOn: '2026-06-05', dueOn: '2026-06-09' },
          ...{ startAt: new Date('2026-06-05T07:00:00Z'), dueAt: new Date('2026-06-09T15:00:00Z'), ...more },
        },
      });
    await task('open', {});
    await task('named', { personId: gil.id });
    await task('done', { state: 'done' });
    const taken = (hours: number) => [{ engagementId, hours }];
    const weeks = [
      { planned: 4, free: 36, takenBy: taken(4) },
      { planned: 8, free: 32, takenBy: taken(8) },
    ];
    expect(await hoursOf(fay.id)).toMatchObject(weeks);
    expect(await hoursOf(gil.id)).toMatchObject(weeks);
    await api.db.engagement.update({ where: { id: engagementId }, data: { status: 'cancelled' } });
    expect(await hoursOf(gil.id)).toMatchObject([{ planned: 0 }, { planned: 0 }]);
  });

  it('knows part time from a day on, as long as it is not forgotten', async () => {
    const change = (hoursPerWeek: number) =>
      api.call('POST', `/v1/people/${ann.id}/capacity-changes`, {
        json: { from: '2026-06-08', hoursPerWeek },
      });
    expect(await change(25)).toMatchObject({ status: 201, body: { from: '2026-06-08', hoursPerWeek: 25 } });
    api.clock.nowMs += 1;
    expect((await change(19.5)).status).toBe(200);
    expect(await hoursOf(ann.id)).toMatchObject([
      { available: 40 },
      { available: 19.5, free: 0, over: 10.5 },
    ]);
    const path = `/v1/people/${ann.id}/capacity-changes`;
    expect((await api.call('GET', path)).body).toEqual({
      items: [{ from: '2026-06-08', hoursPerWeek: 19.5 }],
      nextCursor: null,
    });
    expect((await api.call('DELETE', `${path}/2026-06-08`)).status).toBe(204);
    expect((await api.call('DELETE', `${path}/2026-06-08`)).status).toBe(404);
    expect(await hoursOf(ann.id)).toMatchObject([{ available: 40 }, { available: 40 }]);
  });

  it('knows leave, of the list and of the person, gives its hours to the deputy, and has it begin at its time', async () => {
    const bo = await api.person('consultant');
    const dan = await api.person('consultant');
    const path = `/v1/people/${bo.id}/absences`;
    await api.call('PATCH', `/v1/people/${bo.id}`, {
      json: { deputyId: dan.id, awayFrom: '2026-06-11T00:00:00Z', awayUntil: '2026-06-12T00:00:00Z' },
    });
    const leave = { from: '2026-06-02T00:00:00Z', until: '2026-06-04T00:00:00Z' };
    const entered = await api.call('POST', path, { json: leave });
    expect(entered).toMatchObject({ status: 201, body: { begunAt: null } });
    const engagementId = await api.engagement({
      playbook: 'with-effort',
      title: 'Of Bo',
      team: { consultant: bo.id },
    });
    expect(await hoursOf(bo.id)).toMatchObject([
      { available: 24, planned: 18, away: 16 },
      { available: 32, planned: 24, away: 8 },
    ]);
    expect(await hoursOf(dan.id)).toMatchObject([
      { available: 40, planned: 12, takenBy: [{ engagementId, hours: 12 }] },
      { available: 40, planned: 6 },
    ]);
    const watch = new AbsenceWatch(api.deps);
    await watch.look();
    expect((await api.call('GET', `/v1/people/${bo.id}`)).body).toMatchObject({
      awayFrom: '2026-06-11T00:00:00.000Z',
    });
    api.clock.nowMs += 86_400_000;
    await watch.look();
    await watch.look();
    expect((await api.call('GET', `/v1/people/${bo.id}`)).body).toMatchObject({
      awayFrom: '2026-06-02T00:00:00.000Z',
      awayUntil: '2026-06-04T00:00:00.000Z',
    });
    expect(await hoursOf(bo.id)).toMatchObject([{ away: 16 }, { away: 8 }]);
    expect((await api.call('GET', path)).body).toMatchObject({
      items: [
        { from: '2026-06-02T00:00:00.000Z', begunAt: expect.any(String) },
        { from: '2026-06-11T00:00:00.000Z', until: '2026-06-12T00:00:00.000Z', begunAt: null },
      ],
    });
    expect((await api.call('DELETE', `${path}/${String(entered.body['id'])}`)).status).toBe(204);
    expect((await api.call('GET', `/v1/people/${bo.id}`)).body).toMatchObject({ awayFrom: null });
  });

  it('is asked for by role, skill and person, page by page', async () => {
    const json = { name: 'Cy', email: 'cy@example.com', roles: ['trainer'], skills: ['Kubernetes', 'ärger'] };
    const cy = String((await api.call('POST', '/v1/people', { json })).body['id']);
    const ids = async (query: string) =>
      ((await api.call('GET', `/v1/capacity?${query}`)).body as unknown as Page).items.map(
        ({ personId }) => personId,
      );
    expect(await ids('skill=kubernetes')).toEqual([cy]);
    expect(await ids('role=trainer')).toEqual([cy]);
    expect(await ids('role=consultant&skill=KUBERNETES')).toEqual([]);
    const seen: string[] = [];
    let cursor = '';
    do {
      const { body } = await api.call('GET', `/v1/capacity?limit=1&${WEEKS}${cursor && `&cursor=${cursor}`}`);
      const page = body as unknown as Page;
      seen.push(...page.items.map(({ personId }) => personId));
      cursor = page.nextCursor ?? '';
    } while (cursor !== '');
    expect(seen).toHaveLength(6);
  });

  it('comes as CSV, in which no name is a formula', async () => {
    const json = { name: '=HYPERLINK("x"), Ltd', email: 'eve@example.com', roles: ['trainer'] };
    const eve = String((await api.call('POST', '/v1/people', { json })).body['id']);
    const headers = { accept: 'text/csv' };
    const { text, headers: got } = await api.call('GET', `/v1/capacity?person=${eve}&${WEEKS}`, { headers });
    expect(got.get('content-type')).toMatch(/^text\/csv/);
    expect(text).toBe(
      [
        'person,name,week,startsOn,available,planned,free,over,away',
        `${eve},"'=HYPERLINK(""x""), Ltd",2026-W23,2026-06-01,40,0,40,0,0`,
        `${eve},"'=HYPERLINK(""x""), Ltd",2026-W24,2026-06-08,40,0,40,0,0`,
        '',
      ].join('\r\n'),
    );
    const first = await api.call('GET', '/v1/capacity?limit=1', { headers });
    const next = /^<(.+)>; rel="next"$/.exec(first.headers.get('link') ?? '')?.[1] ?? '';
    expect((await api.call('GET', next, { headers })).text).not.toBe(first.text);
    expect((await api.call('GET', '/v1/capacity', { headers: { accept: 'image/png' } })).status).toBe(406);
  });

  it.each([
    ['from=2026-06-08&to=2026-06-01', '/query/to'],
    ['from=2026-06-01&to=2027-06-07', '/query/to'],
    ['from=2026-02-30', '/query/from'],
    ['from=2026-06-01T00:00:00Z', '/query/from'],
  ])('refuses %s at %s', async (query, pointer) => {
    const refused = await api.call('GET', `/v1/capacity?${query}`);
    expect(refused).toMatchObject({ status: 422, body: { errors: [{ pointer }] } });
    expect((await api.call('GET', '/v1/capacity?from=2026-06-01&to=2027-06-06')).status).toBe(200);
  });

  it('is for our people, not for clients, and changed by the administrator alone', async () => {
    const client = await api.person('client');
    expect((await api.call('GET', '/v1/capacity', { token: ann.token })).status).toBe(200);
    expect((await api.call('GET', '/v1/capacity', { token: client.token })).status).toBe(403);
    expect((await api.call('GET', `/v1/capacity?person=${client.id}`)).body).toMatchObject({ items: [] });
  });
});
