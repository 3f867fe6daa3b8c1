import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { openPromise, type Reply, startApi, type TestApi } from '../support/api';

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
    errors: [{ pointer: '/form/team/consultant', message: expect.stringContaining('60 would be taken') }],
  },
};

it('a team is refused when it takes more of a person than they have, unless somebody says why', async () => {
  const first = await api.engagement({ playbook: 'with-effort', team: { consultant: carl } });
  const second = await api.engagement({ playbook: 'with-effort', title: 'Another' });
  expect(await review(second)).toMatchObject(CARL);
  for (const overrideReason of ['', ' ', null]) {
    expect((await review(second, { overrideReason })).status).toBe(422);
  }
  expect((await review(second, { overrideReason: 'Carl agreed to it' })).status).toBe(202);
  await api.db.engagement.update({ where: { id: first }, data: { status: 'completed' } });
  expect((await review(await api.engagement({ playbook: 'with-effort', title: 'Third' }))).status).toBe(202);
});
