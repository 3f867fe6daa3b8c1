import type { Vendor } from '../../src/vendors/kit/vendor';
import { CANDIDATES } from '../conformance/connectors';
import { makingsOf } from '../conformance/operations';
import { type SandboxServer, startSandboxServer } from './sandbox-server';

let server: SandboxServer;
beforeAll(async () => {
  server = await startSandboxServer();
});
afterAll(() => server.stop());

/** A call of each vendor's that changes something; where that goes by another protocol than HTTP, one that shows it. */
const CALLS = CANDIDATES.filter(({ vendor }) => (vendor as Vendor).byHand === undefined).map((candidate) => {
  const { name, sandbox } = candidate.vendor;
  const [made] = makingsOf(candidate);
  const call = sandbox.listen === undefined ? made?.making.call : sandbox.routes?.[0];
  if (call === undefined) throw new Error(`${name} has no call to try`);
  return { vendor: name, method: call.method, path: String(call.path) };
});

describe.each(CALLS)('The sandbox of $vendor', ({ vendor, method, path }) => {
  const call = () => fetch(`${server.url}/sandbox/${vendor}${path}`, { method });

  it('refuses a caller without a token, in the vendor’s own words', async () => {
    const response = await call();
    const body = (await response.json()) as Record<string, unknown>;
    if (vendor === 'slack') expect(body).toMatchObject({ ok: false, error: 'invalid_auth' });
    // Whoever knows the address of a catch hook may call it: there the empty body is what is wrong.
    else expect(response.status).toBe(vendor === 'zapier' ? 400 : 401);
  });

  it('does not know other paths', async () => {
    const response = await fetch(`${server.url}/sandbox/${vendor}/no/such/path`, {
      headers: { authorization: `Bearer ${server.adminToken}` },
    });
    expect(response.status).toBe(404);
  });

  it('logs what it received, oldest first, with the answer’s status', async () => {
    for (const status of [429, 500]) await server.fault(vendor, { method, path, status });
    const statuses = [(await call()).status, (await call()).status, (await call()).status];
    const items = await server.log(vendor);
    expect(items.map(({ at }) => at)).toEqual(items.map(({ at }) => at).toSorted());
    const newest = items.slice(-3);
    expect(newest.map((item) => [item.method, item.path])).toEqual(newest.map(() => [method, path]));
    expect(newest.map(({ status }) => status)).toEqual(statuses);
    expect(statuses.slice(0, 2)).toEqual([429, 500]);
  });

  it('answers as a fault says, as often as it says', async () => {
    const headers = { 'content-type': 'text/plain', 'x-gateway': 'down' };
    await server.fault(vendor, { method, path, status: 200, headers, body: 'ab', repeat: 3 });
    const response = await call();
    expect([response.status, await response.text()]).toEqual([200, 'ababab']);
    expect(response.headers.get('x-gateway')).toBe('down');
    await server.fault(vendor, { method, path, status: 0 });
    await expect(call()).rejects.toThrow('fetch failed');
  });

  it('keeps administration to the administrator', async () => {
    for (const [verb, name] of [
      ['GET', '_log'],
      ['POST', '_faults'],
      ['POST', '_emit'],
    ]) {
      const response = await fetch(`${server.url}/sandbox/${vendor}/${name}`, {
        method: verb as string,
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
