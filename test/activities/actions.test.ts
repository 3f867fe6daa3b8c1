import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { toFailure } from '../../activities/capabilities/vendor-errors';
import { ActionRefusedError } from '../../src/capability/refusal';
import { publishPlaybook } from '../../src/playbook/store/playbooks';
import { VENDORS } from '../../src/vendors/registry';
import { VendorClients } from '../../src/vendors/clients';
import { VendorError, VendorUnconfiguredError } from '../../src/vendors/kit/errors';
import type { ActionActivities, ActionName, ActionResult } from '../../src/capability/actions';
import type { VendorName } from '../../src/vendors/registry';
import { actionsOf, failureOf, newEngagement, type Office, openOffice, persist, servedBy } from './support';
import { listMessages, openMessageLink } from '../../src/client/store/messages';
import { shortEffectKey } from '../../src/vendors/kit/effect-key';
import { clientOf } from '../vendors/clients';

let office: Office;

beforeAll(async () => {
  office = await openOffice(VENDORS);
});
afterAll(() => office.close());

/** How many objects of a vendor hold a text. */
async function count(vendor: VendorName, kind: string, text = ''): Promise<number> {
  const { rows } = await office.server.pool.query<{ count: string }>(
    'SELECT count(*) FROM sandbox_object WHERE vendor = $1 AND kind = $2 AND position($3 in data::text) > 0',
    [vendor, kind, text],
  );
  return Number(rows[0]?.count);
}

async function referenceOf(engagementId: string): Promise<string> {
  const { reference } = await office.db.engagement.findUniqueOrThrow({ where: { id: engagementId } });
  return reference;
}

async function sentMails(): Promise<string[]> {
  const { rows } = await office.server.pool.query<{ raw: string }>(
    `SELECT data->>'raw' AS raw FROM sandbox_object WHERE vendor = 'gmail' AND kind = 'message' ORDER BY created_at`,
  );
  return rows.map(({ raw }) => Buffer.from(raw, 'base64url').toString());
}

async function shownBodies(vendor: VendorName, path: string): Promise<string[]> {
  const items = await office.server.log(vendor);
  return items.filter((item) => item.path.startsWith(path)).map(({ body }) => JSON.stringify(body));
}

interface ActionCase {
  readonly action: ActionName;
  readonly vendor: VendorName;
  /** Calls of which one is lost after it took effect. */
  readonly fragile: readonly { method: string; path: string }[];
  readonly act: (actions: ActionActivities, engagementId: string, key: string) => Promise<ActionResult>;
  /** How often the effect is there; must be 1. */
  readonly found: (engagementId: string, key: string) => Promise<number>;
}

async function ofEngagement(vendor: VendorName, kind: string, engagementId: string): Promise<number> {
  return count(vendor, kind, await referenceOf(engagementId));
}

/** The team of the stand-in, in which Teams has its channels. */
const TEAM = '/v1.0/teams/sandbox-teams-teamId';

const createChannel: ActionCase['act'] = (actions, engagementId, key) =>
  actions['chat.createChannel']({ engagementId, key, params: {} });
const postMessage: ActionCase['act'] = (actions, engagementId, key) =>
  actions['chat.postMessage']({
    engagementId,
    key,
    params: { to: 'channel', template: 'delivery-unlocked' },
  });
const schedule: ActionCase['act'] = (actions, engagementId, key) =>
  actions['calendar.schedule']({
    engagementId,
    key,
    params: {
      title: 'Kick-off',
      minutes: 30,
      attendees: ['client', 'operations-manager'],
      daysAhead: 3,
      video: true,
    },
  });

const TASK = {
  title: 'Prepare the kick-off',
  bucket: 'Planning',
  assignees: ['operations-manager', 'sales-manager'],
  dueInDays: 5,
  checklist: ['Agenda', 'Room'],
};

const CASES: ActionCase[] = [
  {
    action: 'crm.updateDeal',
    vendor: 'hubspot',
    fragile: [
      { method: 'POST', path: '/crm/objects/2026-09/deals/batch/upsert' },
      { method: 'PATCH', path: '/crm/objects/2026-09/deals/' },
    ],
    act: (actions, engagementId, key) =>
      actions['crm.updateDeal']({ engagementId, key, params: { stage: 'contractsent' } }),
    found: (engagementId) => ofEngagement('hubspot', 'deals', engagementId),
  },
  {
    action: 'crm.addNote',
    vendor: 'hubspot',
    fragile: [{ method: 'POST', path: '/crm/objects/2026-09/notes' }],
    act: (actions, engagementId, key) =>
      actions['crm.addNote']({ engagementId, key, params: { template: 'closing-note' } }),
    found: (engagementId) => ofEngagement('hubspot', 'notes', engagementId),
  },
  {
    action: 'chat.createChannel',
    vendor: 'slack',
    fragile: [
      { method: 'POST', path: '/api/conversations.create' },
      { method: 'POST', path: '/api/conversations.invite' },
    ],
    act: createChannel,
    found: async (engagementId) =>
      count('slack', 'channel', `"name": "${(await referenceOf(engagementId)).toLowerCase()}`),
  },
  {
    action: 'chat.postMessage',
    vendor: 'slack',
    fragile: [{ method: 'POST', path: '/api/chat.postMessage' }],
    act: postMessage,
    found: (engagementId) => ofEngagement('slack', 'message', engagementId),
  },
  {
    action: 'storage.createFolder',
    vendor: 'google-drive',
    fragile: [
      { method: 'GET', path: '/drive/v3/files/generateIds' },
      { method: 'POST', path: '/drive/v3/files' },
    ],
    act: (actions, engagementId, key) => actions['storage.createFolder']({ engagementId, key, params: {} }),
    found: (engagementId) => ofEngagement('google-drive', 'file', engagementId),
  },
  {
    action: 'storage.saveDocument',
    vendor: 'google-drive',
    fragile: [{ method: 'POST', path: '/upload/drive/v3/files' }],
    act: (actions, engagementId, key) =>
      actions['storage.saveDocument']({
        engagementId,
        key,
        params: { document: 'proposal', template: 'signed-proposal' },
      }),
    found: async (engagementId) =>
      count('google-drive', 'file', `${await referenceOf(engagementId)} proposal.html`),
  },
  {
    action: 'mail.send',
    vendor: 'gmail',
    fragile: [
      { method: 'POST', path: '/gmail/v1/users/me/drafts' },
      { method: 'POST', path: '/gmail/v1/users/me/drafts/send' },
    ],
    act: (actions, engagementId, key) =>
      actions['mail.send']({
        engagementId,
        key,
        params: {
          template: 'signed-proposal',
          from: 'sales-manager',
          to: ['client'],
          cc: ['operations-manager'],
        },
      }),
    found: async (engagementId) => {
      const subject = `Proposal ${await referenceOf(engagementId)}:`;
      return (await sentMails()).filter((mail) => mail.includes(`Subject: ${subject}`)).length;
    },
  },
  {
    action: 'calendar.schedule',
    vendor: 'google-calendar',
    fragile: [{ method: 'POST', path: '/calendar/v3/calendars/primary/events' }],
    act: schedule,
    found: (engagementId) => ofEngagement('google-calendar', 'event', engagementId),
  },
  {
    action: 'signature.request',
    vendor: 'docusign',
    fragile: [{ method: 'POST', path: '/restapi/v2.1/accounts' }],
    act: (actions, engagementId, key) =>
      actions['signature.request']({
        engagementId,
        key,
        params: {
          document: 'proposal',
          template: 'signed-proposal',
          signers: ['client', 'operations-manager'],
        },
      }),
    found: async (engagementId) =>
      count('docusign', 'envelope', `"name": "${await referenceOf(engagementId)} proposal"`),
  },
  {
    action: 'chat.createChannel',
    vendor: 'teams',
    fragile: [
      { method: 'POST', path: `${TEAM}/channels` },
      { method: 'POST', path: `${TEAM}/members` },
    ],
    act: createChannel,
    found: async (engagementId) =>
      count('teams', 'channel', `"displayName": "${await referenceOf(engagementId)}`),
  },
  {
    action: 'chat.postMessage',
    vendor: 'teams',
    fragile: [{ method: 'POST', path: `${TEAM}/channels/19` }],
    act: postMessage,
    found: (engagementId) => ofEngagement('teams', 'message', engagementId),
  },
  {
    action: 'calendar.schedule',
    vendor: 'teams',
    fragile: [{ method: 'POST', path: '/v1.0/users/sandbox-teams-organizer/events' }],
    act: schedule,
    found: (engagementId) => ofEngagement('teams', 'event', engagementId),
  },
  {
    action: 'accounting.createInvoice',
    vendor: 'xero',
    fragile: [
      { method: 'PUT', path: '/api.xro/2.0/Contacts' },
      { method: 'PUT', path: '/api.xro/2.0/Invoices' },
    ],
    act: (actions, engagementId, key) =>
      actions['accounting.createInvoice']({
        engagementId,
        key,
        params: { milestone: 'signature', percent: 50, dueDays: 14 },
      }),
    found: (engagementId) => ofEngagement('xero', 'invoice', engagementId),
  },
];

CASES.push({
  action: 'planner.createTask',
  vendor: 'planner',
  fragile: [
    { method: 'POST', path: '/v1.0/planner/plans' },
    { method: 'POST', path: '/v1.0/planner/tasks' },
    { method: 'PATCH', path: '/v1.0/planner/tasks/' },
  ],
  act: (actions, engagementId, key) => actions['planner.createTask']({ engagementId, key, params: TASK }),
  found: async (engagementId) => {
    const plans = await ofEngagement('planner', 'plan', engagementId);
    const tasks = await ofEngagement('planner', 'details', engagementId);
    return plans === tasks ? tasks : Number.NaN;
  },
});

describe.each(CASES)('$action by $vendor', ({ action, vendor, fragile, act, found }) => {
  let here: Office;
  beforeAll(() => {
    here = servedBy(office, vendor);
  });
  const key = (engagementId: string) => `engagement/${engagementId}/${action}/1`;

  it('has its effect once, however often and from wherever it is asked for', async () => {
    const id = await newEngagement(here);
    const first = await act(here.actions, id, key(id));
    const again = await act(here.restarted(), id, key(id));
    expect(again.refs).toEqual(first.refs);
    expect(await found(id, key(id))).toBe(1);
  });

  it.each(fragile)('[CD-09] survives the loss of the answer to $method $path', async (call) => {
    const id = await newEngagement(here, { client: `Client of ${action} ${call.path} ${Math.random()}` });
    await here.server.fault(vendor, { ...call, status: 0, afterEffect: true });
    await persist(here, (actions) => act(actions, id, key(id)));
    expect(await found(id, key(id))).toBe(1);
  });

  it('says nothing of persons in what it leaves behind', async () => {
    const id = await newEngagement(here);
    const result = JSON.stringify(await act(here.actions, id, key(id)));
    // Teams' own ids of channels have the sign of a mail address too.
    expect(result).not.toMatch(/@(?!thread\.tacv2")|Ada|Lovelace|Bob|Olga|Müller|Söhne/);
  });

  it('waits as long as the vendor wishes, and leaves to a person what the vendor refuses', async () => {
    const id = await newEngagement(here, { client: `Refused ${action} ${Math.random()}` });
    const [call] = fragile;
    await here.server.fault(vendor, { ...call, status: 429, headers: { 'Retry-After': '9' } });
    const throttled = await failureOf(act(here.actions, id, key(id)));
    expect(throttled).toMatchObject({ type: 'VendorThrottled', nonRetryable: false, nextRetryDelay: 9_000 });
    await here.server.fault(vendor, { ...call, status: 403 });
    const refused = await failureOf(act(here.actions, id, key(id)));
    expect(refused).toMatchObject({ type: vendor === 'slack' ? 'VendorUnknownOutcome' : 'VendorRejected' });
    expect(refused.message).not.toMatch(/@|Ada|Refused/);
  });
});

describe('the CRM', () => {
  it('[CD-08] [SYS-01] brings the contacts up to date and asks only those who agreed for their opinion', async () => {
    await office.server.emit('hubspot', {
      event: 'deal.propertyChange',
      object: {
        id: '8001',
        properties: { dealname: 'Relaunch' },
        contacts: [{ email: 'ada@client.example' }],
      },
      deliver: false,
    });
    const id = await newEngagement(office, { externalIds: { hubspotDeal: '8001' } });
    const updated = await office.actions['crm.upsertContacts']({ engagementId: id, key: 'u', params: {} });
    expect(updated.refs['dealId']).toBe('8001');
    const deal = await clientOf(office.server.clients, 'hubspot').getDeal('8001');
    const contacts = await clientOf(office.server.clients, 'hubspot').getContacts(deal.contactIds);
    expect(contacts.map(({ email }) => email ?? '').toSorted()).toEqual([
      'ada@client.example',
      'bob@client.example',
    ]);
    const request = { engagementId: id, key: 'n', params: {} };
    const listed = await office.actions['crm.addToNpsList'](request);
    await office.actions['crm.addToNpsList'](request);
    expect(listed.note).toBe('1 contact among the NPS recipients, 1 left out without consent.');
    const ada = contacts.find(({ email }) => email === 'ada@client.example');
    expect(await clientOf(office.server.clients, 'hubspot').listMembers('1')).toEqual([ada?.id]);
  });

  it('knows a deal that it made itself as the engagement’s own, so that its changes start nothing new', async () => {
    const id = await newEngagement(office);
    const { refs } = await office.actions['crm.updateDeal']({
      engagementId: id,
      key: 'd',
      params: { stage: 'contractsent' },
    });
    const own = await office.db.externalId.findMany({ where: { engagementId: id } });
    expect(own).toMatchObject([{ system: 'hubspotDeal', externalId: refs['dealId'] }]);
  });
});

describe('the chat', () => {
  it('[CD-04] tells each person behind a role once, also when one of them could not be told at first', async () => {
    const id = await newEngagement(office);
    const request = {
      engagementId: id,
      key: `signed/${id}`,
      params: { to: ['operations-manager', 'customer-relationship-manager'], template: 'proposal-signed' },
    };
    await office.server.fault('slack', { path: '/api/users.lookupByEmail', status: 500 });
    await failureOf(office.actions['chat.postMessage'](request));
    const { refs, note } = await persist(office, (actions) => actions['chat.postMessage'](request));
    expect(Object.keys(refs).toSorted()).toEqual(['customer-relationship-manager', 'operations-manager']);
    expect(note).toBe('2 told in the chat.');
    expect(await count('slack', 'message', await referenceOf(id))).toBe(2);
  });

  it('shows a client’s name as it is written, without markup coming out of it', async () => {
    const id = await newEngagement(office, { client: '<!channel> & Co' });
    await office.actions['chat.postMessage']({
      engagementId: id,
      key: `m/${id}`,
      params: { to: ['operations-manager'], template: 'proposal-signed' },
    });
    const posts = await shownBodies('slack', '/api/chat.postMessage');
    expect(posts.at(-1)).toContain('&lt;!channel&gt; &amp; Co');
  });

  it('[CD-09] has the team in the channel and closes it when the engagement is called off', async () => {
    const id = await newEngagement(office);
    const { refs } = await office.actions['chat.createChannel']({ engagementId: id, key: 'c', params: {} });
    const [channel] = (
      await office.server.pool.query<{ data: { members: string[]; is_archived: boolean } }>(
        `SELECT data FROM sandbox_object WHERE vendor = 'slack' AND kind = 'channel' AND id = $1`,
        [refs['channelId']],
      )
    ).rows;
    expect(channel?.data.members).toHaveLength(5);
    const undo = { engagementId: id, key: 'c/undo', params: {} };
    await office.actions['chat.archiveChannel'](undo);
    expect(await office.restarted()['chat.archiveChannel'](undo)).toMatchObject({ refs });
    expect(await count('slack', 'channel', `"id": "${refs['channelId']}"`)).toBe(1);
    expect(await office.actions['chat.archiveChannel']({ ...undo, engagementId: 'eng_other' })).toEqual({
      refs: {},
      note: 'There was no channel to archive.',
    });
  });

  it('leaves it to a person when there is nobody to tell', async () => {
    const id = await newEngagement(office);
    const params = { to: ['managing-director'], template: 'proposal-signed' };
    const failure = await failureOf(
      office.actions['chat.postMessage']({ engagementId: id, key: 'x', params }),
    );
    expect(failure).toMatchObject({ type: 'VendorRejected', nonRetryable: true });
    expect(failure.message).toContain('managing-director');
  });
});

describe('the documents', () => {
  it('[CD-10] gives the signed proposal to exactly the team, also after the team changed', async () => {
    const id = await newEngagement(office);
    const params = { document: 'proposal', template: 'signed-proposal' };
    const saved = await office.actions['storage.saveDocument']({ engagementId: id, key: `s/${id}`, params });
    const shareRequest = {
      engagementId: id,
      key: `h/${id}`,
      params: { document: 'proposal', with: ['team'] },
    };
    await office.actions['storage.share'](shareRequest);
    const readers = async () => {
      const { rows } = await office.server.pool.query<{ email: string }>(
        `SELECT data->>'emailAddress' AS email FROM sandbox_object
         WHERE vendor = 'google-drive' AND kind = 'permission' AND starts_with(id, $1) AND data->>'role' = 'reader' ORDER BY 1`,
        [saved.refs['fileId']],
      );
      return rows.map(({ email }) => email.split('@')[0]);
    };
    expect(await readers()).toEqual(['carl', 'fay', 'olga', 'sam']);
    await office.db.engagement.update({
      where: { id },
      data: { team: { 'operations-manager': 'operations-manager' } },
    });
    await office.actions['storage.share'](shareRequest);
    expect(await readers()).toEqual(['olga']);
    const upload = (await shownBodies('google-drive', '/upload/')).at(-1);
    expect(upload).toContain('1200.01 EUR');
    expect(upload).toContain('Müller &amp; Söhne &lt;Ltd&gt;');
    expect(upload).toContain('Scale: small');
  });

  it('says that a document which was never saved cannot be shared', async () => {
    const id = await newEngagement(office);
    const params = { document: 'contract', with: ['team'] };
    const failure = await failureOf(office.actions['storage.share']({ engagementId: id, key: 's', params }));
    expect(failure).toMatchObject({ type: 'VendorRejected', nonRetryable: true });
  });

  it('marks the folder of a called-off engagement, and makes none for that', async () => {
    const id = await newEngagement(office);
    const undo = { engagementId: id, key: 'f/undo', params: {} };
    expect((await office.actions['storage.archiveFolder'](undo)).refs).toEqual({});
    const { refs } = await office.actions['storage.createFolder']({ engagementId: id, key: 'f', params: {} });
    expect((await office.actions['storage.archiveFolder'](undo)).refs).toEqual(refs);
    expect(await count('google-drive', 'file', `Archived: ${await referenceOf(id)}`)).toBe(1);
  });
});

describe('mail', () => {
  it('[CD-06] introduces the team in the client’s name and copies both, and keeps the thread', async () => {
    const id = await newEngagement(office);
    const { refs } = await office.actions['mail.send']({
      engagementId: id,
      key: `intro/${id}`,
      params: {
        template: 'introduction',
        from: 'sales-manager',
        to: ['client'],
        cc: ['operations-manager', 'customer-relationship-manager'],
      },
    });
    expect(refs['threadId']).toMatch(/^[0-9a-f]{16}$/);
    const mail = (await sentMails()).at(-1) ?? '';
    expect(mail).toMatch(/^From: Sam Sales <office@company\.example>/m);
    expect(mail).toMatch(/^Reply-To: Sam Sales <sam@company\.example>/m);
    expect(mail).toMatch(/^To: Ada Lovelace <ada@client\.example>, Bob Babbage\s+<bob@client\.example>/m);
    expect(mail).toMatch(/^Cc: Olga Ops <olga@company\.example>, Carl Care\s+<carl@company\.example>/m);
    expect(mail).toContain('Dear Ada Lovelace');
    expect(mail).toContain('Olga Ops, who runs our operations');
  });

  it('name what a reminder is about', async () => {
    const id = await newEngagement(office);
    await office.actions['mail.send']({
      engagementId: id,
      key: `reminder/${id}`,
      params: { template: 'payment-reminder', from: 'finance-manager', to: ['client'] },
      fills: { invoice: 'INV-7', open: '300.00 EUR' },
    });
    const mail = (await sentMails()).at(-1) ?? '';
    expect(mail).toMatch(/^Subject: A reminder: invoice INV-7 for Website relaunch/m);
    expect(mail).toContain('300.00 EUR of it is open');
  });
});

describe('the calendar', () => {
  it('[CD-12] keeps the time it first chose, invites everybody, and cancels what it made', async () => {
    const id = await newEngagement(office);
    const params = { title: 'Welcome', minutes: 45, attendees: ['client', 'sales-manager'], daysAhead: 1 };
    const { refs } = await office.actions['calendar.schedule']({ engagementId: id, key: `w/${id}`, params });
    expect(refs['startAt']).toMatch(/T(09|1[0-6]):[0-5]\d:00\+0[01]:00$/);
    expect(await shownBodies('google-calendar', '/calendar/v3')).toEqual(
      expect.arrayContaining([expect.stringContaining('"timeZone":"Europe/London"')]),
    );
    const cancel = { engagementId: id, key: `w/${id}/undo`, params: { of: `w/${id}` } };
    expect((await office.actions['calendar.cancel'](cancel)).refs).toEqual({ eventId: refs['eventId'] });
    await office.actions['calendar.cancel'](cancel);
    // What was cancelled leaves its time free again for those who come after.
    const next = await office.actions['calendar.schedule']({ engagementId: id, key: `n/${id}`, params });
    expect(next.refs['startAt']).toBe(refs['startAt']);
    await office.actions['calendar.cancel']({ ...cancel, params: { of: `n/${id}` } });
    const never = { ...cancel, params: { of: 'never-made' } };
    expect((await office.actions['calendar.cancel'](never)).refs).toEqual({});
  });
});

describe('what the client is told', () => {
  const send = (engagementId: string, key: string) =>
    persist(office, (actions) =>
      actions['mail.send']({
        ...{ engagementId, key: `${key}/${engagementId}` },
        params: { template: 'survey', from: 'operations-manager', to: ['client'] },
      }),
    );
  const prefers = async (engagementId: string, preferredChannel: string | null) => {
    const { clientId } = await office.db.engagement.findUniqueOrThrow({ where: { id: engagementId } });
    await office.db.client.update({ where: { id: clientId }, data: { preferredChannel } });
  };
  const bodyOf = (mail: string) => mail.slice(mail.indexOf('\r\n\r\n')).replaceAll('=\r\n', '');

  it('goes by the way that they prefer at the moment: whole by mail, as a link to a page, or by a person who calls', async () => {
    const id = await newEngagement(office, { client: 'Prefers & Sons' });
    await send(id, 'mail');
    const whole = (await sentMails()).length;
    await prefers(id, 'portal');
    expect((await send(id, 'portal')).note).toContain('went to');
    // What has gone out by mail goes out by nothing else.
    await send(id, 'mail');
    const sent = await sentMails();
    expect(sent).toHaveLength(whole + 1);
    const waiting = bodyOf(sent.at(-1) ?? '');
    expect(waiting).toContain('waits for you');
    const secret = /\/messages\/([\w-]+)/.exec(waiting)?.[1] ?? '';
    const { text, channel } = (await openMessageLink(office.db, secret))!;
    expect(channel).toBe('portal');
    expect(bodyOf(sent[whole - 1] ?? '')).toContain(text.split('\n')[0]);
    expect(waiting).not.toContain('recommend');
    expect(await openMessageLink(office.db, `${secret}x`)).toBeNull();

    await prefers(id, 'phone');
    for (let times = 0; times < 2; times += 1) {
      expect(await failureOf(send(id, 'phone'))).toMatchObject({ type: 'ForPerson', nonRetryable: true });
    }
    expect((await listMessages(office.db, id)).map((message) => [message.channel, message.text])).toEqual([
      ['portal', text],
      ['phone', text],
    ]);
    await prefers(id, 'email');
    // Begun as a call, it stays one; what is sent after that is a mail again.
    expect(await failureOf(send(id, 'phone'))).toMatchObject({ type: 'ForPerson' });
    await send(id, 'later');
    expect(await sentMails()).toHaveLength(whole + 2);
  });
});

describe('the plan', () => {
  const detailsOf = async (taskId: string | undefined) => {
    const { rows } = await office.server.pool.query<{ task: object; details: object }>(
      `SELECT t.data AS task, d.data AS details FROM sandbox_object t JOIN sandbox_object d USING (vendor, id)
       WHERE t.vendor = 'planner' AND t.kind = 'task' AND d.kind = 'details' AND id = $1`,
      [taskId],
    );
    return rows[0];
  };

  it('[SYS-03] [S4-09] has a task with its column, its people, its date and its checklist', async () => {
    const id = await newEngagement(office);
    const request = { engagementId: id, key: `t/${id}`, params: TASK };
    const { refs, note } = await office.actions['planner.createTask'](request);
    expect(note).toBe('The task is in the plan.');
    const { task, details } = (await detailsOf(refs['taskId'])) ?? {};
    expect(task).toMatchObject({
      title: expect.stringMatching(/^Prepare the kick-off \[[0-9a-v]{10}\]$/),
      dueDateTime: refs['dueAt'],
      percentComplete: 0,
    });
    expect(Object.keys((task as { assignments: object }).assignments)).toHaveLength(2);
    const items = Object.values((details as { checklist: Record<string, { title: string }> }).checklist);
    expect(items.map(({ title }) => title).toSorted()).toEqual(['Agenda', 'Room']);
    const another = { ...request, key: `u/${id}`, params: { ...TASK, assignees: ['client'] } };
    expect((await office.actions['planner.createTask'](another)).refs['planId']).toBe(refs['planId']);
  });

  it('[SYS-03] completes a task, and takes out only what is not done when an engagement is called off', async () => {
    const id = await newEngagement(office);
    const make = (key: string) =>
      office.actions['planner.createTask']({ engagementId: id, key: `${key}/${id}`, params: TASK });
    const [done, open] = [await make('done'), await make('open')];
    const ask = (of: string) => ({ engagementId: id, key: `${of}/again`, params: { of: `${of}/${id}` } });
    await office.actions['planner.completeTask'](ask('done'));
    await office.actions['planner.completeTask'](ask('done'));
    expect((await detailsOf(done.refs['taskId']))?.task).toMatchObject({ percentComplete: 100 });
    expect((await office.actions['planner.dropTask'](ask('done'))).note).toContain('stays in the plan');
    for (const note of ['The task is out of the plan.', 'The task is out of the plan.']) {
      expect(await office.actions['planner.dropTask'](ask('open'))).toEqual({
        refs: { taskId: open.refs['taskId'] },
        note,
      });
    }
    expect(await detailsOf(open.refs['taskId'])).toBeUndefined();
    expect((await office.actions['planner.dropTask'](ask('never'))).refs).toEqual({});
    const gone = await failureOf(office.actions['planner.completeTask'](ask('open')));
    expect(gone).toMatchObject({ type: 'VendorRejected', nonRetryable: true });
  });

  it('closes the project: what is open in its plan is completed, and where nothing is there a person is asked', async () => {
    const id = await newEngagement(office);
    const close = { engagementId: id, key: `close/${id}`, params: {} };
    const nothing = await failureOf(office.actions['planner.closePlan'](close));
    expect(nothing).toMatchObject({ type: 'VendorRejected', nonRetryable: true });
    const make = (key: string) =>
      office.actions['planner.createTask']({ engagementId: id, key: `${key}/${id}`, params: TASK });
    const made = [await make('first'), await make('second')];
    expect((await office.actions['planner.closePlan'](close)).note).toContain('2 of 2');
    expect((await office.restarted()['planner.closePlan'](close)).note).toContain('0 of 2');
    for (const { refs } of made) {
      expect((await detailsOf(refs['taskId']))?.task).toMatchObject({ percentComplete: 100 });
    }
    const { refs } = await office.actions['crm.closeProject'](close);
    await office.restarted()['crm.closeProject'](close);
    const deal = await clientOf(office.server.clients, 'hubspot').getDeal(refs['dealId'] ?? '', [
      'engagement_status',
    ]);
    expect(deal.properties).toEqual({ engagement_status: 'closed' });
  });

  it('takes out a task whose making was never answered', async () => {
    const id = await newEngagement(office);
    const request = { engagementId: id, key: `lost/${id}`, params: TASK };
    await office.server.fault('planner', {
      ...{ method: 'POST', path: '/v1.0/planner/tasks', status: 500, afterEffect: true },
    });
    await failureOf(office.actions['planner.createTask'](request));
    expect(await count('planner', 'task', 'Prepare the kick-off')).toBeGreaterThan(0);
    const undo = { engagementId: id, key: `lost/${id}/undo`, params: { of: `lost/${id}` } };
    const { refs } = await office.restarted()['planner.dropTask'](undo);
    expect(await detailsOf(refs['taskId'])).toBeUndefined();
  });

  it('writes on what people changed meanwhile, and gives up for a while when they never stop', async () => {
    const id = await newEngagement(office);
    const { refs } = await office.actions['planner.createTask']({
      ...{ engagementId: id, key: `c/${id}`, params: TASK },
    });
    const complete = { engagementId: id, key: `c/${id}/done`, params: { of: `c/${id}` } };
    const path = `/v1.0/planner/tasks/${refs['taskId']}`;
    await office.server.fault('planner', { method: 'PATCH', path, status: 412, times: 5 });
    expect(await failureOf(office.actions['planner.completeTask'](complete))).toMatchObject({
      type: 'VendorThrottled',
      nonRetryable: false,
    });
    await office.server.fault('planner', { method: 'PATCH', path, status: 409, times: 2 });
    await office.actions['planner.completeTask'](complete);
    expect((await detailsOf(refs['taskId']))?.task).toMatchObject({ percentComplete: 100 });
  });
});

describe('a deal that is made for an engagement', () => {
  it.each([
    ['1200.00', 'USD'],
    ['100001', 'JPY'],
    ['10.125', 'BHD'],
  ])('is worth %s %s as well', async (amount, currency) => {
    const id = await newEngagement(office, { amount, currency, client: `Deal ${currency}` });
    const { refs } = await office.actions['crm.updateDeal']({
      engagementId: id,
      key: 'd',
      params: { stage: 'contractsent' },
    });
    const deal = await clientOf(office.server.clients, 'hubspot').getDeal(refs['dealId'] as string);
    expect(deal).toMatchObject({ amount, currency });
  });
});

describe('a meeting', () => {
  const params = { title: 'Review', minutes: 60, attendees: ['operations-manager'], daysAhead: 12 };

  it('finds a time when its people are free, after the meeting that it follows', async () => {
    const id = await newEngagement(office);
    const schedule = async (key: string, more: object = {}) => {
      const request = { engagementId: id, key: `${key}/${id}`, params: { ...params, ...more } };
      return (await office.actions['calendar.schedule'](request)).refs['startAt'] ?? '';
    };
    const first = await schedule('first');
    expect(first).toMatch(/T10:00:00/);
    expect(await schedule('second')).toBe(first.replace('T10:', 'T11:'));
    // Others are free at ten; what follows the first is not before its end.
    const others = { attendees: ['finance-manager'] };
    expect(await schedule('other', others)).toBe(first);
    expect(await schedule('follower', { ...others, daysAhead: 0, follows: `first/${id}` })).toBe(
      first.replace('T10:', 'T11:'),
    );
    expect(await schedule('first')).toBe(first);
  });

  it('is at no time at which one that is planned at the same moment has its people', async () => {
    const id = await newEngagement(office);
    const shared = { ...params, attendees: ['sales-manager'], daysAhead: 20 };
    const keys = ['a', 'b', 'c', 'd', 'e'].map((name) => `${name}/${id}`);
    const planned = await Promise.all(
      [...keys, ...keys].map((key) =>
        office.restarted()['calendar.schedule']({ engagementId: id, key, params: shared }),
      ),
    );
    const times = planned.map(({ refs }) => refs['startAt'] ?? '');
    expect(times.slice(keys.length)).toEqual(times.slice(0, keys.length));
    expect(new Set(times).size).toBe(keys.length);
  });

  it('becomes a task for a person where there is no time for it', async () => {
    const id = await newEngagement(office);
    const source = await readFile(join(__dirname, '../../playbooks/client-delivery.yaml'), 'utf8');
    const closed = source
      .replace(
        'holidays: [{ yearlyFrom: 12-25, yearlyTo: 01-01 }]',
        'holidays: [{ yearlyFrom: 01-01, yearlyTo: 12-31 }]',
      )
      .replace('name: client-delivery', 'name: always-closed');
    await publishPlaybook(office.db, closed, new Date());
    await office.db.engagement.update({ where: { id }, data: { playbookName: 'always-closed' } });
    const failure = await failureOf(
      office.actions['calendar.schedule']({ engagementId: id, key: `c/${id}`, params }),
    );
    expect(failure).toMatchObject({ type: 'VendorRejected', nonRetryable: true });
    expect(failure.message).toMatch(/Within 60 days there are no 60 minutes/);
  });
});

describe('what is signed', () => {
  const request = async () => {
    const engagementId = await newEngagement(office);
    const params = {
      document: 'proposal',
      template: 'signed-proposal',
      signers: ['client', 'sales-manager'],
    };
    return { engagementId, key: `request/${engagementId}`, params };
  };
  const save = ({ engagementId }: { engagementId: string }) =>
    office.restarted()['signature.saveSigned']({
      engagementId,
      key: `save/${engagementId}`,
      params: { document: 'proposal' },
    });

  it('[SYS-17] asks the client’s first contact and whoever has the role, each at their place in the document', async () => {
    const { refs } = await office.actions['signature.request'](await request());
    const { rows } = await office.server.pool.query<{ data: { signers: object[] } }>(
      `SELECT data FROM sandbox_object WHERE vendor = 'docusign' AND kind = 'envelope' AND id = $1`,
      [refs['envelopeId']],
    );
    expect(rows[0]?.data.signers).toMatchObject([
      { email: 'ada@client.example', routingOrder: '1', status: 'sent' },
      { routingOrder: '2', status: 'created' },
    ]);
  });

  it('[SYS-17] keeps the signed file once, and says so only when everybody has signed', async () => {
    const asked = await request();
    const { refs } = await office.actions['signature.request'](asked);
    const object = { envelopeId: refs['envelopeId'] };
    const early = await failureOf(save(asked));
    expect(early).toMatchObject({ type: 'VendorRejected' });
    expect(early.message).toContain('not signed by everybody');
    await office.server.emit('docusign', {
      event: 'recipient-completed',
      object: { ...object, recipientId: '1' },
      deliver: false,
    });
    expect(await failureOf(save(asked))).toMatchObject({ type: 'VendorRejected' });
    await office.server.emit('docusign', { event: 'envelope-completed', object, deliver: false });
    const upload = { method: 'POST', path: '/upload/drive/v3/files', status: 0, afterEffect: true };
    await office.server.fault('google-drive', upload);
    await failureOf(save(asked));
    const first = await save(asked);
    expect(await save(asked)).toEqual(first);
    expect(first.refs).toMatchObject({ ...object, sha256: expect.stringMatching(/^[0-9a-f]{64}$/) });
    expect(
      await count('google-drive', 'file', `${await referenceOf(asked.engagementId)} proposal (signed).pdf`),
    ).toBe(1);
    const share = { document: 'proposal', with: ['sales-manager'] };
    const shared = await office.actions['storage.share']({ ...asked, key: 'share', params: share });
    expect(shared.refs['fileId']).toBe(first.refs['fileId']);
  });

  it('[SYS-17] voids what is out, also when its sending was never answered; what is signed stays', async () => {
    const asked = await request();
    const undo = { ...asked, key: `${asked.key}/undo`, params: { of: asked.key, reason: 'Called off' } };
    expect(await office.actions['signature.void'](undo)).toEqual({
      refs: {},
      note: 'Nothing was out to be signed.',
    });
    const call = { method: 'POST', path: '/restapi/v2.1/accounts', status: 0, afterEffect: true };
    await office.server.fault('docusign', call);
    await failureOf(office.actions['signature.request'](asked));
    const voided = await office.restarted()['signature.void'](undo);
    expect(voided).toMatchObject({ refs: { state: 'voided' } });
    expect(await office.actions['signature.void'](undo)).toEqual(voided);

    const other = await request();
    const { refs } = await office.actions['signature.request'](other);
    const object = { envelopeId: refs['envelopeId'] };
    await office.server.emit('docusign', { event: 'envelope-completed', object, deliver: false });
    const late = { ...undo, params: { ...undo.params, of: other.key } };
    expect((await office.actions['signature.void'](late)).note).toContain('everybody has signed it');
  });
});

describe('the books', () => {
  it.each([
    ['2026-11-26T22:00:00Z', 'Australia/Sydney', '2026-11-27', '2026-12-11'],
    ['2026-11-27T02:00:00Z', 'America/Los_Angeles', '2026-11-26', '2026-12-10'],
    ['2026-03-28T23:30:00Z', 'Europe/Berlin', '2026-03-29', '2026-04-12'],
    ['2026-11-27T12:00:00Z', 'Etc/UTC', '2026-11-27', '2026-12-11'],
  ])('dates an invoice of %s in %s by the day there', async (now, timeZone, date, dueDate) => {
    const id = await newEngagement(office);
    const clock = { productNow: () => Date.parse(now) };
    const params = { milestone: 'signature', percent: 50, dueDays: 14 };
    const actions = actionsOf({ ...office.deps, clock }, VENDORS, timeZone);
    await actions['accounting.createInvoice']({ engagementId: id, key: `d/${id}`, params });
    const body = (await shownBodies('xero', '/api.xro/2.0/Invoices')).at(-1);
    expect(body).toContain(`"Date":"${date}"`);
    expect(body).toContain(`"DueDate":"${dueDate}"`);
  });

  it('[CD-05] invoices the share that was agreed, to the cent, and hears of its payment', async () => {
    const id = await newEngagement(office);
    const params = { milestone: 'signature', percent: 50, dueDays: 14 };
    const { refs } = await office.actions['accounting.createInvoice']({ engagementId: id, key: 'i', params });
    const xero = clientOf(office.server.clients, 'xero');
    const invoice = await xero.getInvoice(refs['invoiceId'] as string);
    expect(invoice).toMatchObject({ total: 600.01, currency: 'EUR', status: 'AUTHORISED' });
    expect(invoice.number).toBe(refs['invoiceNumber']);
    const paid = await office.server.emit('xero', {
      event: 'invoice.paid',
      object: { invoiceNumber: refs['invoiceNumber'] },
    });
    expect(paid).toMatchObject({ delivered: true, object: { InvoiceID: refs['invoiceId'], Status: 'PAID' } });
    const undo = { engagementId: id, key: 'i/undo', params: { milestone: 'signature' } };
    expect((await office.actions['accounting.voidInvoice'](undo)).note).toContain('600.01 EUR was paid');
  });

  it('[S4-27] asks the books for one invoice of a milestone, under a key of the engagement and the milestone', async () => {
    const id = await newEngagement(office);
    const ask = (key: string, milestone: string) =>
      persist(office, (actions) =>
        actions['accounting.createInvoice']({
          ...{ engagementId: id, key: `${key}/${id}` },
          params: { milestone, percent: 50, dueDays: 30 },
        }),
      );
    const closed = await ask('closure', 'closure');
    // Asked by another step, such as that of a closure which is gone through once more, it is the same.
    expect((await ask('closure-again', 'closure')).refs).toEqual(closed.refs);
    const delivered = await ask('delivery', 'delivery');
    expect(delivered.refs['invoiceId']).not.toBe(closed.refs['invoiceId']);
    expect(await ofEngagement('xero', 'invoice', id)).toBe(2);
    const keyOf = (milestone: string) => ({
      vendor_kind_id: { vendor: 'xero', kind: 'idempotency', id: shortEffectKey(`${id}/${milestone}`) },
    });
    for (const milestone of ['closure', 'delivery']) {
      const { data } = await office.db.sandboxObject.findUniqueOrThrow({ where: keyOf(milestone) });
      expect(JSON.stringify(data)).toContain(milestone);
    }
  });

  it('voids an unpaid invoice of a called-off engagement, also when its making was never answered', async () => {
    const id = await newEngagement(office, { client: `Lost ${Math.random()}` });
    const params = { milestone: 'signature', percent: 50, dueDays: 14 };
    await office.server.fault('xero', {
      method: 'PUT',
      path: '/api.xro/2.0/Invoices',
      status: 500,
      afterEffect: true,
    });
    const failure = await failureOf(
      office.actions['accounting.createInvoice']({ engagementId: id, key: 'i', params }),
    );
    expect(failure).toMatchObject({ type: 'VendorUnknownOutcome', nonRetryable: false });
    const undo = { engagementId: id, key: 'i/undo', params: { milestone: 'signature' } };
    expect((await office.actions['accounting.voidInvoice'](undo)).note).toContain('is void');
    const nothing = { ...undo, params: { milestone: 'closure' } };
    expect((await office.actions['accounting.voidInvoice'](nothing)).refs).toEqual({});
  });

  it('makes no invoice without a value', async () => {
    const id = await newEngagement(office, { amount: '' });
    const params = { milestone: 'signature', percent: 50, dueDays: 14 };
    const failure = await failureOf(
      office.actions['accounting.createInvoice']({ engagementId: id, key: 'i', params }),
    );
    expect(failure).toMatchObject({ type: 'VendorRejected', nonRetryable: true });
  });

  it.each([
    ['1200.01', 'EUR', ['600.01', '600.00']],
    ['0.01', 'EUR', ['0.01', '0.00']],
    ['100001', 'JPY', ['50001', '50000']],
    ['10.125', 'BHD', ['5.063', '5.062']],
    ['1.0001', 'CLF', ['0.5001', '0.5000']],
    ['33.33', 'USD', ['16.67', '16.66']],
  ])('invoices %s %s at two milestones that add up to it', async (amount, currency, expected) => {
    const id = await newEngagement(office, { amount, currency, client: `Halves ${Math.random()}` });
    const xero = clientOf(office.server.clients, 'xero');
    const made = [];
    for (const milestone of ['signature', 'closure']) {
      const params = { milestone, percent: 50, dueDays: 14 };
      const { refs } = await office.actions['accounting.createInvoice']({
        engagementId: id,
        key: 'i',
        params,
      });
      expect(await xero.getInvoice(refs['invoiceId'] as string)).toMatchObject({ currency });
      expect(refs).toMatchObject({ milestone, currency });
      made.push(refs['amount']);
    }
    expect(made).toEqual(expected);
  });

  it('makes no invoice over more digits than the books can hold', async () => {
    const id = await newEngagement(office, { amount: '999999999999999.99', client: 'Huge' });
    const params = { milestone: 'closure', percent: 50, dueDays: 14 };
    const failure = await failureOf(
      office.actions['accounting.createInvoice']({ engagementId: id, key: 'i', params }),
    );
    expect(failure.nonRetryable).toBe(true);
  });
});

describe('goods', () => {
  const LINES = [
    {
      ...{ line: '10', item: 'LT-14', quantity: '2', unit: 'piece', supplier: 'North' },
      ...{ amount: { amount: '2400.00', currency: 'EUR' }, cost: { amount: '2000.00', currency: 'EUR' } },
    },
    {
      ...{ line: '20', item: 'CAB-7', quantity: '12.5', unit: 'm' },
      amount: { amount: '25', currency: 'EUR' },
    },
  ];
  const order = { order: 'hardware' };
  const happens = (vendor: VendorName, event: string, object: object) =>
    office.server.emit(vendor, { event, object, deliver: false });

  it('[SYS-20] are ordered line by line, bought for, read back, and closed when no line is open', async () => {
    const engagementId = await newEngagement(office);
    const asked = { engagementId, key: 'k' };
    const entered = await office.actions['orders.createOrder']({
      ...asked,
      params: { ...order, lines: LINES, requiredOn: '2026-12-24' },
    });
    expect(entered).toMatchObject({ refs: { amount: '2425.00', currency: 'EUR', lines: '2' } });
    expect(entered.refs).not.toHaveProperty('differing');
    const again = office.restarted()['orders.createOrder'];
    expect(await again({ ...asked, key: 'k2', params: { ...order, lines: LINES } })).toEqual(entered);
    const bought = await office.actions['orders.createPurchaseOrders']({ ...asked, params: order });
    expect(bought).toMatchObject({ refs: { count: '1' } });
    const id = entered.refs['orderId'] ?? '';
    const refused = await failureOf(office.actions['orders.closeOrder']({ ...asked, params: order }));
    expect(refused).toMatchObject({ type: 'VendorRejected', nonRetryable: true });
    expect(refused.message).toContain('its lines 10, 20 are open');
    await happens('oms', 'line.shipped', { id, line: '10' });
    const shown = await office.actions['orders.readOrder']({ ...asked, params: order });
    expect(shown).toMatchObject({ refs: { state: 'entered', open: '10,20', version: '3' } });
    const stays = await office.actions['orders.cancelOrder']({ ...asked, params: order });
    expect(stays.note).toContain('stays');
    await happens('oms', 'line.delivered', { id, line: '10' });
    await happens('oms', 'line.cancelled', { id, line: '20' });
    const closed = await office.actions['orders.closeOrder']({ ...asked, params: order });
    expect(closed).toMatchObject({ refs: { orderId: id, state: 'closed', open: '' } });
  });

  it('are given up with what no supplier has confirmed, and told what stays', async () => {
    const engagementId = await newEngagement(office);
    const asked = { engagementId, key: 'k', params: order };
    expect(await office.actions['orders.cancelOrder'](asked)).toMatchObject({ refs: {} });
    expect((await failureOf(office.actions['orders.readOrder'](asked))).message).toContain('by hand');
    const mixed = [...LINES, { ...LINES[1], line: '30', amount: { amount: '5', currency: 'USD' } }] as never;
    const params = { ...order, lines: mixed };
    const failure = await failureOf(office.actions['orders.createOrder']({ ...asked, params }));
    expect(failure.message).toContain('EUR and USD');
    const { refs } = await office.actions['orders.createOrder']({
      ...asked,
      params: { ...order, lines: LINES },
    });
    await office.actions['orders.createPurchaseOrders'](asked);
    const { purchaseOrders } = (await clientOf(office.server.clients, 'oms').readOrder(
      refs['orderId'] ?? '',
    )) ?? { purchaseOrders: [] };
    const [bought] = purchaseOrders;
    await happens('oms', 'purchaseOrder.confirmed', { id: refs['orderId'], purchaseOrder: bought?.id });
    const cancelled = await office.actions['orders.cancelOrder'](asked);
    expect(cancelled).toMatchObject({ refs: { state: 'cancelled' } });
    expect(cancelled.note).toContain(bought?.number);
  });

  it('[SYS-18] are followed, and their delivery is proved by a page whose hash is told, and no name', async () => {
    const engagementId = await newEngagement(office);
    const asked = { engagementId, key: `${engagementId}/proof`, params: { shipment: 'parcel-1' } };
    const code = `9400${engagementId}`;
    expect((await failureOf(office.actions['tracking.readShipment'](asked))).message).toContain(
      'not followed',
    );
    const followed = await office.actions['tracking.follow']({
      ...asked,
      params: { shipment: 'parcel-1', code, carrier: 'USPS' },
    });
    const id = followed.refs['shipmentId'] ?? '';
    expect(followed.refs).toMatchObject({ code, carrier: 'USPS' });
    const early = await failureOf(office.actions['tracking.saveProof'](asked));
    expect(early.message).toContain('not with its carrier yet');
    const datetime = '2030-03-04T12:00:00Z';
    const delivery = { id, status: 'delivered', datetime, signed_by: 'Ada Lovelace' };
    await happens('easypost', 'tracker.updated', delivery);
    const shown = await office.actions['tracking.readShipment'](asked);
    expect(shown.refs).toMatchObject({ state: 'delivered', since: '2030-03-04T12:00:00.000Z' });
    const proof = await office.actions['tracking.saveProof'](asked);
    expect(proof.refs).toMatchObject({ deliveredAt: '2030-03-04T12:00:00.000Z', isSigned: 'true' });
    expect(proof.refs['sha256']).toMatch(/^[0-9a-f]{64}$/);
    expect(JSON.stringify([followed, shown, proof])).not.toContain('Lovelace');
    const files = await shownBodies('google-drive', '/upload/');
    expect(files.some((body) => body.includes('Signed by: Ada Lovelace'))).toBe(true);
    expect(await office.restarted()['tracking.saveProof'](asked)).toEqual(proof);
  });

  it('[SYS-19] are registered once by their serial numbers, with the order and the warranty', async () => {
    const engagementId = await newEngagement(office);
    const [first, second] = [`PF-${engagementId}-1`, `PF-${engagementId}-2`];
    const unit = { model: 'Laptop T14', warrantyMonths: 36, purchasedOn: '2026-02-28' };
    const asked = { engagementId, key: `${engagementId}/assets` };
    const params = {
      units: [
        { serial: first, ...unit },
        { serial: second, model: '1' },
      ],
      orderNumber: 'SO-70001',
    };
    const registered = await office.actions['assets.register']({ ...asked, params });
    expect(registered.refs).toMatchObject({ count: '2', found: '0', withoutWarranty: second });
    expect(await office.restarted()['assets.register']({ ...asked, params })).toEqual(registered);
    const other = await newEngagement(office);
    const again = await office.actions['assets.register']({ engagementId: other, key: other, params });
    expect(again.refs).toMatchObject({ found: '2', ids: registered.refs['ids'] });
    const found = await office.actions['assets.findBySerial']({ ...asked, params: { serial: first } });
    expect(found.refs).toMatchObject({ orderNumber: 'SO-70001', warrantyEndsOn: '2029-02-28' });
    const none = office.actions['assets.findBySerial']({ ...asked, params: { serial: 'none' } });
    expect(await failureOf(none)).toMatchObject({ type: 'VendorRejected', nonRetryable: true });
  });
});

describe('failures', () => {
  const error = {
    system: 'xero',
    op: 'invoices.create',
    status: 400,
    vendorCode: 'X',
    vendorText: '',
  } as const;

  it.each([
    ['a refusal', new VendorError({ ...error, outcome: 'rejected' }), 'VendorRejected', true],
    [
      'a throttle',
      new VendorError({ ...error, outcome: 'throttled', retryAfterMs: 1 }),
      'VendorThrottled',
      false,
    ],
    ['an open outcome', new VendorError({ ...error, outcome: 'unknown' }), 'VendorUnknownOutcome', false],
    ['a vendor that is not set up', new VendorUnconfiguredError('xero'), 'VendorUnconfigured', true],
    ['an action that makes no sense', new ActionRefusedError('no'), 'VendorRejected', true],
    ['a fault of our own', new Error('ada@client.example is not there'), 'VendorUnknownOutcome', false],
  ])(
    '%s crosses the boundary as what it means, without personal data',
    (_name, thrown, type, nonRetryable) => {
      const failure = toFailure(thrown);
      expect(failure).toMatchObject({ type, nonRetryable });
      expect(failure.message).not.toContain('ada');
      expect(failure.cause).toBeUndefined();
      expect(toFailure(failure)).toBe(failure);
    },
  );

  it('a vendor that is not set up leaves the step to a person', async () => {
    const id = await newEngagement(office);
    const vendors = { slack: { mode: 'unconfigured', baseUrl: '', values: {} } } as const;
    const deps = { ...office.deps, clients: new VendorClients({ vendors }) };
    const channel = actionsOf(deps)['chat.createChannel']({
      engagementId: id,
      key: 'c',
      params: {},
    });
    expect(await failureOf(channel)).toMatchObject({ type: 'VendorUnconfigured', nonRetryable: true });
    const params = { milestone: 'm', percent: 1, dueDays: 1 };
    const invoice = actionsOf(deps)['accounting.createInvoice']({
      engagementId: id,
      key: 'i',
      params,
    });
    expect(await failureOf(invoice)).toMatchObject({ type: 'VendorUnconfigured', nonRetryable: true });
  });
});
