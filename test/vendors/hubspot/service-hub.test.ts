import { NOTHING_KEPT as NO_CONSENT } from '../../../src/credential/domain/credential';
import { randomUUID } from 'node:crypto';
import type { Mail } from '../../../src/capability/offered/mail';
import { hubspot } from '../../../src/vendors/hubspot';
import { readStages, stageId } from '../../../src/vendors/hubspot/helpdesk/stages';
import { ADMIN_TOKEN, type SandboxServer, startSandboxServer } from '../sandbox-server';
import { clientOf } from '../clients';

const OBJECTS = '/hubspot/crm/objects/2026-09';
const NOTHING_KEPT = { find: async () => undefined, keep: async () => ({ vendorId: '', data: {}, atMs: 0 }) };

let server: SandboxServer;
beforeAll(async () => {
  server = await startSandboxServer({ hubspot: { ticketPipeline: '0', emailId: '7' } });
});
afterAll(() => server.stop());

async function ask(path: string, method = 'GET', json?: unknown) {
  const response = await fetch(`${server.url}/sandbox${path}`, {
    method,
    headers: { authorization: `Bearer ${ADMIN_TOKEN}`, 'content-type': 'application/json' },
    ...(json === undefined ? {} : { body: JSON.stringify(json) }),
  });
  return { status: response.status, body: (await response.json()) as Record<string, unknown> };
}

const settings = () => {
  const found = server.settings.vendors['hubspot'];
  if (found === undefined) throw new Error('no settings of hubspot');
  return found;
};
const ports = (values: Record<string, string> = {}) =>
  hubspot.open({ ...settings(), values: { ...settings().values, ...values } }, NO_CONSENT);

describe('Service Hub as strict as Service Hub', () => {
  it.each([
    ['tickets', { favouriteColour: 'red' }, 'PROPERTY_DOESNT_EXIST'],
    ['tickets', { hs_pipeline_stage: '9' }, 'INVALID_OPTION'],
    ['tickets', { hs_pipeline: '9' }, 'INVALID_OPTION'],
    ['tickets', { hs_ticket_priority: 'critical' }, 'INVALID_OPTION'],
  ])('refuses a %s with %j', async (type, properties, reason) => {
    const { status, body } = await ask(`${OBJECTS}/${type}`, 'POST', { properties });
    expect(status).toBe(400);
    expect(body['message']).toContain(reason);
  });

  it('lets what was answered be read only', async () => {
    const properties = { hs_value: '9' };
    expect((await ask(`${OBJECTS}/feedback_submissions`, 'POST', { properties })).status).toBe(405);
    const inputs = [{ id: '1', idProperty: 'hs_value', properties }];
    expect((await ask(`${OBJECTS}/feedback_submissions/batch/upsert`, 'POST', { inputs })).status).toBe(405);
    expect((await ask(`${OBJECTS}/feedback_submissions`)).status).toBe(200);
  });

  it('finds what was changed since an instant, page by page, and refuses what HubSpot refuses of a search', async () => {
    const sinceMs = Date.now();
    for (let id = 301; id < 304; id += 1) {
      const object = { id: String(id), properties: { subject: 'Found' } };
      await server.emit('hubspot', { event: 'ticket.creation', object, deliver: false });
    }
    const changes = await clientOf(server.clients, 'hubspot').tickets.changedSince('0', sinceMs);
    expect(changes.map(({ id }) => id)).toEqual(['301', '302', '303']);
    const search = (order: object) => ask(`${OBJECTS}/tickets/search`, 'POST', order);
    const first = await search({ limit: 2, sorts: ['hs_lastmodifieddate'] });
    expect(first.body).toMatchObject({ total: 3, paging: { next: { after: '2' } } });
    expect((await search({ limit: 2, after: '2' })).body['results']).toHaveLength(1);
    expect((await search({ limit: 201 })).status).toBe(400);
  });
});

describe('The stages of tickets', () => {
  it('are read from the settings, several of one meaning, the first of which is written', () => {
    const stages = readStages(' 11=new, 12=open,13=open ,14=resolved');
    expect([...stages]).toEqual([
      ['11', 'new'],
      ['12', 'open'],
      ['13', 'open'],
      ['14', 'resolved'],
    ]);
    expect(stageId(stages, 'open')).toBe('12');
    expect(stageId(stages, 'waitingForClient')).toBe('12');
    expect(stageId(readStages('11=new'), 'resolved')).toBeUndefined();
    expect(() => readStages('11=fresh')).toThrow('write the id of a stage, = and one of new');
  });
});

describe('A mail by HubSpot', () => {
  const mailbox = (address: string) => ({ name: 'Ada', address });
  const mail = (addresses: string[]): Mail => ({
    to: addresses.map(mailbox),
    subject: 'Welcome',
    text: 'Dear Ada,\nwelcome & hello.',
    replyTo: mailbox('office@company.example'),
  });
  const sent = async (address: string) => {
    const path = `${OBJECTS}/contacts/${address}?idProperty=email&properties=hs_email_delivered`;
    const { body } = await ask(path);
    return (body['properties'] as Record<string, string> | undefined)?.['hs_email_delivered'];
  };
  const send = (key: string, addresses: string[], values: Record<string, string> = {}) =>
    ports(values)
      .port('mail', NOTHING_KEPT)
      .send(key, async () => mail(addresses));

  it('[SYS-02] goes to each addressee once for its key, and says how many addresses HubSpot refuses', async () => {
    const key = randomUUID();
    const addresses = ['ada@acme.example', 'bob@acme.example', 'nobody'];
    for (let tries = 0; tries < 2; tries += 1) {
      expect(await send(key, addresses)).toMatchObject({ refused: 1 });
    }
    expect([await sent('ada@acme.example'), await sent('bob@acme.example')]).toEqual(['1', '1']);
    await send(randomUUID(), ['ada@acme.example']);
    expect(await sent('ada@acme.example')).toBe('2');
    const log = await server.log('hubspot');
    const order = log.findLast(({ path }) => path.endsWith('/single-email/send'))?.body;
    expect(order).toMatchObject({
      emailId: 7,
      message: { to: 'ada@acme.example', replyTo: ['office@company.example'] },
      customProperties: { subject: 'Welcome' },
    });
    expect(JSON.stringify(order)).toContain('welcome &amp; hello.');
  });

  it('is a person’s to send where no email is set, or HubSpot sends to nobody of them', async () => {
    await expect(send(randomUUID(), ['ada@acme.example'], { emailId: '' })).rejects.toThrow(
      'HUBSPOT_EMAIL_ID',
    );
    await expect(send(randomUUID(), ['nobody'])).rejects.toThrow('none of the addresses');
  });
});
