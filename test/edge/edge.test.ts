import { connect } from 'node:net';
import { createApp } from '../../src/edge/app';
import { listen } from '../../src/edge/listen';
import { allRoutes } from '../../src/edge/routes';
import { openDatabase } from '../../src/database/database';
import { type CallOptions, startApi, type TestApi } from '../support/api';

let api: TestApi;
let engagementId: string;
let person: { id: string; token: string };
beforeAll(async () => {
  api = await startApi();
  engagementId = await api.engagement();
  person = await api.person('consultant');
});
afterAll(() => api.close());

/** Everything that a request could leave behind. */
async function traces(): Promise<unknown> {
  const { db } = api;
  return Promise.all([
    db.person.findMany(),
    db.token.count(),
    db.engagement.findMany(),
    db.client.count(),
    db.contact.count(),
    db.command.count(),
    db.idempotencyKey.count(),
    db.playbookVersion.count(),
    db.webhookDelivery.count(),
  ]);
}

/** A path that leads to its route; ids of what is not there are good enough to be refused for another reason. */
const goodPath = (path: string): string =>
  path
    .replace('{v}', '1')
    .replace('/playbooks/{name}', '/playbooks/client-delivery')
    .replace('/signals/{name}', `/signals/${signalOf(path)}`)
    .replace('/people/{id}', `/people/${person.id}`)
    .replace('/engagements/{id}', `/engagements/${engagementId}`)
    .replace('{kind}', 'sla-policy')
    .replace('{vendor}', 'hubspot')
    .replace('{file}', 'swagger-ui.css');

/** A signal with a field of its own, so that a body may be wrong, and a right body for it. */
const SIGNALS: Record<string, [string, object]> = {
  '/v1/engagements/{id}/signals/{name}': ['held', { reason: 'x' }],
  '/v1/escalations/{id}/signals/{name}': ['escalationResolved', { note: 'x' }],
  '/v1/tickets/{id}/signals/{name}': ['elevated', { to: 'engineering', reason: 'x' }],
  '/v1/incidents/{id}/signals/{name}': ['updateGiven', { text: 'x' }],
  '/v1/problems/{id}/signals/{name}': ['rootCauseFound', { rootCause: 'x' }],
};
const signalOf = (path: string): string => {
  const body = routes().find((route) => route.path === path)?.body;
  return SIGNALS[path]?.[0] ?? Object.keys(body?.kind === 'json-by-name' ? body.schemas : {})[0] ?? '';
};

/** Right bodies of routes beside signals. */
const BODIES: Record<string, object> = {
  '/v1/clients/{id}/merge': { into: 'cli_none' },
  '/v1/engagements/{id}/plan/preview': { signal: 'taskDropped', task: 'x' },
  '/v1/people/{id}/capacity-changes': { from: '2026-06-01', hoursPerWeek: 20 },
  '/v1/people/{id}/absences': { from: '2026-06-01T09:00:00Z' },
  '/v1/certificates/{number}': { showsHolder: true },
  '/v1/certificates/{number}/revocation': { reason: 'x' },
  '/v1/webhook-subscriptions/{id}/replay': { from: '2026-06-01T09:00:00Z' },
};
const rightBody = (path: string): object => BODIES[path] ?? SIGNALS[path]?.[1] ?? { name: 'X' };

const routes = () => allRoutes(api.deps);
const takesJson = (kind: string | undefined) => kind === 'json' || kind === 'json-by-name';

describe('Every route refuses bad input with the right status and leaves no trace', () => {
  const refuses = async (
    status: number,
    chosen: { method: string; path: string }[],
    options:
      | CallOptions
      | ((path: string, method: string) => CallOptions & { path?: string; method?: string }),
  ) => {
    expect(chosen.length).toBeGreaterThan(0);
    const before = await traces();
    for (const { method, path } of chosen) {
      const own: CallOptions & { path?: string; method?: string } =
        typeof options === 'function' ? options(path, method) : options;
      const reply = await api.call(own.method ?? method.toUpperCase(), own.path ?? goodPath(path), own);
      expect([method, path, reply.status]).toEqual([method, path, status]);
      if (status !== 401 || !path.startsWith('/webhooks')) {
        expect(reply.headers.get('content-type')).toMatch(/^application\/problem\+json/);
        expect(reply.body).toMatchObject({
          status,
          promiseSafe: false,
          detail: expect.stringMatching(/Nothing|no /i),
        });
        expect(reply.text).not.toMatch(/\bat .*\.ts:|node_modules|Prisma|prisma|grpc/);
      }
    }
    expect(await traces()).toEqual(before);
  };

  it('401 without a token, with an unknown one, and with another scheme', async () => {
    const closed = routes().filter((route) => route.access !== 'public');
    await refuses(401, closed, { token: null, json: undefined });
    await refuses(401, closed, { token: 'pk_unknown' });
    await refuses(401, closed, { token: null, headers: { authorization: 'Basic YTpi' } });
    const reply = await api.call('GET', '/v1/inbox', { token: null });
    expect(reply.headers.get('www-authenticate')).toMatch(/^Bearer/);
  });

  it('403 for a person where the administrator is needed', async () => {
    await refuses(
      403,
      routes().filter((route) => route.access === 'administrator'),
      () => ({ token: person.token }),
    );
  });

  it('400 for a body that is not JSON', async () => {
    const chosen = routes().filter((route) => takesJson(route.body?.kind));
    const json = { 'content-type': 'application/json' };
    const deep = `${'['.repeat(100_000)}${']'.repeat(100_000)}`;
    for (const body of ['{', 'hello', '{"__proto__":{"admin":true}}', deep]) {
      await refuses(400, chosen, { body, headers: json });
    }
    await refuses(400, chosen, { body: Buffer.from([0x7b, 0xff, 0x7d]), headers: json });
    await refuses(400, chosen, { body: '', headers: json });
  });

  it('422 for a text that no database can keep, with the field, wherever it stands', async () => {
    const chosen = routes().filter((route) => takesJson(route.body?.kind));
    const json = { 'content-type': 'application/json' };
    await refuses(422, chosen, { body: '{"a":["x",{"b/c":"\\u0000"}]}', headers: json });
    await refuses(422, chosen, { body: '{"a\\ud800":1}', headers: json });
    const named = await api.call('POST', '/v1/clients', { body: '{"name":"a\\ud800b"}', headers: json });
    expect(named.body['errors']).toEqual([{ pointer: '/name', message: expect.stringContaining('NUL') }]);
    const nested = await api.call('POST', '/v1/people', {
      body: '{"a":["x",{"b/c":"\\u0000"}]}',
      headers: json,
    });
    expect(nested.body['errors']).toMatchObject([{ pointer: '/a/1/b~1c' }]);
    const ids = routes().filter(({ path }) => path.includes('{id}'));
    await refuses(422, ids, (path) => ({
      path: goodPath(path.replace('/signals/{name}', `/signals/${signalOf(path)}`).replace('{id}', 'a%00b')),
    }));
    const inPath = await api.call('GET', '/v1/engagements/a%00b');
    expect([inPath.status, inPath.body['errors']]).toMatchObject([422, [{ pointer: '/path/id' }]]);
    const inQuery = await api.call('GET', '/v1/engagements?q=%00');
    expect([inQuery.status, inQuery.body['errors']]).toMatchObject([422, [{ pointer: '/query/q' }]]);
    const key = await api.call('POST', '/v1/engagements', { json: {}, headers: { 'idempotency-key': 'é' } });
    expect(key.status).toBe(422);
    const yaml = await api.call('POST', '/v1/playbooks', {
      body: 'name: a\0b',
      headers: { 'content-type': 'application/yaml' },
    });
    expect(yaml.status).toBe(422);
  });

  it('413 for a body of 1 MB, at once', async () => {
    const chosen = routes().filter((route) => takesJson(route.body?.kind));
    const json = { 'content-type': 'application/json' };
    await refuses(413, chosen, { body: `"${'x'.repeat(1_000_000)}"`, headers: json });
    await refuses(413, [{ method: 'post', path: '/webhooks/{vendor}' }], { body: 'x'.repeat(2_000_000) });
  });

  it('415 for another type, and for a compressed body', async () => {
    const chosen = routes().filter((route) => takesJson(route.body?.kind));
    await refuses(415, chosen, {
      body: 'a=b',
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
    });
    const headers = { 'content-type': 'application/json', 'content-encoding': 'gzip' };
    await refuses(415, chosen, { body: '{}', headers });
  });

  it('422 for a field that does not exist', async () => {
    const chosen = routes().filter((route) => takesJson(route.body?.kind) && route.path !== '/v1/deadlines');
    const before = await traces();
    for (const { method, path } of chosen) {
      const reply = await api.call(method.toUpperCase(), goodPath(path), { json: { surprise: 1 } });
      expect([path, reply.status]).toEqual([path, 422]);
      expect((reply.body as { errors: { pointer: string }[] }).errors).toContainEqual({
        pointer: '/surprise',
        message: 'there is no such field',
      });
    }
    expect(await traces()).toEqual(before);
  });

  it('422 for a wrong type, and for an array or a number where an object belongs', async () => {
    const chosen = routes().filter((route) => takesJson(route.body?.kind) && route.path !== '/v1/deadlines');
    for (const json of [[], 5, null, 'text', { reason: 5, name: 5, playbook: 5, note: 5 }]) {
      await refuses(422, chosen, { json });
    }
    await refuses(422, [{ method: 'post', path: '/v1/deadlines' }], { json: 5 });
  });

  it('422 for a query parameter that does not exist, or comes twice', async () => {
    const chosen = routes().filter((route) => route.method === 'get' && route.anyQuery !== true);
    await refuses(422, chosen, (path) => ({ path: `${goodPath(path)}?surprise=1` }));
    const paged = chosen.filter((route) => route.query && 'cursor' in route.query.shape);
    await refuses(422, paged, (path) => ({ path: `${goodPath(path)}?limit=1&limit=2` }));
    // Metrics are shown without their cases, too.
    const lists = paged.filter((route) => route.path !== '/v1/metrics');
    await refuses(422, lists, (path) => ({ path: `${goodPath(path)}?limit=0` }));
    for (const query of ['limit=201', 'limit=x', 'cursor=x', 'cursor=bnVsbA', 'cursor=%00']) {
      await refuses(422, paged, (path) => ({ path: `${goodPath(path)}?${query}` }));
    }
  });

  it('404 for an id that leads nowhere', async () => {
    // The body is judged first, so that it takes a right one to be told that the id is wrong.
    const chosen = routes().filter(
      ({ params, body, path, answers }) =>
        params && (body?.kind !== 'json-by-name' || SIGNALS[path]) && !answers[404]?.content?.['text/html'],
    );
    for (const wrong of ['nothing', "'%20OR%201=1", 'x'.repeat(200)]) {
      await refuses(404, chosen, (path, method) => ({
        path: goodPath(
          path
            .replace('/signals/{name}', `/signals/${signalOf(path)}`)
            .replace(/\{(id|v|vendor|file)\}/, wrong),
        ),
        ...(method === 'get' ? {} : { json: rightBody(path) }),
      }));
    }
    await refuses(404, [{ method: 'post', path: '/v1/engagements/{id}/signals/{name}' }], () => ({
      path: `/v1/engagements/${engagementId}/signals/dealChanged`,
      json: { stage: 'closedwon' },
    }));
  });

  it('404 where nothing is, 405 with Allow where another method is', async () => {
    for (const path of [
      '/',
      '/v1',
      '/v1/nothing',
      '/V1/people',
      '/admin',
      '/.env',
      '/v1/engagements//journal',
    ]) {
      expect([path, (await api.call('GET', path)).status]).toEqual([path, 404]);
    }
    const before = await traces();
    for (const path of new Set(routes().map((route) => route.path))) {
      const taken = routes()
        .filter((route) => route.path === path)
        .map((route) => route.method.toUpperCase());
      for (const method of ['GET', 'POST', 'PATCH', 'PUT', 'DELETE', 'OPTIONS']) {
        if (taken.includes(method)) continue;
        const reply = await api.call(method, goodPath(path));
        expect([method, path, reply.status]).toEqual([method, path, 405]);
        expect(reply.headers.get('allow')).toBe(
          taken.map((one) => (one === 'GET' ? 'GET, HEAD' : one)).join(', '),
        );
      }
    }
    expect(await traces()).toEqual(before);
  });

  it('400 or 404 for addresses that are broken', async () => {
    expect((await api.call('GET', '/v1/people/%E0%A4%A')).status).toBe(400);
  });
});

describe('Hostile input', () => {
  it('a body nested 10,000 deep is refused and the server goes on', async () => {
    const deep = `${'['.repeat(10_000)}${']'.repeat(10_000)}`;
    for (const body of [deep, `{"facts":${deep}}`]) {
      const reply = await api.call('POST', '/v1/engagements', {
        body,
        headers: { 'content-type': 'application/json' },
      });
      expect([400, 422]).toContain(reply.status);
    }
    const cases = await api.call('POST', '/v1/deadlines', {
      body: deep,
      headers: { 'content-type': 'application/json' },
    });
    expect(cases.status).toBeLessThan(500);
    expect((await api.call('GET', '/livez')).status).toBe(200);
  });

  it('text that looks like SQL, HTML or a path is text', async () => {
    const title = `'; DROP TABLE engagement; -- <script>alert(1)</script> ../../etc/passwd \u202e 🎈`;
    const id = await api.engagement({ title, client: { name: title } });
    const { body } = await api.call('GET', `/v1/engagements/${id}`);
    expect(body).toMatchObject({ title, client: { name: title } });
    const found = await api.call('GET', `/v1/engagements?q=${encodeURIComponent('DROP TABLE')}`);
    expect((found.body as { items: object[] }).items).toMatchObject([{ id, title }]);
  });

  it('senders of half a request are cut off, and others are served meanwhile', async () => {
    const { port } = new URL(api.url);
    const sockets = Array.from({ length: 200 }, () => {
      const socket = connect(Number(port), '127.0.0.1');
      socket.on('error', () => undefined);
      socket.write('GET /livez HTTP/1.1\r\nHost: x\r\nX-Slow: ');
      return socket;
    });
    const closed = Promise.all(
      sockets.map((socket) => new Promise((resolve) => socket.once('close', resolve))),
    );
    expect((await api.call('GET', '/livez')).status).toBe(200);
    for (const socket of sockets) socket.resume();
    await closed;
  });

  it('every answer carries the headers that keep browsers from guessing, framing and storing', async () => {
    for (const path of ['/livez', '/v1/people', '/nothing', '/docs', '/openapi.json']) {
      const { headers } = await api.call('GET', path);
      expect(headers.get('x-content-type-options')).toBe('nosniff');
      expect(headers.get('content-security-policy')).toMatch(/^default-src 'none'/);
      expect(headers.get('x-frame-options')).toBe('DENY');
      expect(headers.get('x-powered-by')).toBeNull();
      expect(headers.get('cache-control')).toBe('no-store');
    }
  });
});

describe('While PostgreSQL is away', () => {
  it('every call that needs it answers 503: nothing was accepted, send it again', async () => {
    const { db } = api.deps;
    const away = openDatabase('postgresql://nobody:nothing@127.0.0.1:9/none');
    api.deps.db = away;
    try {
      const app = createApp(api.deps);
      const server = await listen(app, 0, '127.0.0.1');
      const url = `http://127.0.0.1:${server.port}`;
      const bearer = {
        authorization: 'Bearer test-administrator-token-0123456789',
        'content-type': 'application/json',
      };
      const order = { playbook: 'client-delivery', client: { name: 'X' }, title: 'X' };
      const replies = [
        await fetch(`${url}/v1/engagements`, {
          method: 'POST',
          headers: bearer,
          body: JSON.stringify(order),
        }),
        await fetch(`${url}/v1/engagements`, { headers: bearer }),
        await fetch(`${url}/v1/inbox`, { headers: { authorization: `Bearer ${person.token}` } }),
        await fetch(`${url}/readyz`),
      ];
      for (const reply of replies) {
        expect(reply.status).toBe(503);
        expect(await reply.json()).toMatchObject({ code: 'unavailable', promiseSafe: false });
      }
      expect((await fetch(`${url}/livez`)).status).toBe(200);
      await server.close(1_000);
    } finally {
      api.deps.db = db;
      await away.$disconnect();
    }
  }, 30_000);
});
