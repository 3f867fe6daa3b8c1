import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { openPromise, type Reply, signalsAt, startApi, type TestApi } from '../support/api';

let api: TestApi;
let olga: { id: string; token: string };
let carl: string;

beforeAll(async () => {
  api = await startApi();
  const rules = await readFile(join(__dirname, '../../playbooks/client-delivery.yaml'), 'utf8');
  const body = `${rules.replace('name: client-delivery', 'name: with-effort')}\neffort: { consultant: 30 }\n`;
  const headers = { 'content-type': 'application/yaml' };
  expect((await api.call('POST', '/v1/playbooks', { body, headers })).status).toBe(201);
  olga = await api.person('operations-manager');
  for (const role of ['account-manager', 'project-manager', 'head-of-department']) await api.person(role);
  carl = (await api.person('consultant')).id;
});
afterAll(() => api.close());

/** The capacity review's team is put together with Carl as its consultant. */
async function review(engagementId: string, more: object = {}): Promise<Reply> {
  const promiseId = await openPromise(api, engagementId, 'propose-team');
  return api.call('POST', `/v1/engagements/${engagementId}/signals/stepCompleted`, {
    json: { promiseId, form: { team: { consultant: carl }, ...more } },
    token: olga.token,
  });
}

const CARL = {
  status: 422,
  body: {
    errors: [
      { pointer: '/form/team/consultant', message: expect.stringContaining('60 h planned, 40 h there') },
    ],
  },
};

it('[CD-03] a team is refused when it takes more of a person than they have, unless somebody says why', async () => {
  const first = await api.engagement({ playbook: 'with-effort', team: { consultant: carl } });
  const second = await api.engagement({ playbook: 'with-effort', title: 'Another' });
  expect(await review(second)).toMatchObject(CARL);
  for (const overrideReason of ['', ' ', null]) {
    expect((await review(second, { overrideReason })).status).toBe(422);
  }
  expect((await review(second, { overrideReason: 'Carl agreed to it' })).status).toBe(202);
  await api.db.engagement.update({ where: { id: first }, data: { status: 'completed' } });
  const [third, fourth] = [
    await api.engagement({ playbook: 'with-effort', title: 'Third' }),
    await api.engagement({ playbook: 'with-effort', title: 'Fourth' }),
  ];
  // What was stated of the second counts, although its workflow has not judged it.
  expect(await review(third)).toMatchObject(CARL);
  await api.db.engagement.update({ where: { id: second }, data: { status: 'completed' } });
  const both = await Promise.all([review(third), review(fourth)]);
  expect(both.map(({ status }) => status).toSorted((a, b) => a - b)).toEqual([202, 422]);
  await api.call('PATCH', `/v1/people/${carl}`, { json: { capacityHoursPerWeek: 0 } });
  const none = await review(await api.engagement({ title: 'Without effort' }));
  expect([none.status, none.text]).toEqual([422, expect.stringContaining('has no hours for work')]);
});

it('a role is refused to somebody who has no hours left for it, unless somebody says why', async () => {
  const dora = await api.person('consultant');
  await api.call('POST', `/v1/people/${dora.id}/capacity-changes`, {
    json: { from: '2026-06-15', hoursPerWeek: 50 },
  });
  const reassign = async (engagementId: string, more: object = {}, role = 'consultant') =>
    api.call('POST', `/v1/engagements/${engagementId}/signals/reassigned`, {
      json: { role, personId: dora.id, ...more },
      token: olga.token,
    });
  await api.engagement({ playbook: 'with-effort', title: 'Hers', team: { consultant: dora.id } });
  const second = await api.engagement({ playbook: 'with-effort', title: 'Hers too' });
  const refused = await reassign(second);
  expect(refused).toMatchObject({ status: 422, body: { errors: [{ pointer: '/personId' }] } });
  expect(refused.text).toMatch(
    /Person \d+ would .* 20 h too many in 2026-W23 \(from 2026-06-01 on: 60 h planned, 40 h there\)/,
  );
  expect(refused.text).toMatch(/10 h too many in 2026-W25 .*; 10 more weeks\. Choose somebody else/);
  expect((await reassign(second, { overrideReason: ' ' })).status).toBe(422);
  expect((await reassign(second, {}, 'project-manager')).status).toBe(202);
  const overrideReason = 'Dora agreed to it';
  expect((await reassign(second, { overrideReason })).status).toBe(202);
  const { workflowId } = await api.db.engagement.findUniqueOrThrow({ where: { id: second } });
  expect((await signalsAt(workflowId)).map(({ fact }) => fact['fields'])).toEqual([
    { role: 'project-manager', personId: dora.id },
    { role: 'consultant', personId: dora.id },
  ]);
  const commands = await api.db.command.findMany({ where: { subjectId: second } });
  expect(commands.map(({ body }) => body)).toContainEqual(expect.objectContaining({ overrideReason }));
  expect((await reassign(await api.engagement({ title: 'Without effort' }))).status).toBe(202);
});

it('a role that is given for a time takes hours in that time alone', async () => {
  const eve = await api.person('consultant');
  await api.call('POST', `/v1/people/${eve.id}/capacity-changes`, {
    json: { from: '2026-06-15', hoursPerWeek: 20 },
  });
  const id = await api.engagement({ playbook: 'with-effort', title: 'For a time' });
  const reassign = (more: object) =>
    api.call('POST', `/v1/engagements/${id}/signals/reassigned`, {
      json: { role: 'consultant', personId: eve.id, ...more },
      token: olga.token,
    });
  expect((await reassign({})).text).toContain('10 h too many in 2026-W25');
  expect((await reassign({ actingUntil: '2026-06-15T00:00:00Z' })).status).toBe(202);
});
