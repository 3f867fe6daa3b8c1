import type { EffectMemory, RememberedEffect } from '../../src/capability/effect-memory';
import { VendorClients } from '../../src/vendors/clients';
import type { WebhookCall } from '../../src/vendors/kit/webhook/webhook-receiver';
import { findVendor } from '../../src/vendors/registry';
import { teams } from '../../src/vendors/teams';
import { channelName } from '../../src/vendors/teams/channel';
import { messageOf } from '../../src/vendors/teams/message';
import { ADMIN_TOKEN, type SandboxServer, startSandboxServer } from './sandbox-server';

const STATE = 'a-state-that-only-we-know';
const NOTIFICATION_URL = 'https://promises.example/keeper/webhooks/teams';

let server: SandboxServer;
beforeAll(async () => {
  server = await startSandboxServer({ teams: { clientState: STATE, notificationUrl: NOTIFICATION_URL } });
});
beforeEach(() => {
  server.received.length = 0;
});
afterAll(() => server.stop());

/** What a port puts down between its calls. */
function newMemory(): EffectMemory {
  const kept = new Map<string, RememberedEffect>();
  return {
    find: async (kind, key) => kept.get(`${kind}/${key}`),
    keep: async (kind, key, vendorId, data = {}) => {
      const known = kept.get(`${kind}/${key}`) ?? { vendorId, data, atMs: Date.now() };
      kept.set(`${kind}/${key}`, known);
      return known;
    },
  };
}

const chat = (clients = server.clients, memory = newMemory()) => clients.port(teams, 'chat', memory);
const calendar = (memory = newMemory()) => server.clients.port(teams, 'calendar', memory);
const client = () => server.clients.get(teams);

async function ask(path: string, method = 'GET', json?: unknown) {
  const response = await fetch(`${server.url}/sandbox/teams/v1.0${path}`, {
    method,
    headers: { authorization: `Bearer ${ADMIN_TOKEN}`, 'content-type': 'application/json' },
    ...(json === undefined ? {} : { body: JSON.stringify(json) }),
  });
  const text = await response.text();
  return { status: response.status, body: (text === '' ? {} : JSON.parse(text)) as Record<string, never> };
}
const CHANNELS = '/teams/sandbox-teams-teamId/channels';

describe('The name of a channel in Teams', () => {
  it.each([
    ['CD-0001-Müller & Söhne <Ltd>', 'CD-0001-Müller Söhne Ltd'],
    ['A/B: "quoted" #1 {x} + y | z?', 'A B quoted 1 x y z'],
    ['__ ..hidden.. ', 'hidden'],
    ['General', 'Channel General'],
    ['???', 'Channel'],
    [`CD-0002-${'x'.repeat(60)}`, `CD-0002-${'x'.repeat(42)}`],
    [`CD-0003-${'🇪🇸'.repeat(20)}`, `CD-0003-${'🇪🇸'.repeat(10)}`],
  ])('%s is %s', (words, name) => {
    expect(channelName(words)).toBe(name);
  });

  it('has room for a number, and is taken by Teams whatever the words', async () => {
    expect(channelName('x'.repeat(60), 3)).toBe(`${'x'.repeat(48)} 3`);
    for (const words of ['~#%&*{}+/\\:<>?|\'",', '. a .', '_x_', 'forms', `${'y'.repeat(49)}. z`]) {
      const { status } = await ask(CHANNELS, 'POST', { displayName: channelName(words) });
      expect([words, status]).toEqual([words, 201]);
    }
  });
});

describe('A channel of an engagement', () => {
  it('[SYS-04] is one for each key, with its members in the team, its topic and our mark', async () => {
    const id = await chat().ensureChannel('eng-1', 'CD-0001-Acme');
    expect(await chat().ensureChannel('eng-1', 'CD-0001-Acme')).toBe(id);
    const olga = (await chat().findMember("olga.o'hara@company.example")) as string;
    expect(await chat().findMember('stranger@nowhere.invalid')).toBeUndefined();
    await chat().invite(id, [olga]);
    await chat().invite(id, [olga]);
    await chat().setTopic(id, `CD-0001 ${'Website relaunch '.repeat(100)}`);
    const channel = await client().readChannel(id);
    expect(channel?.description).toMatch(/^CD-0001 Website.*\nMade by Promisekeeper \[[0-9a-v]{26}\]$/);
    expect(channel?.description.length).toBeLessThanOrEqual(1_024);
  });

  it('leaves a channel of others with that name alone, and finds its own when it was renamed', async () => {
    const other = await ask(CHANNELS, 'POST', { displayName: 'CD-0002-Acme', description: 'Ours, really' });
    const id = await chat().ensureChannel('eng-2', 'CD-0002-Acme');
    expect(id).not.toBe(other.body['id']);
    expect(await client().readChannel(id)).toMatchObject({ name: 'CD-0002-Acme 2' });
    const renamed = await chat().ensureChannel('eng-3', 'CD-0003-Acme');
    await ask(`${CHANNELS}/${renamed}`, 'PATCH', { displayName: 'Something else' });
    expect(await chat().ensureChannel('eng-3', 'CD-0003-Acme')).toBe(renamed);
  });

  it('is a task for a person when others have every name', async () => {
    for (let number = 1; number <= 9; number += 1) {
      await ask(CHANNELS, 'POST', { displayName: channelName('Taken', number) });
    }
    await expect(chat().ensureChannel('eng-4', 'Taken')).rejects.toThrow(/Make a channel by hand/);
  });

  it('is found on a later page of a long list', async () => {
    const id = await chat().ensureChannel('eng-paged', 'Paged');
    for (let number = 0; number < 105; number += 1) {
      await ask(CHANNELS, 'POST', { displayName: `Filler ${number}` });
    }
    const last = await chat().ensureChannel('eng-last', 'The last one');
    const ids = (await client().listChannels()).map((channel) => channel.id);
    expect(new Set(ids).size).toBe(ids.length);
    expect(ids).toEqual(expect.arrayContaining([id, last]));
  });

  it('is archived once, and says nothing more then', async () => {
    const id = await chat().ensureChannel('eng-5', 'To be closed');
    await chat().archive(id);
    await chat().archive(id);
    await expect(chat().post(id, 'x', 'late')).rejects.toMatchObject({ outcome: 'rejected', status: 403 });
    await chat().archive('19:nowhere@thread.tacv2');
  });
});

describe('A message in Teams', () => {
  const cardOf = (text: string) => {
    const message = messageOf(text, 'k'.repeat(26));
    return { message, card: JSON.parse(message.attachments[0]?.content ?? '') as { actions?: object[] } };
  };

  it('is plain text in pieces without markup, its addresses are links, and the first one has a button', () => {
    const { card } = cardOf(
      'Hello <at>*you*</at> & co\n\nDecide: https://p.example/d/1?a=b. Or https://p.example/2',
    );
    const run = (text: string) => ({ type: 'TextRun', text });
    const link = (url: string) => ({ ...run(url), selectAction: { type: 'Action.OpenUrl', url } });
    expect(card).toMatchObject({
      body: [
        {
          id: 'k'.repeat(26),
          items: [
            { type: 'RichTextBlock', inlines: [run('Hello <at>*you*</at> & co')] },
            {
              type: 'RichTextBlock',
              inlines: [
                run('Decide: '),
                link('https://p.example/d/1?a=b'),
                run('. Or '),
                link('https://p.example/2'),
              ],
            },
          ],
        },
      ],
      actions: [{ type: 'Action.OpenUrl', url: 'https://p.example/d/1?a=b' }],
    });
    expect(cardOf('No link').card.actions).toBeUndefined();
  });

  it.each([
    ['letters', 'a'.repeat(60_000)],
    ['quotes', '"'.repeat(60_000)],
    ['emoji', '👩‍👩‍👧‍👦'.repeat(5_000)],
    ['lines', 'a\n'.repeat(20_000)],
  ])('is cut where Teams would refuse it, and no sooner: %s', (_name, text) => {
    const bytes = Buffer.byteLength(JSON.stringify(messageOf(text, 'k'.repeat(26))));
    expect(bytes).toBeLessThanOrEqual(28 * 1_024);
    expect(bytes).toBeGreaterThan(20_000);
  });

  it('is found by its key over several pages, and not before the time that is asked for', async () => {
    const id = await chat().ensureChannel('eng-pages', 'Pages');
    const place = client().channelPlace(id);
    const first = await client().postMessage(place, messageOf('the one', 'wanted'));
    for (let n = 0; n < 105; n += 1) await client().postMessage(place, messageOf(`no ${n}`, `other-${n}`));
    expect(await client().findMessage(place, 'wanted', Date.now() - 60_000)).toBe(first);
    expect(await client().findMessage(place, 'wanted', Date.now() + 60_000)).toBeUndefined();
  });

  it('[SYS-04] to a member goes to the same conversation each time, once for each key', async () => {
    const member = (await chat().findMember('otto@company.example')) as string;
    const conversation = await chat().conversationWith(member);
    expect(await chat().conversationWith(member)).toBe(conversation);
    const memory = newMemory();
    const sent = await chat(server.clients, memory).post(conversation, 'Please decide', 'to-otto');
    expect(await chat(server.clients, memory).post(conversation, 'Please decide', 'to-otto')).toBe(sent);
  });

  it('is left to a person where no user’s consent is there, before Teams refuses it', async () => {
    const { baseUrl, values } = server.settings.vendors['teams'] ?? { baseUrl: '', values: {} };
    const live = {
      mode: 'live',
      baseUrl,
      values: {
        ...values,
        tenantId: 'sandbox-teams-tenantId',
        clientId: 'sandbox-teams-clientId',
        clientSecret: 'sandbox-teams-clientSecret',
        teamId: 'sandbox-teams-teamId',
        loginUrl: baseUrl,
      },
    } as const;
    const clients = new VendorClients({ vendors: { teams: live } });
    const id = await chat(clients).ensureChannel('eng-app', 'By the application');
    await expect(chat(clients).post(id, 'x', 'k')).rejects.toThrow(/TEAMS_REFRESH_TOKEN is missing/);
    const path = `${client().channelPlace(id)}/messages`;
    const asApplication = clients.get(teams).graph;
    await expect(
      asApplication.request({ op: 'send', method: 'POST', path, json: messageOf('x', 'k') }),
    ).rejects.toMatchObject({ status: 403, outcome: 'rejected' });
  });

  it('needs a token that Microsoft grants, renewed once when it is refused', async () => {
    const clients = server.clientsWith('teams', {});
    const id = await chat(clients).ensureChannel('eng-token', 'Tokens');
    await server.fault('teams', { method: 'GET', path: CHANNELS, status: 401 });
    expect(await clients.get(teams).readChannel(id)).toMatchObject({ id });
    const wrong = server.clientsWith('teams', { refreshToken: 'another' });
    await expect(chat(wrong).post(id, 'x', 'k2')).rejects.toMatchObject({
      vendorCode: 'invalid_grant',
      outcome: 'rejected',
    });
    const tokens = (await server.log('teams')).filter(({ path }) => path.endsWith('/token'));
    expect(JSON.stringify(tokens)).not.toContain('refresh-token"');
  });
});

describe('A meeting in Teams', () => {
  const MEETING = {
    title: 'Kick-off',
    startAt: '2026-12-01T10:00:00+01:00',
    endAt: '2026-12-01T10:30:00+01:00',
    timeZone: 'Europe/Madrid',
    attendees: ['ada@client.example'],
    video: true,
  };
  const within = { fromMs: Date.parse('2026-12-01T00:00:00Z'), toMs: Date.parse('2026-12-02T00:00:00Z') };

  it('[SYS-04] has a link, is busy time of whom it invites, and is cancelled once', async () => {
    const memory = newMemory();
    const meeting = await calendar(memory).schedule('m/1', MEETING);
    expect(meeting.videoLink).toMatch(/^https:\/\/teams\.microsoft\.com\//);
    const others = Array.from({ length: 45 }, (_, n) => `free${n}@client.example`);
    expect(await calendar().busyTimes([...others, 'ada@client.example'], within)).toEqual([
      { fromMs: Date.parse(MEETING.startAt), toMs: Date.parse(MEETING.endAt) },
    ]);
    expect(await calendar(memory).cancel('m/1')).toBe(meeting.id);
    expect(await calendar(memory).cancel('m/1')).toBe(meeting.id);
    expect(await calendar().busyTimes(['ada@client.example'], within)).toEqual([]);
    expect(await calendar().cancel('never-made')).toBeUndefined();
  });

  it('is found by whoever does not know that it was made, and stays deleted when somebody deleted it', async () => {
    const meeting = await calendar().schedule('m/2', MEETING);
    // Another content under the same transaction: Exchange refuses it, and it is looked up.
    expect(await calendar().schedule('m/2', { ...MEETING, title: 'Renamed' })).toEqual(meeting);
    await server.emit('teams', { event: 'event.deleted', object: { id: meeting.id } });
    await expect(calendar().schedule('m/2', MEETING)).rejects.toThrow(/somebody has deleted it/);
  });

  it('without the wish for a link has none', async () => {
    expect((await calendar().schedule('m/3', { ...MEETING, video: false })).videoLink).toBeUndefined();
  });
});

describe('A look at Teams', () => {
  const look = (cursor?: string, resting: readonly string[] = []) =>
    server.clients.look(teams, cursor, async () => resting);

  it('tells what changed of channels and meetings since the last one, and nothing twice', async () => {
    const channel = await chat().ensureChannel('look-1', 'Looked at');
    const doomed = await chat().ensureChannel('look-2', 'To be deleted');
    const startAt = new Date(Date.now() + 86_400_000).toISOString();
    const endAt = new Date(Date.now() + 90_000_000).toISOString();
    const meeting = await calendar().schedule('look-3', {
      title: 'Review',
      ...{ startAt, endAt, timeZone: 'UTC', attendees: ['ada@client.example'], video: false },
    });
    const resting = [channel, doomed, meeting.id];
    const ofOurs = ({ sights }: Awaited<ReturnType<typeof look>>) =>
      sights.filter(({ id }) => resting.includes(id));
    const first = await look(undefined, resting);
    expect(first.sights).toEqual(
      expect.arrayContaining([
        expect.objectContaining({ id: channel, place: 'there', isArchived: false }),
        expect.objectContaining({ id: meeting.id, place: 'there', declinedBy: [] }),
      ]),
    );
    const quiet = await look(first.cursor, resting);
    expect(ofOurs(quiet)).toEqual([]);
    await server.emit('teams', { event: 'channel.updated', object: { id: channel, isArchived: true } });
    await server.emit('teams', { event: 'channel.deleted', object: { id: doomed } });
    const attendees = [{ emailAddress: { address: 'ada@client.example' }, status: { response: 'declined' } }];
    await server.emit('teams', { event: 'event.updated', object: { id: meeting.id, attendees } });
    const second = await look(quiet.cursor, resting);
    expect(second.sights).toEqual(
      expect.arrayContaining([
        expect.objectContaining({ id: channel, place: 'there', isArchived: true }),
        { id: doomed, place: 'gone' },
        expect.objectContaining({ id: meeting.id, declinedBy: [expect.stringMatching(/^[0-9a-v]{26}$/)] }),
      ]),
    );
    expect(ofOurs(second)).toHaveLength(3);
    expect(ofOurs(await look(second.cursor, [channel, meeting.id]))).toEqual([]);
  });

  it('tells of a channel that was changed before its making was put down', async () => {
    const channel = await chat().ensureChannel('look-4', 'Changed at once');
    await server.emit('teams', { event: 'channel.updated', object: { id: channel, isArchived: true } });
    const early = await look(undefined, []);
    const { sights } = await look(early.cursor, [channel]);
    expect(sights).toContainEqual(expect.objectContaining({ id: channel, isArchived: true }));
  });

  it('makes the subscription, leaves it alone, and makes it again when Graph has removed it', async () => {
    const living = async () =>
      (await client().graph.request({ op: 'list', method: 'GET', path: '/subscriptions' })).body as {
        value: { id: string; resource: string; notificationUrl: string }[];
      };
    await look();
    const [made, ...others] = (await living()).value;
    expect(others).toEqual([]);
    expect(made).toMatchObject({
      resource: 'teams/sandbox-teams-teamId/channels',
      notificationUrl: NOTIFICATION_URL,
    });
    await look();
    expect((await living()).value.map(({ id }) => id)).toEqual([made?.id]);
    await server.emit('teams', { event: 'lifecycle.subscriptionRemoved', deliver: false });
    expect((await living()).value).toEqual([]);
    await look();
    expect((await living()).value).toHaveLength(1);
  });

  it('looks on while Graph cannot reach the address that is to be called', async () => {
    const plain = server.clientsWith('teams', { notificationUrl: 'http://not-over-tls.example/hook' });
    expect((await plain.look(teams, undefined, async () => [])).sights.length).toBeGreaterThan(0);
  });
});

describe('Graph’s calls', () => {
  const webhook = findVendor('teams')?.webhook;
  const call = (body: unknown, more: Partial<WebhookCall> = {}) =>
    webhook?.verify({
      rawBody: Buffer.from(typeof body === 'string' ? body : JSON.stringify(body)),
      headers: { 'content-type': 'application/json' },
      method: 'POST',
      url: NOTIFICATION_URL,
      secret: STATE,
      nowMs: 1_780_000_000_000,
      ...more,
    });
  const CHANGE = {
    subscriptionId: '00000000-0000-4000-8000-000000000002',
    changeType: 'updated',
    resource: "teams('t')/channels('19:a@thread.tacv2')",
  };

  it('prove our address by a text that is sent back as it is', () => {
    const url = `${NOTIFICATION_URL}?validationToken=Validation%3A+Testing+%3Cb%3E`;
    expect(call('', { url })).toEqual({
      ok: true,
      deliveries: [],
      answer: { contentType: 'text/plain', body: 'Validation: Testing <b>' },
    });
  });

  it('are taken with 202 for what carries our clientState, which is not kept', () => {
    const verdict = call({
      value: [
        { ...CHANGE, clientState: STATE },
        { ...CHANGE, clientState: 'forged' },
        'nonsense',
        { odd: 1, clientState: STATE },
      ],
    });
    expect(verdict).toMatchObject({ ok: true, answer: { status: 202 } });
    const payloads = verdict?.ok ? verdict.deliveries.map(({ payload }) => payload) : [];
    expect(payloads).toEqual([CHANGE, { odd: 1 }]);
    expect(webhook?.read({ odd: 1 })).toMatchObject({ about: 'unknown' });
  });

  it.each([
    ['another state', { value: [{ ...CHANGE, clientState: `${STATE}x` }] }],
    ['no state', { value: [CHANGE] }],
    ['nothing in it', { value: [] }],
    ['no JSON', 'value'],
  ])('are refused with %s', (_name, body) => {
    expect(call(body)).toMatchObject({ ok: false, status: 401 });
  });

  it('are known again for a minute, and a later change of the same channel is another one', () => {
    const keyAt = (nowMs: number) => {
      const verdict = call({ value: [{ ...CHANGE, clientState: STATE }] }, { nowMs });
      return verdict?.ok ? verdict.deliveries[0]?.key : undefined;
    };
    expect(keyAt(1_780_000_000_000)).toBe(keyAt(1_780_000_010_000));
    expect(keyAt(1_780_000_000_000)).not.toBe(keyAt(1_780_000_070_000));
  });

  it('are a reason to look, where a channel changed or the subscription has to be mended', () => {
    expect(webhook?.read(CHANGE)).toEqual({ about: 'look' });
    expect(webhook?.read({ ...CHANGE, changeType: 'deleted' })).toEqual({ about: 'look' });
    expect(webhook?.read({ ...CHANGE, changeType: 'created' })).toMatchObject({ about: 'nothing' });
    expect(webhook?.read({ ...CHANGE, resource: "users('u')" })).toMatchObject({ about: 'nothing' });
    for (const lifecycleEvent of ['missed', 'reauthorizationRequired', 'subscriptionRemoved']) {
      expect(webhook?.read({ subscriptionId: 's', lifecycleEvent })).toEqual({ about: 'look' });
    }
    expect(webhook?.read({ subscriptionId: 's', lifecycleEvent: 'unheard' })).toMatchObject({
      about: 'unknown',
    });
  });

  it('[SYS-04] come from the stand-in as from Graph: with the state, when a channel changes', async () => {
    const id = await chat().ensureChannel('told', 'Told');
    const answer = await server.emit('teams', {
      event: 'channel.updated',
      object: { id, displayName: 'Renamed' },
    });
    expect(answer).toMatchObject({ delivered: true, object: { displayName: 'Renamed' } });
    const received = server.received.at(-1);
    expect(call(received?.rawBody.toString())).toMatchObject({
      ok: true,
      deliveries: [{ payload: { changeType: 'updated', resource: expect.stringContaining(id) } }],
    });
  });
});

describe('Teams as strict as Teams', () => {
  it.each([
    [CHANNELS, { displayName: 'a#b' }, 400],
    [CHANNELS, { displayName: 'x'.repeat(51) }, 400],
    [CHANNELS, { displayName: 'ok', description: 'x'.repeat(1_025) }, 400],
    [CHANNELS, { displayName: 7 }, 400],
    ['/teams/another/channels', { displayName: 'ok' }, 404],
    ['/chats', { chatType: 'oneOnOne', members: [] }, 400],
    [`${CHANNELS}/19:nowhere@thread.tacv2/messages`, { body: { content: 'x' } }, 404],
    ['/users/office@company.example/events', { subject: 'no times' }, 400],
    ['/subscriptions', { resource: '/teams/t/channels', changeType: 'updated' }, 400],
  ])('refuses POST %s %j', async (path, json, status) => {
    const answer = await ask(path, 'POST', json);
    expect(answer.status).toBe(status);
    expect(answer.body).toMatchObject({ error: { code: expect.any(String), message: expect.any(String) } });
  });
});
