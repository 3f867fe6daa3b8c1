import { SettingsError } from '../../src/settings/problems';
import { readSettings, readStartSettings } from '../../src/settings/settings';
import { ENGAGEMENTS } from '../../src/engagement/dispatch/hand-over';
import { findEngagement } from '../../src/engagement/store/engagements';
import { readFileSync } from 'node:fs';
import { VENDORS } from '../../src/vendors/registry';
import { parley } from '../fixtures/house/vendor/index';
import { signParley } from '../fixtures/house/vendor/webhook';
import { actionsOf, newEngagement, type Office, openOffice } from '../activities/support';
import { PLAYBOOK_FILE, startApi, type TestApi } from '../support/api';
import { filesTouchedBy } from '../support/house-edits';

/** All that a new vendor touches outside its folder: its line in the registry. */
const WITH_PARLEY = [...VENDORS, parley];

it('touches one file outside its folder', () => {
  expect([...filesTouchedBy('vendor').keys()]).toEqual(['src/vendors/registry.ts']);
});

describe('The settings of a vendor that is one more line of the registry', () => {
  it('give it a sandbox like the others, and a place among those that may be named', () => {
    const settings = readStartSettings({ PROMISEKEEPER_CAPABILITIES: 'chat=parley' }, WITH_PARLEY);
    expect(settings.vendors['parley']).toEqual({
      mode: 'sandbox',
      baseUrl: 'http://127.0.0.1:3000/sandbox/parley',
      values: {
        token: 'sandbox-parley-token',
        workspace: 'main',
        webhookSecret: 'sandbox-parley-webhook-secret',
      },
    });
    expect(settings.capabilities).toMatchObject({ chat: 'parley', mail: 'gmail' });
    expect(readStartSettings({}, WITH_PARLEY).capabilities.chat).toBe('slack');
  });

  it('make it live, and say with its own words what is missing', () => {
    const real = {
      DATABASE_URL: 'postgresql://u:p@db:5432/promisekeeper',
      TEMPORAL_ADDRESS: 'temporal:7233',
      PROMISEKEEPER_ADMIN_TOKEN: 'sixteen-letters-or-more',
      PARLEY_TOKEN: 't',
    };
    const settings = readSettings({ ...real, PARLEY_WORKSPACE: 'ours' }, WITH_PARLEY);
    expect(settings.vendors['parley']).toMatchObject({ mode: 'live', baseUrl: 'https://api.parley.example' });
    expect(settings.warnings).toEqual([expect.stringContaining('what signs the calls of Parley')]);
    const problemsOf = (more: object) => {
      try {
        readSettings({ ...real, ...more }, WITH_PARLEY);
      } catch (error) {
        return (error as SettingsError).message;
      }
      return '';
    };
    expect(problemsOf({})).toContain('PARLEY_WORKSPACE  is missing: the name of the workspace');
    expect(problemsOf({ PROMISEKEEPER_SANDBOX: 'parly' })).toContain('xero, parley');
  });
});

describe('Its actions', () => {
  let office: Office;
  beforeAll(async () => {
    office = await openOffice(WITH_PARLEY);
  });
  afterAll(() => office.close());

  it('reach its sandbox through the port, once for each key', async () => {
    const id = await newEngagement(office);
    const actions = actionsOf(office.deps, [parley]);
    const params = { to: 'channel', template: 'delivery-unlocked' } as const;
    const request = { engagementId: id, key: `parley/${id}`, params };
    const first = await actions['chat.postMessage'](request);
    expect(first.refs).toEqual({ channelId: 'room-1', messageId: 'message-1' });
    expect(await actionsOf(office.deps, [parley])['chat.postMessage'](request)).toEqual(first);
    const items = await office.server.log('parley');
    expect(items.map(({ method, path, status }) => `${method} ${path} ${status}`)).toEqual([
      'POST /rooms 200',
      'POST /messages 200',
      'POST /messages 200',
    ]);
  });

  it('are refused by its sandbox when they do not fit its specification', async () => {
    const send = (authorization: string) =>
      fetch(`${office.server.url}/sandbox/parley/messages`, {
        method: 'POST',
        headers: { authorization, 'content-type': 'application/json' },
        body: '{"key":"k"}',
      });
    expect((await send('Bearer sandbox-parley-token')).status).toBe(400);
    expect((await send('Bearer somebody')).status).toBe(401);
  });
});

describe('At the edge', () => {
  let api: TestApi;
  beforeAll(async () => {
    api = await startApi({ vendors: WITH_PARLEY });
  });
  afterAll(() => api.close());

  const say = (id: string, secret: string) => {
    const body = JSON.stringify({ id });
    const headers = { 'x-parley-signature': signParley(secret, body) };
    return api.call('POST', '/webhooks/parley', { token: null, body, headers });
  };
  const publish = (name: string, vendors: string) => {
    const source = readFileSync(PLAYBOOK_FILE, 'utf8').replace(
      'name: client-delivery',
      `name: ${name}\n${vendors}`,
    );
    return api.call('POST', '/v1/playbooks', { body: source, headers: { 'content-type': 'text/yaml' } });
  };

  it('its calls are verified in its own way, stored once, and refused as it wishes', async () => {
    for (const id of ['one', 'one', 'two']) {
      expect((await say(id, 'sandbox-parley-webhook-secret')).status).toBe(200);
    }
    const refused = await say('three', 'forged');
    expect([refused.status, refused.text]).toEqual([401, '']);
    const stored = await api.db.webhookDelivery.findMany({ where: { vendor: 'parley' } });
    expect(stored.map(({ key }) => key).toSorted()).toEqual(['one', 'two']);
  });

  it('a playbook can have it serve a capability for its own engagements', async () => {
    expect((await publish('by-parley', 'vendors: { chat: parley }')).status).toBe(201);
    const row = await findEngagement(api.db, await api.engagement({ playbook: 'by-parley' }));
    const { input } = await ENGAGEMENTS.start(api.deps, row as NonNullable<typeof row>);
    expect(input).toMatchObject({ queues: { chat: 'parley', mail: 'gmail' } });
  });

  it.each([
    ['vendors: { chat: teems }', /no vendor "teems" here; chat is provided by: slack, teams, parley/],
    ['vendors: { mail: parley }', /parley does not provide mail; mail is provided by: gmail/],
  ])('a playbook with %s is refused, and told why', async (vendors, message) => {
    const reply = await publish('wrong-vendor', vendors);
    expect(reply.status).toBe(422);
    const { errors } = reply.body as { errors: { pointer: string; message: string }[] };
    expect(errors).toEqual([
      { pointer: expect.stringMatching(/^\/vendors\//), message: expect.stringMatching(message) },
    ]);
  });
});
