import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { VendorClients } from '../../src/vendors/clients';
import { missingAmong } from '../../src/vendors/kit/credential-check';
import type { Vendor } from '../../src/vendors/kit/vendor';
import { VENDORS } from '../../src/vendors/registry';
import { type SandboxServer, startSandboxServer } from './sandbox-server';

let sandbox: SandboxServer;
beforeAll(async () => {
  sandbox = await startSandboxServer({ slack: { botToken: 'xoxb-right' } });
});
afterAll(() => sandbox.stop());

const CHECKED = VENDORS.filter((vendor: Vendor) => !vendor.byHand && !vendor.inHouse).map(
  (vendor) => [vendor.name, vendor] as const,
);

describe('The credential of a vendor', () => {
  it.each(CHECKED)(
    'of %s is tried by reading alone, and lacks nothing at its sandbox',
    async (name, vendor) => {
      expect(await sandbox.clients.check(vendor)).toEqual([]);
      const calls = (await sandbox.log(name)).filter(({ path }) => !path.includes('token'));
      expect(calls).not.toEqual([]);
      const changing = calls.filter(
        ({ method, path }) => !['GET', 'AUTH'].includes(method) && !/batch\/read|freeBusy/.test(path),
      );
      expect(changing).toEqual([]);
    },
  );

  it.each(CHECKED)('of %s that the vendor does not take is an error that says so', async (_name, vendor) => {
    const values = Object.fromEntries(vendor.settings.variables.map(({ as }) => [as, 'wrong']));
    const settings = sandbox.settings.vendors[vendor.name];
    const wrong = { ...settings?.values, ...values, ...addressesOf(settings?.values) };
    const clients = new VendorClients({
      vendors: { [vendor.name]: { mode: 'sandbox', baseUrl: settings?.baseUrl ?? '', values: wrong } },
    });
    await expect(clients.check(vendor)).rejects.toThrow();
  });

  it('lacks the scope whose reading the vendor forbids, with what the vendor says of it', async () => {
    const path = '/crm/lists/2026-09';
    await sandbox.fault('hubspot', { method: 'GET', path, status: 403, times: 1 });
    const hubspot = VENDORS.find(({ name }) => name === 'hubspot');
    expect(hubspot && (await sandbox.clients.check(hubspot))).toEqual([
      { scope: 'crm.lists.read', said: expect.any(String) },
    ]);
  });

  it('is not told from a vendor that is down', async () => {
    const away = missingAmong({ scope: () => Promise.reject(new Error('away')) });
    await expect(away).rejects.toThrow('away');
  });
});

/** Where the sandbox is stays what it is. */
function addressesOf(values: Readonly<Record<string, string | undefined>> = {}): Record<string, string> {
  const urls = Object.entries(values).filter(([, value]) => value?.startsWith('http'));
  return Object.fromEntries(urls) as Record<string, string>;
}

describe('npm run connect', () => {
  const root = join(__dirname, '../..');
  const connect = (args: string[], env: Record<string, string> = {}) =>
    new Promise<{ code: number; out: string; err: string }>((resolve) => {
      const { PATH, HOME } = process.env;
      const child = execFile(
        process.execPath,
        ['bin/run.mjs', 'connect', ...args],
        { cwd: root, env: { PATH, HOME, ...env } },
        (_error, out, err) => resolve({ code: child.exitCode ?? -1, out, err }),
      );
    });

  it('lists every vendor with how it stands and what it serves', async () => {
    const { code, out } = await connect([], { SLACK_BOT_TOKEN: 'xoxb-1' });
    expect(code).toBe(0);
    expect(out.trim().split('\n')).toHaveLength(VENDORS.length);
    expect(out).toMatch(/^slack +live +serves chat$/m);
    expect(out).toMatch(/^xero +its sandbox stands in for it +serves accounting$/m);
  });

  it('tells what a vendor without credentials needs, and where it is found', async () => {
    const { code, out } = await connect(['xero'], { PROMISEKEEPER_SANDBOX: 'none' });
    expect(code).toBe(1);
    expect(out).toContain('XERO_CLIENT_ID: the client id of the custom connection');
  });

  it('tries the credential at the vendor, and fails when it is not taken', async () => {
    const at = { SLACK_BASE_URL: sandbox.settings.vendors['slack']?.baseUrl ?? '' };
    const taken = await connect(['slack'], { ...at, SLACK_BOT_TOKEN: 'xoxb-right' });
    expect(taken).toMatchObject({ code: 0, out: expect.stringContaining('Slack takes the credential') });
    const refused = await connect(['slack'], { ...at, SLACK_BOT_TOKEN: 'xoxb-wrong' });
    expect([refused.code, refused.out]).toEqual([1, expect.stringContaining('auth.test: invalid_auth')]);
    expect(refused.out).toContain('SLACK_BOT_TOKEN');
    expect(refused.err + refused.out).not.toContain('xoxb-wrong');
  });

  it('names the vendors when it is asked for one that there is not', async () => {
    const { code, err } = await connect(['fax']);
    expect([code, err]).toEqual([2, expect.stringContaining('slack, google-drive')]);
  });
});
