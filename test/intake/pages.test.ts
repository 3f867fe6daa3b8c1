import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { historyToJSON } from '@temporalio/common/lib/proto-utils';
import { pino } from 'pino';
import { createApp } from '../../src/edge/app';
import { listen } from '../../src/edge/listen';
import { publishPlaybook } from '../../src/playbook/store/playbooks';
import { REAL_TIME } from '../../src/promise/domain/time';
import { readSettings } from '../../src/settings/settings';
import { VENDORS } from '../../src/vendors/registry';
import { devServerAddress } from '../support/environment';
import { House, until } from './house';

const PLAYBOOK = readFileSync(join(__dirname, '../fixtures/playbooks/kickoff-notes.yaml'), 'utf8');
const LINK = 'https://loop.cloud.microsoft/p/eyJ3IjoiYWJjIn0';

let house: House;
let edge: { readonly port: number; close(graceMs: number): Promise<void> };
let token: string;
beforeAll(async () => {
  house = await House.open();
  expect((await publishPlaybook(house.db, PLAYBOOK, new Date())).outcome).toBe('published');
  const settings = readSettings({
    DATABASE_URL: house.sandbox.databaseUrl,
    TEMPORAL_ADDRESS: await devServerAddress(),
    PROMISEKEEPER_ADMIN_TOKEN: ADMIN,
    PROMISEKEEPER_EMBEDDED: '1',
  });
  expect(settings.vendors['loop']).toMatchObject({ mode: 'unconfigured' });
  const app = createApp({
    ...{ db: house.db, temporal: house.temporal, clock: house.clock, vendors: VENDORS },
    settings: {
      ...settings,
      ...{ time: REAL_TIME, temporalUiUrl: 'http://127.0.0.1:8233', temporalNamespace: 'default' },
    },
    log: pino({ level: 'silent' }),
  });
  edge = await listen(app, 0, '127.0.0.1');
  token = ADMIN;
  const person = { name: 'Pia', email: 'pia@house.example', roles: ['project-lead'], timeZone: 'Etc/UTC' };
  const { body } = await call('POST', '/v1/people', person);
  token = String((await call('POST', `/v1/people/${String(body['id'])}/tokens`)).body['token']);
  house.startDispatcher();
});
afterAll(async () => {
  await edge.close(1_000);
  await house.close();
});

const ADMIN = 'test-administrator-token-0123456789';

async function call(method: string, path: string, json?: object) {
  const response = await fetch(`http://127.0.0.1:${edge.port}${path}`, {
    method,
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json', prefer: 'wait=20' },
    ...(json === undefined ? {} : { body: JSON.stringify(json) }),
  });
  return { status: response.status, body: (await response.json()) as Record<string, unknown> };
}

const itemsOf = async (path: string) => (await call('GET', path)).body['items'] as Record<string, unknown>[];

test('[SYS-05] [S4-08] Notes stand on a page that a person makes from a prepared text, and the timeline leads there', async () => {
  await house.dealMoves('9301', 'contractsent');
  const { id, workflowId } = await until('the engagement', async () => {
    const where = { externals: { some: { externalId: '9301' } } };
    return (await house.db.engagement.findFirst({ where })) ?? undefined;
  });
  const promise = await until('the task', async () => {
    const found = await house.db.promiseRecord.findFirst({ where: { engagementId: id, kind: 'task' } });
    return found ?? undefined;
  });
  expect(promise.title).toContain('By hand: Write the notes of the kick-off. Loop has no interface');
  expect(promise.keptBy).toEqual([
    { signal: 'stepCompleted', body: { promiseId: promise.id, form: { link: null } } },
  ]);
  const pages = () => itemsOf(`/v1/engagements/${id}/pages`);
  expect(await pages()).toEqual([
    {
      ...{ page: 'kickoff', title: 'Kick-off of Deal 9301', promiseId: promise.id, link: null },
      text: expect.stringMatching(/^Kick-off with Contact of deal 9301 of .*\nObjectives:/),
      preparedAt: expect.any(String),
    },
  ]);

  const answer = (form?: object) =>
    call('POST', `/v1/engagements/${id}/signals/stepCompleted`, {
      promiseId: promise.id,
      ...(form && { form }),
    });
  const refusals: [object | undefined, RegExp][] = [
    [undefined, /answer this: The link of the page/],
    [{ link: 'http://loop.cloud.microsoft/p/1' }, /give a link that begins with https/],
    [{ link: 'the one in the channel' }, /give a link that begins with https/],
    [
      { link: 'https://loop.cloud.microsoft.evil.example/p/1' },
      /give a link that leads to loop.cloud.microsoft/,
    ],
    [{ link: 'https://sharepoint.com.evil.example/p/1' }, /give a link that leads to .*sharepoint.com/],
    [{ link: 'https://evilsharepoint.com/p/1' }, /give a link that leads to .*sharepoint.com/],
  ];
  for (const [form, message] of refusals) {
    const { status, body } = await answer(form);
    expect(status).toBe(422);
    expect(body['errors']).toEqual([{ pointer: '/form/link', message: expect.stringMatching(message) }]);
  }
  expect(await answer({ link: LINK })).toMatchObject({ status: 200, body: { state: 'applied' } });

  expect(await pages()).toMatchObject([{ page: 'kickoff', link: LINK }]);
  const journal = await itemsOf(`/v1/engagements/${id}/journal`);
  expect(journal.map(({ summary }) => summary)).toContainEqual(
    expect.stringMatching(/^Kept: .*Write the notes of the kick-off.*https:\/\/loop\.cloud\.microsoft\/p\//),
  );
  expect(await itemsOf(`/v1/engagements/${id}/effects`)).toMatchObject([
    { action: 'notes.makePage', state: 'byHand', refs: { link: LINK } },
  ]);
  await until('what follows', async () =>
    house.db.promiseRecord.count({ where: { engagementId: id, step: 'begin' } }).then((count) => count > 0),
  );

  const history = historyToJSON(await house.client.workflow.getHandle(workflowId).fetchHistory());
  const said = history.replaceAll(/"data":\s*"([^"]*)"/g, (_whole, data: string) =>
    Buffer.from(data, 'base64').toString('utf8'),
  );
  expect(said).toContain('notes.makePage');
  for (const personal of [LINK, 'Contact of deal', 'Objectives']) expect(said).not.toContain(personal);
});
