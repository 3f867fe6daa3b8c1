import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { stringify } from 'yaml';
import type { ServiceDesk } from '../../src/service-desk/domain/service-desk';
import { publishServiceDeskFolder } from '../../src/service-desk/store/service-desk-folder';
import type * as Versions from '../../src/service-desk/store/versions';
import { type Body, signalsAt, startApi, type TestApi } from '../support/api';
import { SERVICE_DESK_FILE, shippedDesk } from '../support/service-desk';

interface Ruled {
  id: string;
  serviceDesk: { version: number };
  answerBy: string[];
}
interface Fault {
  pointer: string;
  message: string;
}

const source = readFileSync(SERVICE_DESK_FILE, 'utf8');
let api: TestApi;
beforeAll(async () => {
  api = await startApi();
});
afterAll(() => api.close());

const publish = (body: string, type = 'text/yaml') =>
  api.call('POST', '/v1/service-desk', { body, headers: { 'content-type': type } });
const edited = (change: (desk: ServiceDesk) => void) => {
  const desk = structuredClone(shippedDesk());
  change(desk);
  return stringify(desk);
};
const edition = (number: number) => `${source}# edition ${number}\n`;
const lineOf = (text: string) => source.split('\n').findIndex((line) => line.includes(text)) + 1;
const current = async () =>
  ((await api.call('GET', '/v1/service-desk')).body['current'] as { version: number }).version;
const ruled = (body: Body) => body as unknown as Ruled;
const openTicket = async (token: string, change: object = {}) => {
  const requester = { name: 'Carla Client', email: 'carla@acme.example' };
  const reply = await api.call('POST', '/v1/tickets', {
    token,
    json: {
      ...{ client: 'Acme', requester, subject: `Something ${Math.random()}`, channel: 'email' },
      ...{ priority: 'low', category: 'technical', ...change },
    },
  });
  expect([reply.status, reply.text]).toEqual([201, expect.any(String)]);
  return ruled(reply.body);
};

describe("Publishing the service desk's rules", () => {
  it('gives the next version for a changed text and the same one for the same text, and says which one holds', async () => {
    expect(await current()).toBe(1);
    const second = await publish(edition(2));
    expect(second).toMatchObject({
      status: 201,
      body: { version: 2, title: 'Service desk', currentVersion: 2 },
    });
    expect(second.headers.get('location')).toBe('/v1/service-desk/versions/2');
    expect(await publish(edition(2), 'application/yaml; charset=utf-8')).toMatchObject({
      status: 200,
      body: { version: 2 },
    });
    const asJson = await api.call('POST', '/v1/service-desk', { json: { source } });
    expect(asJson).toMatchObject({ status: 200, body: { version: 1, currentVersion: 2 } });
    expect(await current()).toBe(2);
  });

  it('shows the rules that hold, every version, and each with its text', async () => {
    const shown = await api.call('GET', '/v1/service-desk?limit=1');
    expect(shown.body).toMatchObject({
      current: { version: 2, source: edition(2), rules: { calendar: 'clock' } },
      items: [{ version: 2, title: 'Service desk', hash: expect.stringMatching(/^[0-9a-f]{64}$/) }],
      nextCursor: expect.any(String),
    });
    const next = await api.call('GET', `/v1/service-desk?limit=1&cursor=${String(shown.body['nextCursor'])}`);
    expect(next.body).toMatchObject({ items: [{ version: 1 }], nextCursor: null });
    expect((await api.call('GET', '/v1/service-desk/versions/1')).body).toMatchObject({
      version: 1,
      source,
      rules: { ladder: { crisis: 'everyone-on-the-ladder' } },
    });
  });

  it.each([
    ['99', 404],
    ['0', 404],
    ['newest', 404],
  ])('answers version %s with %d', async (version, status) => {
    expect((await api.call('GET', `/v1/service-desk/versions/${version}`)).status).toBe(status);
  });

  it('numbers versions without gaps and doubles when many publish at once', async () => {
    const before = await current();
    const texts = Array.from({ length: 6 }, (_, index) => edition(100 + (index % 3)));
    const replies = await Promise.all(texts.map((text) => publish(text)));
    expect(replies.filter(({ status }) => status === 201)).toHaveLength(3);
    const rows = await api.db.serviceDeskVersion.findMany({ orderBy: { version: 'asc' } });
    expect(rows.map(({ version }) => version)).toEqual(
      Array.from({ length: before + 3 }, (_, index) => index + 1),
    );
  });

  it.each<[string, string, [string, RegExp][]]>([
    [
      'several wrong fields, each by its place and line',
      source
        .replace('firstResponse: { within: 4 h }', 'firstResponse: { within: soon, calender: clock }')
        .replace('silence: 5 d', 'silence: five days')
        .replace('reopenByClientReply: true', 'reopenByClientReply: perhaps'),
      [
        [
          '/targets/critical/firstResponse/within',
          new RegExp(`^line ${lineOf('critical: { firstResponse')}: a term such as`),
        ],
        [
          '/targets/critical/firstResponse/calender',
          new RegExp(`^line ${lineOf('critical: { firstResponse')}: Unrecognized key`),
        ],
        ['/policies/reopenByClientReply', /^line \d+: /],
        ['/approval/silence', /^line \d+: a plain term such as/],
      ],
    ],
    [
      'a rule that is missing',
      source.replace('firstTeam: tech-support\n', ''),
      [['/firstTeam', /^line \d+: .*received undefined/]],
    ],
    [
      'a team, a calendar and a role that are not there',
      edited((desk) => {
        desk.firstTeam = 'night-shift';
        desk.ladder.calendar = 'moon';
        desk.teams['product']!.role = 'oracle';
        desk.incidents.declaredBy.push('nobody');
      }),
      [
        ['/ladder/calendar', /no calendar "moon" here; there are: clock, office/],
        ['/teams/product/role', /no role "oracle" here/],
        ['/incidents/declaredBy/3', /no role "nobody" here/],
        ['/firstTeam', /no team "night-shift" here; there are: tech-support/],
      ],
    ],
    [
      'a time zone that does not exist',
      source.replace('Europe/London', 'Europe/Lundon'),
      [['/calendars/office', /Europe\/Lundon/]],
    ],
    [
      'a calendar that is never open',
      edited((desk) => {
        desk.calendars['office'] = { tz: 'Etc/UTC', hours: {}, holidays: [] };
      }),
      [['/calendars/office', /never open/]],
    ],
    [
      'critical by e-mail alone',
      source.replace('critical: [phone, whatsapp, email]', 'critical: [email]'),
      [
        ['/calls/critical', /nobody can be called/],
        ['/routing/critical', /never goes by e-mail alone/],
      ],
    ],
    ['broken YAML', 'title: [', [['', /^line \d+: /]]],
    ['a text that is no rules', 'hello', [['', /^line 1: /]]],
    [
      'a bomb of aliases',
      `a: &a [x,x,x,x,x,x,x,x,x]\n${Array.from({ length: 9 }, (_, i) => `${'bcdefghij'[i]}: &${'bcdefghij'[i]} [${Array(9).fill(`*${'abcdefghi'[i]}`).join(',')}]`).join('\n')}`,
      [['', /^line \d+: /]],
    ],
  ])('refuses %s, and publishes nothing', async (_what, text, expected) => {
    const before = await api.db.serviceDeskVersion.count();
    const reply = await publish(text);
    expect(reply.status).toBe(422);
    expect(reply.body['errors']).toEqual(
      expected.map(
        ([pointer, message]): Fault => ({
          pointer,
          message: expect.stringMatching(message) as string,
        }),
      ),
    );
    expect(await api.db.serviceDeskVersion.count()).toBe(before);
  });

  it('is for the administrator; whoever is signed in may read', async () => {
    const { token } = await api.person('managing-director');
    const headers = { 'content-type': 'text/yaml' };
    const reply = await api.call('POST', '/v1/service-desk', { token, body: edition(3), headers });
    expect(reply.status).toBe(403);
    expect((await api.call('GET', '/v1/service-desk', { token })).status).toBe(200);
    expect((await api.call('GET', '/v1/service-desk', { token: null })).status).toBe(401);
  });

  it('happens by itself for the file of the product, once; what was published since stays the newest', async () => {
    const newest = await current();
    const folder = join(SERVICE_DESK_FILE, '..');
    expect(await publishServiceDeskFolder(api.db, folder, new Date(api.clock.nowMs))).toBeNull();
    expect(await current()).toBe(newest);
  });
});

describe('The version that rules', () => {
  let agent: { id: string; token: string };
  let manager: { id: string; token: string };
  beforeAll(async () => {
    agent = await api.person('support-agent');
    manager = await api.person('operations-manager');
  });

  it('a ticket is that of its opening, whatever is published afterwards', async () => {
    const before = await openTicket(agent.token);
    const { body } = await publish(
      edited((desk) => {
        desk.routing.low = ['phone'];
        desk.targets.low.firstResponse = { within: '1 h' };
        desk.roles['apprentice'] = 'Apprentice';
        desk.staff = ['apprentice'];
        desk.teams['tech-support']!.role = 'apprentice';
      }),
    );
    const after = await openTicket(agent.token);
    const shown = async ({ id }: Ruled) => ruled((await api.call('GET', `/v1/tickets/${id}`)).body);
    expect(await shown(before)).toMatchObject({ serviceDesk: before.serviceDesk, answerBy: ['email'] });
    expect(await shown(after)).toMatchObject({
      serviceDesk: { version: body['version'] },
      answerBy: ['phone'],
      clocks: [{ kind: 'firstResponse', dueAt: new Date(api.clock.nowMs + 3_600_000).toISOString() }, {}],
    });
    const respond = async ({ id }: Ruled) =>
      (await api.call('POST', `/v1/tickets/${id}/signals/responded`, { token: agent.token, json: {} }))
        .status;
    expect([await respond(before), await respond(after)]).toEqual([202, 403]);
  });

  it("a ticket becomes the newest by rulesRenewed, in its client's own calendar", async () => {
    await publish(edition(200));
    const client = { name: 'Daylight Ltd' };
    const ticket = await openTicket(manager.token, { client });
    await api.db.client.updateMany({ where: client, data: { calendar: 'office' } });
    const { body } = await publish(edition(201));
    const renewed = await api.call('POST', `/v1/tickets/${ticket.id}/signals/rulesRenewed`, {
      token: manager.token,
      json: {},
    });
    expect(renewed.status).toBe(202);
    const { workflowId } = await api.db.ticket.findUniqueOrThrow({ where: { id: ticket.id } });
    const [told] = await signalsAt(workflowId);
    expect(told?.fact['fields']).toMatchObject({ rules: { version: body['version'], calendar: 'office' } });
  });

  it('an incident and a problem is that of their beginning, for who may tell of them too', async () => {
    const ticket = await openTicket(manager.token);
    const problem = { title: 'x', source: 'clientFeedback', tickets: [ticket.id] };
    const incident = { kind: 'systemFailure', title: 'All is down' };
    const begin = async (path: string, json: object) =>
      ruled((await api.call('POST', path, { token: manager.token, json })).body);
    const before = await current();
    const first = [await begin('/v1/incidents', incident), await begin('/v1/problems', problem)];
    await publish(
      edited((desk) => {
        desk.incidents = { ...desk.incidents, declaredBy: ['managing-director'], updateEvery: '2 h' };
        desk.problems.openedBy = ['managing-director'];
      }),
    );
    expect(first.map(({ serviceDesk }) => serviceDesk.version)).toEqual([before, before]);
    const update = { token: manager.token, json: { text: 'We are looking.' } };
    const told = await api.call('POST', `/v1/incidents/${first[0]?.id}/signals/updateGiven`, update);
    expect(told.status).toBe(202);
    for (const [path, json] of [
      ['/v1/incidents', incident],
      ['/v1/problems', problem],
    ] as const) {
      expect((await api.call('POST', path, { token: manager.token, json })).status).toBe(403);
    }
    const director = await api.person('managing-director');
    const declared = await api.call('POST', '/v1/incidents', { token: director.token, json: incident });
    expect(declared.body).toMatchObject({
      serviceDesk: { version: before + 1 },
      updateEverySeconds: 7_200,
    });
  });

  it('what is begun next is what another process has published, at once', async () => {
    let other: typeof Versions | undefined;
    jest.isolateModules(() => {
      other = jest.requireActual<typeof Versions>('../../src/service-desk/store/versions');
    });
    const published = await other?.publishServiceDesk(api.db, edition(300), new Date(api.clock.nowMs));
    expect(published).toMatchObject({ outcome: 'published' });
    const ticket = await openTicket(agent.token);
    expect(ticket.serviceDesk).toEqual({ version: (published as { version: number }).version });
  });
});
