import { VendorError } from '../../../src/vendors/kit/errors';
import { findVendor } from '../../../src/vendors/registry';
import { untilReset } from '../../../src/vendors/thinkific/client';
import { namesOf } from '../../../src/vendors/thinkific/names';
import { signThinkific } from '../../../src/vendors/thinkific/webhook';
import { clientOf } from '../clients';
import { type SandboxServer, startSandboxServer } from '../sandbox-server';

const AT = '2026-11-28T10:00:00.000Z';

let server: SandboxServer;
beforeAll(async () => {
  server = await startSandboxServer();
});
afterAll(() => server.stop());

const thinkific = () => clientOf(server.clients, 'thinkific');

async function failing(work: Promise<unknown>): Promise<VendorError> {
  const error: unknown = await work.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  if (error instanceof VendorError) return error;
  throw new Error('a VendorError was due');
}

describe('Thinkific', () => {
  it('[SYS-12] signs with hex HMAC-SHA256 over the raw body', () => {
    const body = '{"resource":"enrollment","action":"created"}';
    const signature = 'd88434bbf24980dfe8df53ea67555faf6f19d280b492b141d1cf6e5a2941eb2d';
    expect(signThinkific('thinkific-test-key', body)).toBe(signature);
    const webhook = findVendor('thinkific')?.webhook;
    const call = {
      rawBody: Buffer.from(body),
      method: 'POST',
      url: 'https://promises.example/webhooks/thinkific',
      secret: 'thinkific-test-key',
      nowMs: 0,
    };
    expect(webhook?.verify({ ...call, headers: { 'x-thinkific-hmac-sha256': signature } })).toMatchObject({
      ok: true,
    });
    const forged = { 'x-thinkific-hmac-sha256': signature.replace('d', 'e') };
    expect(webhook?.verify({ ...call, headers: forged })).toMatchObject({ status: 401 });
    expect(webhook?.verify({ ...call, headers: {} })).toMatchObject({ status: 401 });
  });

  it('tells what is no event of an enrolment apart', () => {
    const webhook = findVendor('thinkific')?.webhook;
    const event = { id: '1', resource: 'enrollment', action: 'progress', created_at: AT };
    expect(webhook?.read({ ...event, payload: { id: 3 } })).toEqual({
      about: 'enrolment',
      id: '3',
      atMs: Date.parse(AT),
    });
    expect(webhook?.read({ ...event, payload: {} })).toMatchObject({ about: 'unknown' });
    expect(webhook?.read({ ...event, resource: 'user', action: 'signup' })).toEqual({
      about: 'nothing',
      why: 'user.signup',
    });
    expect(webhook?.read('?')).toMatchObject({ about: 'unknown' });
  });

  it('knows a learner by the address, whatever its case, and makes it once', async () => {
    const learner = { email: 'ada@client.example', name: 'Ada Lovelace' };
    const id = await thinkific().createUser(learner);
    expect(await thinkific().findUser('Ada@Client.example')).toBe(id);
    const again = await failing(thinkific().createUser({ ...learner, email: 'ADA@client.example' }));
    expect(again).toMatchObject({ status: 422, outcome: 'rejected', vendorText: 'has already been taken' });
  });

  it('reads every page of a list', async () => {
    const { rows } = await server.pool.query<{ count: string }>(
      `SELECT count(*) FROM sandbox_object WHERE vendor = 'thinkific' AND kind = 'user'`,
    );
    const ask = async (page: number) => {
      const response = await fetch(
        `${server.url}/sandbox/thinkific/api/public/v1/courses?limit=2&page=${page}`,
        {
          headers: { authorization: `Bearer ${server.adminToken}` },
        },
      );
      return (await response.json()) as { items: object[]; meta: { pagination: object } };
    };
    expect(Number(rows[0]?.count)).toBeGreaterThan(0);
    expect(await ask(1)).toMatchObject({
      items: [{ id: 101 }, { id: 102 }],
      meta: { pagination: { next_page: 2 } },
    });
    expect(await ask(2)).toMatchObject({ items: [{ id: 103 }], meta: { pagination: { next_page: null } } });
    expect(await thinkific().listCourses()).toEqual(['101', '102', '103']);
  });

  it.each([
    ['another key', { apiKey: 'another' }],
    ['another site', { subdomain: 'another' }],
  ])('refuses %s', async (_name, values) => {
    const refused = await failing(
      clientOf(server.clientsWith('thinkific', values), 'thinkific').listCourses(),
    );
    expect(refused).toMatchObject({ status: 401, outcome: 'rejected', refusesUs: true });
  });

  it('[SYS-12] waits until the second that RateLimit-Reset names', async () => {
    const resetMs = Date.now() + 42_000;
    const headers = { 'RateLimit-Reset': String(Math.ceil(resetMs / 1000)) };
    await server.fault('thinkific', { path: '/public/v1/courses', status: 429, headers });
    const { outcome, retryAfterMs = 0 } = await failing(thinkific().listCourses());
    expect(outcome).toBe('throttled');
    expect(retryAfterMs).toBeGreaterThan(20_000);
    expect(retryAfterMs).toBeLessThanOrEqual(43_000);
    expect(untilReset(new Headers({ 'ratelimit-reset': '1' }))).toBe(0);
    expect(untilReset(new Headers())).toBeUndefined();
  });

  it('gives full access to what was a trial', async () => {
    const user = await thinkific().createUser({ email: 'tri@client.example', name: 'Tri' });
    const response = await fetch(`${server.url}/sandbox/thinkific/api/public/v1/enrollments`, {
      method: 'POST',
      headers: { authorization: `Bearer ${server.adminToken}`, 'content-type': 'application/json' },
      body: JSON.stringify({ user_id: Number(user), course_id: 101 }),
    });
    expect(response.status).toBe(201);
    expect(await thinkific().findEnrolment(user, '101')).toMatchObject({ isTrial: true });
    const memory = { find: async () => undefined, keep: async () => ({ vendorId: '', data: {}, atMs: 0 }) };
    const port = server.clients.port(findVendor('thinkific') as never, 'learning', memory);
    expect(await port.ensureEnrolments('k', user, { course: '101' }, AT)).toMatchObject([{ isOurs: false }]);
    expect(await thinkific().findEnrolment(user, '101')).toMatchObject({ isTrial: false });
    await expect(port.ensureEnrolments('k', user, { course: 'basics' }, AT)).rejects.toThrow(
      'no course basics',
    );
    await expect(port.coursesOf({ bundle: '9' })).rejects.toThrow('no bundle 9');
    const { id = '' } = (await thinkific().findEnrolment(user, '101')) ?? {};
    await port.expireEnrolment(id, '2026-01-01T00:00:00Z');
    await expect(port.ensureEnrolments('k', user, { course: '101' }, AT)).rejects.toThrow('has ended before');
  });

  it.each([
    ['Ada Lovelace', { first_name: 'Ada', last_name: 'Lovelace' }],
    ['Ana María García López', { first_name: 'Ana María García', last_name: 'López' }],
    ['Madonna', { first_name: 'Madonna', last_name: '-' }],
    ['  ', { first_name: '-', last_name: '-' }],
  ])('takes the name %s whole', (name, names) => {
    expect(namesOf(name)).toEqual(names);
  });
});
