import { VENDOR_NAMES } from '../../src/vendors/registry';
import { readSettings, readStartSettings } from '../../src/settings/settings';
import { SettingsError } from '../../src/settings/problems';

const REAL = {
  DATABASE_URL: 'postgresql://u:p@db:5432/promisekeeper',
  TEMPORAL_ADDRESS: 'temporal:7233',
  PROMISEKEEPER_ADMIN_TOKEN: 'sixteen-letters-or-more',
};

function problemsOf(
  env: Record<string, string>,
  read: (env: Record<string, string>) => unknown = readSettings,
) {
  try {
    read(env);
    return {};
  } catch (error) {
    if (!(error instanceof SettingsError)) throw error;
    return Object.fromEntries(error.problems.map(({ variable, problem }) => [variable, problem]));
  }
}

describe('a setting that is missing or wrong is named, with what to do about it', () => {
  test.each([
    ['PORT', 'abc', 'whole number from 1 to 65535'],
    ['PORT', '0', 'whole number from 1 to 65535'],
    ['PORT', '70000', 'whole number from 1 to 65535'],
    ['HOST', 'not a host', 'name or address'],
    ['PUBLIC_URL', 'example.com', 'http://'],
    ['PROMISEKEEPER_SANDBOX_URL', 'ftp://example.com', 'http://'],
    ['DATABASE_URL', 'mysql://db/x', 'postgresql://'],
    ['DATABASE_URL', 'nonsense', 'postgresql://'],
    ['TEMPORAL_ADDRESS', 'http://temporal:7233/', 'host:port'],
    ['TEMPORAL_ADDRESS', 'temporal', 'host:port'],
    ['TEMPORAL_CONFIG_FILE', '/nowhere/temporal.toml', 'cannot be used'],
    ['TEMPORAL_TLS_CLIENT_CERT_PATH', '/nowhere/client.pem', 'cannot be used'],
    ['TEMPORAL_PORT', 'x', 'whole number'],
    ['TEMPORAL_UI_PORT', '-1', 'whole number'],
    ['POSTGRES_PORT', '5432.5', 'whole number'],
    ['PROMISEKEEPER_ADMIN_TOKEN', 'short', '16 characters'],
    ['PROMISEKEEPER_CREDENTIAL_KEY', 'short', '32 bytes in base64 or hex'],
    ['PROMISEKEEPER_CREDENTIAL_KEY', `${'ab'.repeat(32)},x`, '32 bytes in base64 or hex'],
    ['PROMISEKEEPER_TIME_SCALE', '60', 'embedded'],
    ['PROMISEKEEPER_SANDBOX', 'hubspott', 'hubspott'],
    ['PROMISEKEEPER_SANDBOX', 'teems', 'some of slack, google-drive, gmail'],
    ['PROMISEKEEPER_CAPABILITIES', 'chat', 'gives chat to nobody: it is provided by slack, teams'],
    ['PROMISEKEEPER_CAPABILITIES', 'chat=teems', 'gives chat to teems: it is provided by slack, teams'],
    ['PROMISEKEEPER_CAPABILITIES', 'mail=slack', 'gives mail to slack: it is provided by gmail'],
    ['PROMISEKEEPER_CAPABILITIES', 'fax=slack', 'names fax: write capability=vendor, of crm, chat'],
    ['HUBSPOT_BASE_URL', 'api.hubapi.com', 'http://'],
    ['SLACK_BASE_URL', 'x', 'http://'],
    ['XERO_BASE_URL', 'x', 'http://'],
    ['GMAIL_BASE_URL', 'x', 'http://'],
  ])('%s=%s', (variable, value, hint) => {
    expect(problemsOf({ ...REAL, [variable]: value })[variable]).toContain(hint);
  });

  test.each(['DATABASE_URL', 'TEMPORAL_ADDRESS', 'PROMISEKEEPER_ADMIN_TOKEN'])('%s missing', (variable) => {
    expect(problemsOf({ ...REAL, [variable]: '' })[variable]).toMatch(/^is missing: /);
  });

  test.each([
    [{ XERO_CLIENT_ID: 'x' }, 'XERO_CLIENT_SECRET'],
    [{ GOOGLE_SERVICE_ACCOUNT_EMAIL: 'x' }, 'GOOGLE_SERVICE_ACCOUNT_KEY'],
    [{ HUBSPOT_REFRESH_TOKEN: 'x', HUBSPOT_CLIENT_SECRET: 'x' }, 'HUBSPOT_CLIENT_ID'],
    [{ SLACK_BASE_URL: 'https://slack.com' }, 'SLACK_BOT_TOKEN'],
  ])('credentials that were begun and not completed: %j', (env, variable) => {
    expect(problemsOf(env, readStartSettings)[variable]).toContain('is set, and takes it along');
  });

  test.each(['0.5', '-3', 'fast'])('PROMISEKEEPER_TIME_SCALE=%s on the embedded default', (scale) => {
    const problems = problemsOf({ PROMISEKEEPER_TIME_SCALE: scale }, readStartSettings);
    expect(problems['PROMISEKEEPER_TIME_SCALE']).toContain('give a number from 1');
  });
});

test('all problems come at once, within seconds, and no secret is repeated', () => {
  const startedAt = performance.now();
  let message = '';
  try {
    readSettings({
      PORT: 'x',
      DATABASE_URL: 'mysql://user:hunter2@db/x',
      PROMISEKEEPER_ADMIN_TOKEN: 'hunter2 hunter2',
      PROMISEKEEPER_CREDENTIAL_KEY: 'hunter2',
    });
  } catch (error) {
    message = String(error);
  }
  expect(performance.now() - startedAt).toBeLessThan(5_000);
  for (const name of ['PORT', 'DATABASE_URL', 'PROMISEKEEPER_ADMIN_TOKEN']) expect(message).toContain(name);
  expect(message).not.toContain('hunter2');
});

test('keys that seal credentials are read in hex and in base64, the newest first', () => {
  const [hex, base64] = [Buffer.alloc(32, 1).toString('hex'), Buffer.alloc(32, 2).toString('base64')];
  const { credentialKeys } = readSettings({ ...REAL, PROMISEKEEPER_CREDENTIAL_KEY: `${hex}, ${base64}` });
  expect(credentialKeys).toEqual([Buffer.alloc(32, 1), Buffer.alloc(32, 2)]);
  expect(readSettings(REAL).credentialKeys).toEqual([]);
});

describe('with nothing set', () => {
  const settings = readStartSettings({ HOME: '/home/somebody' });

  test('everything is embedded, on loopback, and every vendor is its sandbox', () => {
    expect(settings).toMatchObject({
      embedded: true,
      host: '127.0.0.1',
      port: 3_000,
      publicUrl: 'http://127.0.0.1:3000',
    });
    // There is nothing to stand in for where people do everything.
    expect(settings.vendors['loop']).toMatchObject({ mode: 'unconfigured', values: {} });
    const ours = ['signing-page', 'certificate-page'] as const;
    for (const vendor of ours) expect(settings.vendors[vendor]).toMatchObject({ mode: 'live', values: {} });
    for (const vendor of VENDOR_NAMES.filter((name) => !['loop', ...ours].includes(name))) {
      expect(settings.vendors[vendor]).toMatchObject({
        mode: 'sandbox',
        baseUrl: `http://127.0.0.1:3000/sandbox/${vendor}`,
      });
    }
    expect(settings.vendors.hubspot?.values).toMatchObject({ clientSecret: 'sandbox-hubspot-client-secret' });
    expect(settings.vendors.xero?.values).toMatchObject({
      identityUrl: 'http://127.0.0.1:3000/sandbox/xero',
    });
  });

  test('a port that was not asked for may be another one', () => {
    expect(settings.ports.temporal).toEqual({ port: 7_233, explicit: false, variable: 'TEMPORAL_PORT' });
  });
});

test('capabilities go to the vendors that are named, and else to the first that provides them', () => {
  expect(
    readStartSettings({ PROMISEKEEPER_CAPABILITIES: ' chat = slack, mail=gmail,' }).capabilities,
  ).toEqual(readStartSettings({}).capabilities);
});

test('a webhook secret alone changes the sandbox’s secret, not the vendor', () => {
  const { hubspot } = readStartSettings({ HUBSPOT_CLIENT_SECRET: 'mine' }).vendors;
  expect(hubspot).toMatchObject({ mode: 'sandbox', values: { clientSecret: 'mine' } });
});

test('credentials make a vendor live; without its webhook secret that is said', () => {
  const settings = readStartSettings({
    HUBSPOT_ACCESS_TOKEN: 'pat-1',
    HUBSPOT_BASE_URL: 'http://localhost:9/',
  });
  expect(settings.vendors.hubspot).toEqual({
    mode: 'live',
    baseUrl: 'http://localhost:9',
    values: { accessToken: 'pat-1' },
  });
  expect(settings.warnings).toEqual([expect.stringContaining('HUBSPOT_CLIENT_SECRET')]);
});

test('in a real installation a vendor without credentials is unconfigured, unless its sandbox is asked for', () => {
  const { vendors } = readSettings({ ...REAL, PROMISEKEEPER_SANDBOX: 'slack, xero' });
  expect(vendors.hubspot).toMatchObject({ mode: 'unconfigured', values: {} });
  expect(vendors.slack?.mode).toBe('sandbox');
  const all = readSettings({ ...REAL, PROMISEKEEPER_SANDBOX: 'all', SLACK_BOT_TOKEN: 'xoxb' }).vendors;
  expect(all.slack?.mode).toBe('live');
  expect(all.hubspot?.mode).toBe('sandbox');
});

test('on the embedded default every vendor without credentials has its sandbox, unless none is wanted', () => {
  const embedded = { PROMISEKEEPER_EMBEDDED: '1' };
  expect(readSettings({ ...REAL, ...embedded }).vendors.xero?.mode).toBe('sandbox');
  const none = { ...REAL, ...embedded, PROMISEKEEPER_SANDBOX: 'none', SLACK_BOT_TOKEN: 'xoxb' };
  const {
    slack,
    'signing-page': signing,
    'certificate-page': issuing,
    ...others
  } = readSettings(none).vendors;
  expect([slack?.mode, signing?.mode, issuing?.mode]).toEqual(['live', 'live', 'live']);
  expect(new Set(Object.values(others).map(({ mode }) => mode))).toEqual(new Set(['unconfigured']));
  expect(problemsOf({ ...REAL, PROMISEKEEPER_SANDBOX: 'none,slack' })['PROMISEKEEPER_SANDBOX']).toContain(
    '"none"',
  );
});

test('naming a vendor for the sandbox and giving its credentials is a contradiction that is told', () => {
  const problems = problemsOf({ ...REAL, PROMISEKEEPER_SANDBOX: 'slack', SLACK_BOT_TOKEN: 'xoxb' });
  expect(problems['PROMISEKEEPER_SANDBOX']).toContain('slack');
});

test('Temporal’s standard variables reach the connection', () => {
  const { temporal } = readSettings({ ...REAL, TEMPORAL_NAMESPACE: 'team-a', TEMPORAL_API_KEY: 'key' });
  expect(temporal).toMatchObject({
    address: 'temporal:7233',
    namespace: 'team-a',
    connection: { address: 'temporal:7233', apiKey: 'key' },
  });
});

test('what npm start hands to its processes reads as the same installation', () => {
  const settings = readSettings({
    ...REAL,
    PROMISEKEEPER_EMBEDDED: '1',
    PROMISEKEEPER_ADMIN_TOKEN: 'short',
    PROMISEKEEPER_TIME_SCALE: '60',
    PROMISEKEEPER_TIME_ANCHOR_MS: '1000',
  });
  expect(settings.time).toEqual({ scale: 60, anchorWallMs: 1_000, anchorProductMs: 1_000 });
  expect(settings.vendors.hubspot?.mode).toBe('sandbox');
});
