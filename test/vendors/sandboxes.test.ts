import { generateKeyPairSync, randomUUID } from 'node:crypto';
import { Pool } from 'pg';
import { VendorClients } from '../../src/vendors/clients';
import { VendorError, VendorUnconfiguredError } from '../../src/vendors/kit/errors';
import { createSandboxStore } from '../../src/vendors/kit/sandbox/store';
import { findVendor, type VendorName } from '../../src/vendors/registry';
import { ownChannel } from '../../src/vendors/slack/channel';
import { ADMIN_TOKEN, type ReceivedWebhook, type SandboxServer, startSandboxServer } from './sandbox-server';
import { clientOf } from './clients';

const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
const PEM = privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
const SERVICE_ACCOUNT = {
  clientEmail: 'robot@project.iam.gserviceaccount.example',
  privateKey: PEM,
  subject: 'office@company.example',
};
const SECRETS: Partial<Record<VendorName, string>> = {
  hubspot: 'hubspot-app-secret',
  xero: 'xero-webhook-key',
  slack: 'slack-signing-secret',
};

let server: SandboxServer;

beforeAll(async () => {
  server = await startSandboxServer({
    hubspot: { clientSecret: SECRETS.hubspot as string },
    xero: { webhookKey: SECRETS.xero as string },
    slack: { signingSecret: SECRETS.slack as string },
    'google-drive': SERVICE_ACCOUNT,
    gmail: { clientId: 'c', clientSecret: 's', refreshToken: 'r', from: 'office@company.example' },
  });
});
beforeEach(() => {
  server.received.length = 0;
});
afterAll(() => server.stop());

/** What our own receiver makes of a call that a sandbox sent. */
function verified(webhook: ReceivedWebhook, secret = SECRETS[webhook.vendor as VendorName] as string) {
  return findVendor(webhook.vendor)?.webhook?.verify({
    ...webhook,
    method: 'POST',
    secret,
    nowMs: Date.now(),
  });
}

async function settled(condition: () => boolean): Promise<void> {
  for (let tries = 0; tries < 100 && !condition(); tries += 1) {
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

async function raw(path: string, init: RequestInit & { json?: unknown } = {}) {
  const response = await fetch(`${server.url}/sandbox${path}`, {
    ...init,
    headers: {
      authorization: `Bearer ${ADMIN_TOKEN}`,
      'content-type': 'application/json',
      ...(init.headers as Record<string, string>),
    },
    ...(init.json === undefined ? {} : { body: JSON.stringify(init.json) }),
  });
  return { status: response.status, body: (await response.json()) as Record<string, unknown> };
}

function dealOrder(id: string, properties: Record<string, string>, more: Record<string, unknown> = {}) {
  return { event: 'deal.propertyChange', object: { id, properties, ...more } };
}

describe('HubSpot', () => {
  it('[CD-01] tells us of a deal that moves on, signed so that our receiver takes it', async () => {
    const answer = await server.emit(
      'hubspot',
      dealOrder('777', { dealname: 'Website relaunch', amount: '1200.00', dealstage: 'planning_proposal' }),
    );
    expect(answer).toMatchObject({ delivered: true, status: 200, object: { id: '777' } });
    // It is signed for the public address, which leads nowhere from here, and comes all the same.
    expect(server.received[0]?.url).toBe(`${server.settings.publicUrl}/webhooks/hubspot`);
    expect(server.settings.publicUrl).not.toContain(server.url);
    const verdict = verified(server.received[0] as ReceivedWebhook);
    expect(verdict).toMatchObject({
      ok: true,
      deliveries: [
        {
          payload: {
            subscriptionType: 'deal.propertyChange',
            objectId: 777,
            propertyName: 'dealstage',
            propertyValue: 'planning_proposal',
          },
        },
      ],
    });
    const deal = await clientOf(server.clients, 'hubspot').getDeal('777');
    expect(deal).toMatchObject({ name: 'Website relaunch', amount: '1200.00', stage: 'planning_proposal' });
    const [contact] = await clientOf(server.clients, 'hubspot').getContacts(deal.contactIds);
    expect(contact?.email).toContain('@');
  });

  it('[SYS-01] knows the contacts that it is given, and changes them no more than asked', async () => {
    const contacts = [{ email: 'Ada@client.example', firstname: 'Ada', lastname: 'Lovelace' }];
    await server.emit('hubspot', { ...dealOrder('778', { dealname: 'A' }, { contacts }), deliver: false });
    await server.emit('hubspot', { ...dealOrder('778', { amount: '5.00' }), deliver: false });
    const hubspot = clientOf(server.clients, 'hubspot');
    const deal = await hubspot.getDeal('778');
    expect(deal).toMatchObject({ name: 'A', amount: '5.00' });
    expect(await hubspot.getContacts(deal.contactIds)).toMatchObject([
      { name: 'Ada Lovelace', email: 'Ada@client.example' },
    ]);
    expect(server.received).toHaveLength(0);
    expect(await hubspot.ensureContact('ada@client.example', {})).toBe(deal.contactIds[0]);
  });

  it('repeats a webhook that we could not take, and says when it gave up', async () => {
    server.webhookStatuses = [503];
    const answer = await server.emit('hubspot', dealOrder('779', { dealstage: 'contractsent' }));
    expect(answer).toMatchObject({ delivered: true, status: 200 });
    const [first, second] = server.received.map((webhook) => verified(webhook));
    expect(first).toMatchObject({ ok: true, deliveries: [{ payload: { attemptNumber: 0 } }] });
    expect(second).toMatchObject({ ok: true, deliveries: [{ payload: { attemptNumber: 1 } }] });
    server.webhookStatuses = [401];
    const refused = await server.emit('hubspot', dealOrder('779', { dealstage: 'closedwon' }));
    expect(refused).toMatchObject({ delivered: false, status: 401 });
  });

  it('tells us of the stages that we set ourselves, as the vendor does, once per change', async () => {
    await server.emit('hubspot', { ...dealOrder('780', { dealstage: 'contractsent' }), deliver: false });
    const hubspot = clientOf(server.clients, 'hubspot');
    await hubspot.setDealProperty('780', 'dealstage', 'closedwon');
    await hubspot.setDealProperty('780', 'dealstage', 'closedwon');
    await settled(() => server.received.length > 0);
    await new Promise((resolve) => setTimeout(resolve, 100));
    expect(server.received).toHaveLength(1);
    expect(verified(server.received[0] as ReceivedWebhook)).toMatchObject({
      deliveries: [{ payload: { objectId: 780, propertyValue: 'closedwon', changeSource: 'INTEGRATION' } }],
    });
  });

  it('knows the four stages, and refuses others by its own rules', async () => {
    const hubspot = clientOf(server.clients, 'hubspot');
    expect(await hubspot.dealStages()).toEqual([
      'planning_proposal',
      'contractsent',
      'closedwon',
      'closedlost',
    ]);
    await server.emit('hubspot', { ...dealOrder('781', {}), deliver: false });
    await expect(hubspot.setDealProperty('781', 'dealstage', 'nonsense')).rejects.toMatchObject({
      outcome: 'rejected',
      vendorCode: 'VALIDATION_ERROR',
    });
    await expect(hubspot.getDeal('404404')).rejects.toMatchObject({ status: 404, outcome: 'rejected' });
  });
});

describe('Xero', () => {
  it('[CD-14] [SYS-10] tells us that the invoice made by us was paid', async () => {
    const xero = clientOf(server.clients, 'xero');
    const contactId = await xero.ensureContact('e/1', 'Acme', 'ada@acme.example');
    const invoice = await xero.ensureInvoice('e/1/invoice', {
      number: 'CD-0001-1',
      contactId,
      description: 'First half',
      amount: '600.00',
      currency: 'EUR',
      reference: 'CD-0001',
      date: '2026-11-22',
      dueDate: '2026-12-22',
    });
    expect(invoice).toMatchObject({ status: 'AUTHORISED', amountDue: 600, total: 600, currency: 'EUR' });
    const part = { event: 'invoice.paid', object: { invoiceNumber: 'CD-0001-1', amount: 100 } };
    expect(await server.emit('xero', part)).toMatchObject({ delivered: true, object: { AmountDue: 500 } });
    expect(await xero.getInvoice(invoice.id)).toMatchObject({ status: 'AUTHORISED', amountPaid: 100 });
    await server.emit('xero', { event: 'invoice.paid', object: { invoiceID: invoice.id } });
    expect(await xero.getInvoice(invoice.id)).toMatchObject({
      status: 'PAID',
      amountDue: 0,
      amountPaid: 600,
    });
    expect(server.received.map((webhook) => verified(webhook))).toMatchObject([
      { ok: true, deliveries: [{ payload: { resourceId: invoice.id, eventCategory: 'INVOICE' } }] },
      { ok: true, deliveries: [{ payload: { resourceId: invoice.id, eventType: 'UPDATE' } }] },
    ]);
    expect(verified(server.received[0] as ReceivedWebhook, 'wrong')).toMatchObject({
      ok: false,
      status: 401,
    });
    expect(await xero.voidInvoice('e/1/void', invoice.id)).toMatchObject({ status: 'PAID' });
  });

  it('voids an invoice on which nothing was paid, once', async () => {
    const xero = clientOf(server.clients, 'xero');
    const contactId = await xero.ensureContact('e/1', 'Acme', undefined);
    const { id } = await xero.ensureInvoice('e/2/invoice', {
      number: 'CD-0002-1',
      contactId,
      description: 'All',
      amount: '10.10',
      currency: 'EUR',
      reference: 'CD-0002',
      date: '2026-11-22',
      dueDate: '2026-12-22',
    });
    expect(await xero.voidInvoice('e/2/void', id)).toMatchObject({ status: 'VOIDED', amountDue: 0 });
    expect(await xero.voidInvoice('e/2/void', id)).toMatchObject({ status: 'VOIDED' });
    const voids = (await server.log('xero')).filter(
      ({ method, path }) => method === 'POST' && path.endsWith(id),
    );
    expect(voids).toHaveLength(1);
  });

  it('takes the contact that is already known to it under the client’s name', async () => {
    const xero = clientOf(server.clients, 'xero');
    const first = await xero.ensureContact('one', 'Known "since" long', undefined);
    expect(await xero.ensureContact('two', 'Known "since" long', undefined)).toBe(first);
  });

  it('shows an invoice that a person made there', async () => {
    const answer = await server.emit('xero', { event: 'invoice.paid', object: { invoiceNumber: 'HAND-1' } });
    expect(answer).toMatchObject({ delivered: true, object: { Status: 'PAID', InvoiceNumber: 'HAND-1' } });
    expect(await clientOf(server.clients, 'xero').findInvoice('HAND-1')).toMatchObject({ status: 'PAID' });
  });
});

describe('Slack', () => {
  it('[SYS-06] tells us who pressed which button', async () => {
    const slack = clientOf(server.clients, 'slack');
    const user = (await slack.findUserByEmail('olga@company.example')) as string;
    const channel = await ownChannel(slack, 'cd-0001', 'cd-0001');
    await slack.invite(channel, [user]);
    await slack.invite(channel, [user]);
    const ts = await slack.postMessage({ channel, text: 'Approve?' }, 'k1');
    const object = {
      email: 'olga@company.example',
      actions: [{ action_id: 'approvalGiven', value: 'promise-1' }],
      channel: { id: channel },
      message: { ts },
    };
    const answer = await server.emit('slack', { event: 'block_actions', object });
    expect(answer).toMatchObject({ delivered: true });
    expect(verified(server.received[0] as ReceivedWebhook)).toMatchObject({
      ok: true,
      deliveries: [
        {
          payload: {
            type: 'block_actions',
            user: { id: user },
            actions: [{ action_id: 'approvalGiven', value: 'promise-1' }],
            message: { text: 'Approve?' },
          },
        },
      ],
    });
    expect(await slack.findEmailOfUser(user)).toBe('olga@company.example');
    expect(await slack.findEmailOfUser('U0NOBODY')).toBeUndefined();
    await slack.updateMessage(ts, { channel, text: 'Approved by Olga' });
  });

  it('finds a message by its key over several pages, and nothing that is older than asked for', async () => {
    const slack = clientOf(server.clients, 'slack');
    const channel = await ownChannel(slack, 'pages', 'pages');
    const first = await slack.postMessage({ channel, text: 'the one' }, 'wanted');
    for (let n = 0; n < 205; n += 1) await slack.postMessage({ channel, text: `message ${n}` }, `other-${n}`);
    expect(await slack.findMessage(channel, 'wanted', Date.now() - 60_000)).toBe(first);
    expect(await slack.findMessage(channel, 'wanted', Date.now() + 60_000)).toBeUndefined();
  });

  it('does not know people outside the workspace; a direct message goes to the same place each time', async () => {
    const slack = clientOf(server.clients, 'slack');
    expect(await slack.findUserByEmail('stranger@nowhere.invalid')).toBeUndefined();
    const user = (await slack.findUserByEmail('otto@company.example')) as string;
    const direct = await slack.openDirectMessage(user);
    expect(await slack.openDirectMessage(user)).toBe(direct);
    await expect(slack.postMessage({ channel: 'C0NOWHERE', text: 'x' }, 'k')).rejects.toMatchObject({
      vendorCode: 'channel_not_found',
      outcome: 'rejected',
    });
  });

  it('archives a channel once, and makes no other one with its name', async () => {
    const slack = clientOf(server.clients, 'slack');
    const channel = await ownChannel(slack, 'to-be-closed', 'to-be-closed');
    await slack.archive(channel);
    await slack.archive(channel);
    await expect(slack.postMessage({ channel, text: 'x' }, 'k')).rejects.toMatchObject({
      vendorCode: 'is_archived',
    });
  });
});

describe('Google', () => {
  it('[SYS-07] [CD-10] gives a document to exactly the named people', async () => {
    const drive = clientOf(server.clients, 'google-drive');
    const folderId = await drive.generateId();
    await drive.createFolder({ id: folderId, name: 'Acme', key: 'f' });
    const id = await drive.generateId();
    const file = await drive.uploadFile(
      { id, name: 'Proposal.html', parentId: folderId, key: 'd' },
      'text/html',
      '<p>€</p>',
    );
    expect(file.link).toContain(id);
    expect(await drive.setReaders(id, ['a@company.example', 'B@company.example'])).toEqual({
      added: 2,
      removed: 0,
    });
    expect(await drive.setReaders(id, ['b@company.example', 'c@company.example'])).toEqual({
      added: 1,
      removed: 1,
    });
    expect(await drive.setReaders(id, ['b@company.example', 'c@company.example'])).toEqual({
      added: 0,
      removed: 0,
    });
    const { body } = await raw(`/google-drive/drive/v3/files/${id}/permissions`);
    const readers = (body['permissions'] as { role: string; emailAddress: string }[]).filter(
      ({ role }) => role === 'reader',
    );
    expect(readers.map(({ emailAddress }) => emailAddress).toSorted()).toEqual([
      'b@company.example',
      'c@company.example',
    ]);
    const upload = (await server.log('google-drive')).find(({ path }) => path.startsWith('/upload/'));
    expect(upload?.body).toMatchObject({
      parts: [{ content: { name: 'Proposal.html' } }, { contentType: 'text/html', content: '<p>€</p>' }],
    });
  });

  it('[SYS-08] sends a mail as it was written, to whom it was written', async () => {
    const gmail = clientOf(server.clients, 'gmail');
    const mail = {
      fromName: 'Olga Ops',
      to: [{ name: 'Ada "the countess" Lovelace, <b@evil.example>', address: 'ada@client.example' }],
      cc: [{ name: '', address: 'olga@company.example' }],
      subject: 'Grüße aus Málaga\r\nBcc: evil@example.org',
      text: 'Herzlich willkommen, schön dass Sie da sind.',
    };
    const draft = await gmail.createDraft(mail, 'the-key');
    const sent = await gmail.sendDraft(draft.id);
    expect(sent?.threadId).toBe(draft.threadId);
    expect(await gmail.sendDraft(draft.id)).toBeUndefined();
    const { body } = await raw(`/gmail/gmail/v1/users/me/messages/${sent?.messageId}`);
    const { headers } = body['payload'] as { headers: { name: string; value: string }[] };
    const header = (name: string) => headers.find((candidate) => candidate.name === name)?.value;
    expect(header('To')).toMatch(/^".*" <ada@client\.example>$/);
    expect(header('From')).toBe('Olga Ops <office@company.example>');
    expect(header('Cc')).toBe('olga@company.example');
    expect(header('X-Promisekeeper-Key')).toBe('the-key');
    expect(header('Bcc')).toBeUndefined();
  });

  it('[SYS-09] makes a meeting with a video link, and cancels it once', async () => {
    const calendar = clientOf(server.clients, 'google-calendar');
    const event = await calendar.schedule('kick-off', {
      title: 'Kick-off',
      startAt: '2026-12-01T10:00:00+01:00',
      endAt: '2026-12-01T10:30:00+01:00',
      timeZone: 'Europe/Madrid',
      attendees: ['ada@client.example'],
      video: true,
    });
    expect(event.videoLink).toMatch(/^https:\/\/meet\.google\.com\//);
    await calendar.cancel('kick-off');
    await calendar.cancel('kick-off');
    const { body } = await raw(`/google-calendar/calendar/v3/calendars/primary/events`);
    expect(body['items']).toEqual([]);
  });

  it('lets in the service account by its signed assertion only', async () => {
    const other = generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey;
    const forged = other.export({ type: 'pkcs8', format: 'pem' }).toString();
    const drive = clientOf(server.clientsWith('google-drive', { privateKey: forged }), 'google-drive');
    await expect(drive.generateId()).rejects.toMatchObject({ op: 'token', outcome: 'rejected' });
    await expect(clientOf(server.clients, 'google-drive').generateId()).resolves.toMatch(/^[\w-]{20,}$/);
  });

  it.each(['google-drive', 'xero'] as const)(
    '%s: a token that is refused is renewed once',
    async (vendor) => {
      const clients = server.clientsWith(vendor, {});
      await ask(clients, vendor);
      await server.fault(vendor, {
        method: 'GET',
        path: vendor === 'xero' ? '/api.xro' : '/files',
        status: 401,
      });
      await ask(clients, vendor);
      const tokens = (await server.log(vendor)).filter(({ path }) => path.endsWith('token'));
      expect(tokens.length).toBeGreaterThanOrEqual(2);
      expect(JSON.stringify(tokens)).not.toContain('eyJ');
      await server.fault(vendor, {
        method: 'GET',
        path: vendor === 'xero' ? '/api.xro' : '/files',
        status: 401,
        times: 2,
      });
      await expect(ask(clients, vendor)).rejects.toMatchObject({ status: 401, outcome: 'rejected' });
    },
  );
});

async function ask(clients: VendorClients, vendor: 'google-drive' | 'xero'): Promise<unknown> {
  return vendor === 'xero'
    ? clientOf(clients, 'xero').findInvoice('none')
    : clientOf(clients, 'google-drive').generateId();
}

describe('what does not fit the vendor’s specification is refused in the vendor’s own form', () => {
  it.each([
    ['hubspot', 'POST', '/crm/objects/2026-09/deals', { properties: { amount: 12 } }, 400, 'category'],
    ['hubspot', 'POST', '/crm/objects/2026-09/contacts/batch/upsert', { inputs: [{}] }, 400, 'category'],
    ['google-calendar', 'POST', '/calendar/v3/calendars/primary/events', { start: 'tomorrow' }, 400, 'error'],
    ['google-drive', 'GET', '/drive/v3/files/generateIds?count=many', undefined, 400, 'error'],
    ['google-drive', 'GET', '/drive/v3/files?unknownParameter=1', undefined, 400, 'error'],
    ['gmail', 'POST', '/gmail/v1/users/me/drafts', { message: { raw: 'not base64!' } }, 400, 'error'],
    ['xero', 'GET', '/api.xro/2.0/Invoices/not-a-uuid', undefined, 400, 'Elements'],
    ['xero', 'PUT', '/api.xro/2.0/Invoices', { Invoices: [{ Type: 'NONSENSE' }] }, 400, 'Elements'],
  ])('%s %s %s', async (vendor, method, path, json, status, sign) => {
    const headers = { 'xero-tenant-id': 'x' };
    const answer = await raw(`/${vendor}${path}`, {
      method,
      headers,
      ...(json === undefined ? {} : { json }),
    });
    expect(answer.status).toBe(status);
    expect(answer.body).toHaveProperty(sign);
  });

  it('slack says so with 200', async () => {
    const { status, body } = await raw('/slack/api/chat.postMessage', {
      method: 'POST',
      json: { text: 'x' },
    });
    expect(status).toBe(200);
    expect(body).toMatchObject({ ok: false, error: 'invalid_arguments' });
  });
});

describe('faults', () => {
  it('hit as many calls as ordered, under their prefix only', async () => {
    await server.fault('hubspot', { path: '/crm/pipelines', status: 500, times: 2 });
    const hubspot = clientOf(server.clients, 'hubspot');
    await server.emit('hubspot', { ...dealOrder('790', {}), deliver: false });
    await hubspot.getDeal('790');
    await expect(hubspot.dealStages()).rejects.toBeInstanceOf(VendorError);
    await expect(hubspot.dealStages()).rejects.toMatchObject({ status: 500, outcome: 'unknown' });
    expect(await hubspot.dealStages()).toHaveLength(4);
  });

  it('can hold a call up without failing it', async () => {
    await server.fault('slack', { path: '/auth.test', delayMs: 300 });
    const before = Date.now();
    expect(await raw('/slack/api/auth.test')).toMatchObject({ body: { ok: true } });
    expect(Date.now() - before).toBeGreaterThanOrEqual(290);
  });

  it('an order that cannot be understood is refused', async () => {
    expect((await raw('/hubspot/_faults', { method: 'POST', json: { status: 'high' } })).status).toBe(422);
    expect((await raw('/hubspot/_emit', { method: 'POST', json: { event: 'unheard.of' } })).status).toBe(422);
    const badId = { event: 'deal.propertyChange', object: { id: 'seven' } };
    expect((await raw('/hubspot/_emit', { method: 'POST', json: badId })).status).toBe(422);
  });
});

describe('state', () => {
  it('is in PostgreSQL alone: another process sees the same', async () => {
    const key = randomUUID();
    const id = await clientOf(server.clients, 'hubspot').ensureContact(`${key}@client.example`, {});
    const pool = new Pool({ connectionString: server.databaseUrl });
    const found = await createSandboxStore(pool).getMany('hubspot', 'contacts', [id]);
    await pool.end();
    expect(JSON.stringify(found)).toContain(key);
  });

  it('is not shared with a vendor that is not in sandbox mode', async () => {
    const response = await fetch(`${server.url}/sandbox/parley/_log`, {
      headers: { authorization: `Bearer ${ADMIN_TOKEN}` },
    });
    expect(response.status).toBe(404);
  });
});

describe('a vendor that is not set up', () => {
  it('is refused before anything is sent', () => {
    const vendors = { slack: { mode: 'unconfigured', baseUrl: server.url, values: {} } } as const;
    expect(() => clientOf(new VendorClients({ vendors }), 'slack')).toThrow(VendorUnconfiguredError);
    expect(() => clientOf(new VendorClients({ vendors }), 'xero')).toThrow(/by hand/);
  });
});
