import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { VendorError } from '../../src/vendors/kit/errors';
import { shortEffectKey } from '../../src/vendors/kit/effect-key';
import { VendorHttp, type VendorHttpOptions, type VendorRequest } from '../../src/vendors/kit/http';
import { GrantedToken } from '../../src/vendors/kit/token';

const RAW = { contentType: 'text/plain', body: Buffer.from('Ada').toString('base64') };

type Answerer = (req: IncomingMessage, res: ServerResponse) => void;

let server: Server;
let answer: Answerer;
let calls: IncomingMessage[];

beforeAll(async () => {
  server = createServer((req, res) => {
    calls.push(req);
    answer(req, res);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
});
beforeEach(() => {
  calls = [];
});
afterAll(() => {
  server.closeAllConnections();
  server.close();
});

function http(options: Partial<VendorHttpOptions> = {}): VendorHttp {
  return new VendorHttp({
    system: 'hubspot',
    baseUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    trouble: (body) => {
      const { code = 'NONE', message = '' } = (body ?? {}) as { code?: string; message?: string };
      return { code, text: message };
    },
    ...options,
  });
}

function json(
  res: ServerResponse,
  status: number,
  body: unknown,
  headers: Record<string, string> = {},
): void {
  res.writeHead(status, { 'content-type': 'application/json', ...headers }).end(JSON.stringify(body));
}

async function failing(request: Partial<VendorRequest> = {}, options: Partial<VendorHttpOptions> = {}) {
  const error: unknown = await http(options)
    .request({ op: 'thing.create', method: 'POST', path: '/things', ...request })
    .catch((thrown: unknown) => thrown);
  if (!(error instanceof VendorError)) throw new Error(`expected a VendorError, got ${String(error)}`);
  return error;
}

describe('one error shape for every vendor', () => {
  it('reads answers with what no database takes replaced, in JSON and in text', async () => {
    const request = { op: 'deals.get', method: 'GET', path: '/' } as const;
    answer = (_req, res) => json(res, 200, { name: 'a\0b', list: ['\ud800'], 'x\udc00': '😀' });
    expect((await http().request(request)).body).toEqual({
      name: 'a\uFFFDb',
      list: ['\uFFFD'],
      'x\uFFFD': '😀',
    });
    answer = (_req, res) => res.writeHead(404).end('no JSON\0');
    expect((await http().request({ ...request, expected: [404] })).body).toBe('no JSON\uFFFD');
  });

  it.each(['{"id":"1', '<html>Please sign in.</html>', 'OK'])(
    'a success that reads %s is none that can be trusted',
    async (text) => {
      answer = (_req, res) => res.end(text);
      expect(await failing()).toMatchObject({ outcome: 'unknown', vendorCode: 'UNREADABLE_ANSWER' });
    },
  );

  it.each([400, 401, 403, 404, 409, 422])('a %s is a refusal: nothing was done', async (status) => {
    answer = (_req, res) => json(res, status, { code: 'NO', message: 'because' });
    expect(await failing()).toMatchObject({
      system: 'hubspot',
      op: 'thing.create',
      status,
      vendorCode: 'NO',
      outcome: 'rejected',
    });
  });

  it.each([500, 502, 504, 408])('a %s leaves it open whether it was done', async (status) => {
    answer = (_req, res) => json(res, status, {});
    expect(await failing()).toMatchObject({ status, outcome: 'unknown' });
  });

  it('a throttle tells the wait, in seconds or as a date, and 503 counts when it does', async () => {
    answer = (_req, res) => json(res, 429, {}, { 'retry-after': '30' });
    expect(await failing()).toMatchObject({ outcome: 'throttled', retryAfterMs: 30_000 });
    answer = (_req, res) => json(res, 503, {}, { 'retry-after': '2' });
    expect(await failing()).toMatchObject({ outcome: 'throttled', retryAfterMs: 2_000 });
    const date = new Date(Date.now() + 60_000).toUTCString();
    answer = (_req, res) => json(res, 429, {}, { 'retry-after': date });
    const { retryAfterMs } = await failing();
    expect(retryAfterMs).toBeGreaterThan(55_000);
    expect(retryAfterMs).toBeLessThanOrEqual(60_000);
    answer = (_req, res) => json(res, 429, {});
    expect((await failing()).retryAfterMs).toBeGreaterThan(0);
  });

  it('a silent vendor, a cut connection and a closed port leave it open', async () => {
    answer = () => undefined;
    expect(await failing({}, { timeoutMs: 100 })).toMatchObject({
      vendorCode: 'TIMEOUT',
      outcome: 'unknown',
    });
    answer = (req) => req.socket.destroy();
    expect(await failing()).toMatchObject({ status: 0, outcome: 'unknown' });
    expect(await failing({}, { baseUrl: 'http://127.0.0.1:9' })).toMatchObject({ outcome: 'unknown' });
  });

  it('an answer that never ends is cut off in time and in size', async () => {
    answer = (_req, res) => {
      res.writeHead(200);
      const drip = setInterval(() => res.write('x'), 20);
      res.on('close', () => clearInterval(drip));
    };
    expect(await failing({}, { timeoutMs: 150 })).toMatchObject({ vendorCode: 'TIMEOUT' });
    answer = (_req, res) => res.writeHead(200).end('x'.repeat(5_000));
    expect(await failing({}, { answerLimitBytes: 1_000 })).toMatchObject({ vendorCode: 'ANSWER_TOO_LARGE' });
  });

  it('a redirect is not followed', async () => {
    answer = (_req, res) => res.writeHead(302, { location: '/elsewhere' }).end();
    expect(await failing()).toMatchObject({ status: 302, outcome: 'rejected' });
    expect(calls).toHaveLength(1);
  });

  it('says nothing that was sent: no name, no address, no token', async () => {
    answer = (_req, res) =>
      json(res, 400, {
        code: 'INVALID',
        message: 'Ada Lovelace <ada@client.example> exists; bob@other.example too',
      });
    const error = await failing({ json: { name: 'Ada Lovelace', email: 'ada@client.example' } });
    expect(error.message).toContain('INVALID');
    expect(error.message).toContain('exists');
    expect(error.message).not.toMatch(/Ada|Lovelace|@/);
  });

  it.each([
    ['a part of a text', { json: { body: '<p>Dear Ada Lovelace, we shall meet.</p>' } }],
    [
      'what a body carries in an encoding',
      { raw: RAW, carries: { to: 'Ada Lovelace', text: 'we shall meet.' } },
    ],
    [
      'what stands encoded in the address',
      { path: `/contacts/${encodeURIComponent('Ada Lovelace, we shall meet.')}` },
    ],
  ])('does not say %s back', async (_name, request) => {
    answer = (_req, res) =>
      json(res, 400, { code: 'INVALID', message: 'Not valid: "Ada Lovelace, we shall meet." (text)' });
    const error = await failing(request);
    expect(error.message).toContain('Not valid:');
    expect(error.message).not.toMatch(/Ada Lovelace|shall meet/);
  });
});

describe('tokens', () => {
  it('renews a refused token once and asks again once', async () => {
    let grants = 0;
    const auth = new GrantedToken(() => Promise.resolve({ token: `t${++grants}`, expiresInSeconds: 3600 }));
    answer = (req, res) => json(res, req.headers.authorization === 'Bearer t2' ? 200 : 401, { fine: true });
    const { body } = await http({ auth }).request({ op: 'thing.get', method: 'GET', path: '/things' });
    expect(body).toEqual({ fine: true });
    expect(calls.map(({ headers }) => headers.authorization)).toEqual(['Bearer t1', 'Bearer t2']);
    answer = (_req, res) => json(res, 401, {});
    expect(await failing({}, { auth })).toMatchObject({ status: 401, outcome: 'rejected' });
    expect(grants).toBe(3);
  });

  it('are asked for once by callers of the same moment, and again before they end', async () => {
    let grants = 0;
    let seconds = 3600;
    const auth = new GrantedToken(() =>
      Promise.resolve({ token: `t${++grants}`, expiresInSeconds: seconds }),
    );
    expect(await Promise.all([auth.token(), auth.token(), auth.token()])).toEqual(['t1', 't1', 't1']);
    seconds = 30;
    expect(await auth.renew('t1')).toBe('t2');
    expect(await auth.token()).toBe('t3');
    expect(await auth.renew('t1')).toBe('t4');
  });
});

describe('the short form of a key', () => {
  it('is the same for the same key, 26 characters, and a Google event id', () => {
    const key = 'engagement/hubspot/777/welcome-meeting/1';
    expect(shortEffectKey(key)).toBe(shortEffectKey(key));
    expect(shortEffectKey(key)).toMatch(/^[a-v0-9]{26}$/);
    expect(shortEffectKey(key)).not.toBe(shortEffectKey(`${key}1`));
    expect(shortEffectKey('')).toBe('seoc8gkovge196nruj49irtp4g');
  });
});
