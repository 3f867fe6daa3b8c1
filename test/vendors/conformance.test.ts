import { randomUUID } from 'node:crypto';
import { anchorOf } from '../../src/capability/offered/signature';
import { VendorError } from '../../src/vendors/kit/errors';
import type { EffectMemory, RememberedEffect } from '../../src/capability/effect-memory';
import type { VendorClients } from '../../src/vendors/clients';
import type { Vendor } from '../../src/vendors/kit/vendor';
import { findVendor, type VendorName, VENDORS } from '../../src/vendors/registry';
import { ownChannel } from '../../src/vendors/slack/channel';
import { type SandboxServer, startSandboxServer } from './sandbox-server';
import { clientOf } from './clients';

/** One effect of a connector, how to have it, and how many of it the vendor has. */
interface EffectCase {
  readonly vendor: VendorName;
  readonly effect: string;
  /** The call that makes it, for faults. */
  readonly create: { method: string; path: string };
  /** Does the effect; the same key is the same effect. Gives what the connector says it became. */
  perform: (clients: VendorClients, key: string, memory: Memory) => Promise<unknown>;
  /** How often the effect is there, asked from the vendor's own state. */
  count: (server: SandboxServer, key: string) => Promise<number>;
}

/** What an activity would keep in `external_ref` between its tries. */
type Memory = Map<string, string>;

async function objects(
  server: SandboxServer,
  vendor: VendorName,
  kind: string,
  text: string,
): Promise<number> {
  const { rows } = await server.pool.query<{ count: string }>(
    'SELECT count(*) FROM sandbox_object WHERE vendor = $1 AND kind = $2 AND position($3 in data::text) > 0',
    [vendor, kind, text],
  );
  return Number(rows[0]?.count);
}

async function remembered(memory: Memory, name: string, make: () => Promise<string>): Promise<string> {
  const value = memory.get(name) ?? (await make());
  memory.set(name, value);
  return value;
}

const CASES: EffectCase[] = [
  {
    vendor: 'hubspot',
    effect: 'a contact by address',
    create: { method: 'POST', path: '/crm/objects/2026-09/contacts' },
    perform: (clients, key) =>
      clientOf(clients, 'hubspot').ensureContact(`${key}@client.example`, { firstname: 'Ada' }),
    count: (server, key) => objects(server, 'hubspot', 'contacts', key),
  },
  {
    vendor: 'hubspot',
    effect: 'a note on a deal',
    create: { method: 'POST', path: '/crm/objects/2026-09/notes' },
    perform: async (clients, key) => {
      await clientOf(clients, 'hubspot').ensureEngagementKeyProperty();
      const deal = await clientOf(clients, 'hubspot').upsertDeal(`deal of ${key}`, {});
      return clientOf(clients, 'hubspot').ensureNote(deal, key, `<p>${key}</p>`, Date.now());
    },
    count: (server, key) => objects(server, 'hubspot', 'notes', key),
  },
  {
    vendor: 'hubspot',
    effect: 'a renewal deal',
    create: { method: 'POST', path: '/crm/objects/2026-09/deals/batch/upsert' },
    perform: async (clients, key) => {
      await clientOf(clients, 'hubspot').ensureEngagementKeyProperty();
      return clientOf(clients, 'hubspot').upsertDeal(key, { dealname: 'Renewal' });
    },
    count: (server, key) => objects(server, 'hubspot', 'deals', key),
  },
  {
    vendor: 'hubspot',
    effect: 'a list member',
    create: { method: 'PUT', path: '/crm/lists/2026-09/1/memberships/add' },
    perform: async (clients, key) => {
      const id = await clientOf(clients, 'hubspot').ensureContact(`${key}@client.example`, {});
      await clientOf(clients, 'hubspot').addToList('1', [id]);
      return id;
    },
    count: async (server, key) => {
      const id = await clientOf(server.clients, 'hubspot').ensureContact(`${key}@client.example`, {});
      return (await clientOf(server.clients, 'hubspot').listMembers('1')).filter((member) => member === id)
        .length;
    },
  },
  {
    vendor: 'slack',
    effect: 'a channel',
    create: { method: 'POST', path: '/api/conversations.create' },
    perform: (clients, key) => ownChannel(clientOf(clients, 'slack'), key, key),
    count: (server, key) => objects(server, 'slack', 'channel', key),
  },
  {
    vendor: 'slack',
    effect: 'a message',
    create: { method: 'POST', path: '/api/chat.postMessage' },
    perform: async (clients, key, memory) => {
      const slack = clientOf(clients, 'slack');
      const channel = await ownChannel(slack, 'the-team', 'the-team');
      const before = memory.has('begun')
        ? await slack.findMessage(channel, key, Date.now() - 60_000)
        : undefined;
      memory.set('begun', 'yes');
      return before ?? slack.postMessage({ channel, text: 'Both parties signed' }, key);
    },
    count: (server, key) => objects(server, 'slack', 'message', key),
  },
  {
    vendor: 'google-drive',
    effect: 'a folder',
    create: { method: 'POST', path: '/drive/v3/files' },
    perform: async (clients, key, memory) => {
      const drive = clientOf(clients, 'google-drive');
      const id = await remembered(memory, 'id', () => drive.generateId());
      return (await drive.createFolder({ id, name: 'Client folder', key })).id;
    },
    count: (server, key) => objects(server, 'google-drive', 'file', key),
  },
  {
    vendor: 'google-drive',
    effect: 'a document',
    create: { method: 'POST', path: '/upload/drive/v3/files' },
    perform: async (clients, key, memory) => {
      const drive = clientOf(clients, 'google-drive');
      const id = await remembered(memory, 'id', () => drive.generateId());
      return (await drive.uploadFile({ id, name: 'Proposal.html', key }, 'text/html', '<h1>Proposal</h1>'))
        .id;
    },
    count: (server, key) => objects(server, 'google-drive', 'file', key),
  },
  {
    vendor: 'google-calendar',
    effect: 'an event',
    create: { method: 'POST', path: '/calendar/v3/calendars/primary/events' },
    perform: async (clients, key) => {
      const event = await clientOf(clients, 'google-calendar').schedule(key, {
        title: key,
        startAt: '2026-12-01T10:00:00+01:00',
        endAt: '2026-12-01T10:30:00+01:00',
        timeZone: 'Europe/Madrid',
        attendees: ['ada@client.example'],
        video: true,
      });
      return event.videoLink;
    },
    count: (server, key) => objects(server, 'google-calendar', 'event', key),
  },
  {
    vendor: 'gmail',
    effect: 'a mail',
    create: { method: 'POST', path: '/gmail/v1/users/me/drafts/send' },
    perform: async (clients, key, memory) => {
      const gmail = clientOf(clients, 'gmail');
      const mail = {
        to: [{ name: 'Ada', address: 'ada@client.example' }],
        subject: 'Welcome',
        text: 'Welcome on board.',
      };
      const draft = await remembered(memory, 'draft', async () => (await gmail.createDraft(mail, key)).id);
      await gmail.sendDraft(draft);
      return draft;
    },
    count: async (server, key) => {
      const { rows } = await server.pool.query<{ raw: string }>(
        `SELECT data->>'raw' AS raw FROM sandbox_object WHERE vendor = 'gmail' AND kind = 'message'`,
      );
      return rows.filter(({ raw }) => Buffer.from(raw, 'base64url').toString().includes(key)).length;
    },
  },
  {
    vendor: 'docusign',
    effect: 'an envelope',
    create: { method: 'POST', path: '/restapi/v2.1/accounts/sandbox-docusign-accountId/envelopes' },
    perform: async (clients, key, memory) => {
      const docusign = clientOf(clients, 'docusign');
      const before = memory.has('begun') ? await docusign.find(key, Date.now()) : undefined;
      memory.set('begun', 'yes');
      const document = { name: key, html: anchorOf(0) };
      const signers = [{ name: 'Ada', email: 'ada@client.example' }];
      return before ?? docusign.send(key, { subject: key, document, signers });
    },
    count: (server, key) => objects(server, 'docusign', 'envelope', key),
  },
  {
    vendor: 'xero',
    effect: 'a contact',
    create: { method: 'PUT', path: '/api.xro/2.0/Contacts' },
    perform: (clients, key) =>
      clientOf(clients, 'xero').ensureContact(key, `Client ${key}`, 'ada@client.example'),
    count: (server, key) => objects(server, 'xero', 'contact', key),
  },
  {
    vendor: 'xero',
    effect: 'an invoice',
    create: { method: 'PUT', path: '/api.xro/2.0/Invoices' },
    perform: async (clients, key) => {
      const xero = clientOf(clients, 'xero');
      const contactId = await xero.ensureContact('client', 'The client', undefined);
      const invoice = await xero.ensureInvoice(key, {
        number: `N-${key}`,
        contactId,
        description: 'First half',
        amount: '600.00',
        currency: 'EUR',
        reference: 'CD-0001',
        date: '2026-11-22',
        dueDate: '2026-12-22',
      });
      return invoice.id;
    },
    count: (server, key) => objects(server, 'xero', 'invoice', key),
  },
];

const TEAM = '/v1.0/teams/sandbox-teams-teamId';

/** What a port puts down between its calls, kept where the case keeps what it knows. */
function effectMemory(memory: Memory): EffectMemory {
  const find = async (kind: string, key: string) => {
    const kept = memory.get(`${kind}/${key}`);
    return kept === undefined ? undefined : (JSON.parse(kept) as RememberedEffect);
  };
  return {
    find,
    keep: async (kind, key, vendorId, data = {}) => {
      const mine: RememberedEffect = { vendorId, data, atMs: Date.now() };
      if (!memory.has(`${kind}/${key}`)) memory.set(`${kind}/${key}`, JSON.stringify(mine));
      return (await find(kind, key)) ?? mine;
    },
  };
}

function teamsPort<C extends 'chat' | 'calendar'>(clients: VendorClients, capability: C, memory: Memory) {
  return clients.port(findVendor('teams') as Vendor, capability, effectMemory(memory));
}

CASES.push(
  {
    vendor: 'teams',
    effect: 'a channel',
    create: { method: 'POST', path: `${TEAM}/channels` },
    perform: (clients, key, memory) => teamsPort(clients, 'chat', memory).ensureChannel(key, `Of ${key}`),
    count: (server, key) => objects(server, 'teams', 'channel', key),
  },
  {
    vendor: 'teams',
    effect: 'a message',
    create: { method: 'POST', path: `${TEAM}/channels/19` },
    perform: async (clients, key, memory) => {
      const chat = teamsPort(clients, 'chat', memory);
      return chat.post(await chat.ensureChannel('the-team', 'The team'), `Both signed ${key}`, key);
    },
    count: (server, key) => objects(server, 'teams', 'message', key),
  },
  {
    vendor: 'teams',
    effect: 'an event',
    create: { method: 'POST', path: '/v1.0/users/sandbox-teams-organizer/events' },
    perform: async (clients, key, memory) => {
      const event = await teamsPort(clients, 'calendar', memory).schedule(key, {
        title: key,
        startAt: '2026-12-01T10:00:00+01:00',
        endAt: '2026-12-01T10:30:00+01:00',
        timeZone: 'Europe/Madrid',
        attendees: ['ada@client.example'],
        video: true,
      });
      return event.videoLink;
    },
    count: (server, key) => objects(server, 'teams', 'event', key),
  },
);

CASES.push({
  vendor: 'planner',
  effect: 'a task',
  create: { method: 'POST', path: '/v1.0/planner/tasks' },
  perform: async (clients, key, memory) => {
    const port = clients.port(findVendor('planner') as Vendor, 'planner', effectMemory(memory));
    const plan = await port.ensurePlan('the-engagement', 'CD-0001 Website relaunch');
    return port.ensureTask(key, plan, {
      title: `Do ${key}`,
      bucket: undefined,
      dueAt: '2026-12-01T10:00:00.000Z',
      assignees: ['olga@company.example'],
      description: '',
      checklist: ['First'],
      references: [{ url: 'https://docs.example/a?b=c#d', title: 'The plan' }],
    });
  },
  count: (server, key) => objects(server, 'planner', 'task', key),
});

let server: SandboxServer;

beforeAll(async () => {
  server = await startSandboxServer();
});
afterAll(() => server.stop());

function newKey(): string {
  return `k${randomUUID().slice(0, 18)}`;
}

async function failing(work: Promise<unknown>): Promise<VendorError> {
  const error: unknown = await work.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  if (!(error instanceof VendorError)) throw new Error(`expected a VendorError, got ${String(error)}`);
  return error;
}

describe.each(CASES)('$vendor: $effect', ({ vendor, create, perform, count }) => {
  it('exists exactly once after being asked for twice, and both answers agree', async () => {
    const key = newKey();
    const memory: Memory = new Map();
    const first = await perform(server.clients, key, memory);
    const second = await perform(server.clients, key, memory);
    expect(second).toEqual(first);
    expect(await count(server, key)).toBe(1);
  });

  it.each([
    ['the answer is a 500', { status: 500 }],
    ['the connection is cut', { status: 0 }],
  ])('exists exactly once when it was done but %s', async (_name, fault) => {
    const key = newKey();
    const memory: Memory = new Map();
    await server.fault(vendor, { ...create, ...fault, afterEffect: true });
    const error = await failing(perform(server.clients, key, memory));
    expect(error.outcome).toBe('unknown');
    expect(await count(server, key)).toBe(1);
    await perform(server.clients, key, memory);
    expect(await count(server, key)).toBe(1);
  });

  it('is not done while the vendor throttles, and the vendor says when to come back', async () => {
    const key = newKey();
    const memory: Memory = new Map();
    await server.fault(vendor, { ...create, status: 429, headers: { 'Retry-After': '7' } });
    const error = await failing(perform(server.clients, key, memory));
    expect(error).toMatchObject({ system: vendor, outcome: 'throttled', status: 429, retryAfterMs: 7_000 });
    await perform(server.clients, key, memory);
    expect(await count(server, key)).toBe(1);
  });
});

/** Those that are asked by HTTP; a mail server is in smtp/sending.test.ts. */
const BY_HTTP = VENDORS.filter(({ sandbox }) => sandbox.listen === undefined).map(({ name }) => name);

describe.each(BY_HTTP)('%s', (vendor) => {
  it('refuses a caller without a token, in the vendor’s own words', async () => {
    const { create } = CASES.find((candidate) => candidate.vendor === vendor) as EffectCase;
    const response = await fetch(`${server.url}/sandbox/${vendor}${create.path}`, { method: create.method });
    const body = (await response.json()) as Record<string, unknown>;
    if (vendor === 'slack') expect(body).toMatchObject({ ok: false, error: 'invalid_auth' });
    else expect(response.status).toBe(401);
  });

  it('does not know other paths', async () => {
    const response = await fetch(`${server.url}/sandbox/${vendor}/no/such/path`, {
      headers: { authorization: 'Bearer the-administrator' },
    });
    expect(response.status).toBe(404);
  });

  it('logs what it received, oldest first, with the answer’s status', async () => {
    const items = await server.log(vendor);
    expect(items.length).toBeGreaterThan(3);
    expect(items.map(({ at }) => at)).toEqual(items.map(({ at }) => at).toSorted());
    const { create } = CASES.find((candidate) => candidate.vendor === vendor) as EffectCase;
    const creates = items.filter(
      ({ method, path }) => method === create.method && path.startsWith(create.path),
    );
    expect(creates.map(({ status }) => status)).toEqual(expect.arrayContaining([429, 500]));
    expect(creates.some(({ status }) => status >= 200 && status < 300)).toBe(true);
  });

  it('keeps administration to the administrator', async () => {
    for (const [method, path] of [
      ['GET', '_log'],
      ['POST', '_faults'],
      ['POST', '_emit'],
    ]) {
      const response = await fetch(`${server.url}/sandbox/${vendor}/${path}`, {
        method: method as string,
        headers: { authorization: 'Bearer somebody' },
      });
      expect(response.status).toBe(401);
      expect(response.headers.get('content-type')).toMatch(/^application\/problem\+json/);
      expect(await response.json()).toMatchObject({
        type: 'about:blank',
        title: 'Unauthorized',
        status: 401,
        detail: expect.stringMatching(/./),
      });
    }
  });
});
