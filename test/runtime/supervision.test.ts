import { Connection } from '@temporalio/client';
import { Client } from 'pg';
import { isFree } from '../../src/runtime/process/ports';
import { isAlive } from '../../src/runtime/process/process-identity';
import { eventually, InstallationUnderTest, killAtOnce } from './installation-under-test';

let installation: InstallationUnderTest;

beforeEach(async () => {
  installation = await InstallationUnderTest.make();
});

afterEach(() => installation.remove());

async function query(sql: string) {
  const client = new Client({ connectionString: installation.installation().databaseUrl });
  client.on('error', () => undefined);
  await client.connect();
  try {
    return (await client.query(sql)).rows;
  } finally {
    await client.end();
  }
}

async function temporalAnswers(): Promise<boolean> {
  const address = installation.installation().temporalAddress;
  try {
    const connection = await Connection.connect({ address, connectTimeout: 500 });
    await connection.close();
    return true;
  } catch {
    return false;
  }
}

function databaseAnswers(): Promise<boolean> {
  return query('SELECT 1').then(
    () => true,
    () => false,
  );
}

test('a start brings everything up, says what is where, is left alone by a second one, and Ctrl-C stops it with code 0 and nothing left', async () => {
  const started = await installation.start();
  expect(await installation.ask()).toMatchObject({ path: '/livez' });
  const { adminToken, temporalUiUrl } = installation.installation();
  for (const fact of [
    adminToken,
    String(temporalUiUrl),
    'sandbox-hubspot-client-secret',
    'sandbox-xero-webhook-key',
  ]) {
    expect(started.output()).toContain(fact);
  }
  expect(adminToken.length).toBeGreaterThanOrEqual(16);
  const processes = installation.pidFiles().map((name) => installation.processOf(name.replace('.pid', '')));
  expect(processes).toHaveLength(4);

  const second = installation.spawn();
  expect(await second.ended).toBe(1);
  expect(second.output()).toContain(
    `(process ${started.child.pid}) runs on the data folder ${installation.dataDir}`,
  );
  expect(second.output()).not.toContain('    at ');
  expect(await installation.ask()).toBeDefined();

  const stopAskedAt = performance.now();
  started.child.kill('SIGINT');
  // npm passes the terminal's Ctrl-C on: it comes twice.
  started.child.kill('SIGINT');
  expect(await started.ended).toBe(0);
  expect(performance.now() - stopAskedAt).toBeLessThan(30_000);
  expect(installation.pidFiles()).toEqual([]);
  expect(processes.filter((identity) => identity && isAlive(identity))).toEqual([]);
  for (const port of Object.values(installation.env)) expect(await isFree(Number(port))).toBe(true);
});

test('kill -9 of any process: it is started again, and what was committed is still there', async () => {
  const started = await installation.start();
  await query('CREATE TABLE ledger (id int)');

  const worker = killAtOnce(installation.processOf('worker'));
  const server = killAtOnce(installation.processOf('server'));
  await eventually(async () => (await installation.ask()) !== undefined);
  expect((await installation.ask())?.pid).not.toBe(server.pid);
  await eventually(() => (installation.processOf('worker')?.pid ?? worker.pid) !== worker.pid);

  await query('INSERT INTO ledger VALUES (1)');
  killAtOnce(installation.processOf('postgres'));
  await eventually(databaseAnswers);
  expect(await query('SELECT id FROM ledger')).toEqual([{ id: 1 }]);

  killAtOnce(installation.processOf('temporal'));
  await eventually(async () => !(await temporalAnswers()));
  await eventually(temporalAnswers);

  await eventually(() => (started.output().match(/ is back\./g) ?? []).length === 4);
  expect(started.output()).toContain('server ended (SIGKILL)');
  started.child.kill('SIGTERM');
  expect(await started.ended).toBe(0);
}, 120_000);

test('kill -9 of the supervisor alone, and of everything at once, as a power cut: the next start cleans up and goes on', async () => {
  const first = await installation.start();
  const { adminToken } = installation.installation();
  await query('CREATE TABLE ledger (id int)');
  const [server, worker] = [installation.processOf('server'), installation.processOf('worker')];
  first.child.kill('SIGKILL');
  await first.ended;
  await eventually(() => ![server, worker].some((identity) => identity && isAlive(identity)), 10_000);

  const second = await installation.start();
  expect(second.output()).toMatch(/left running: .*postgres|left running: .*temporal/);
  expect(await query('SELECT count(*)::int AS rows FROM ledger')).toEqual([{ rows: 0 }]);
  expect(installation.installation().adminToken).toBe(adminToken);

  const all = ['postgres', 'temporal', 'server', 'worker'].map((name) => installation.processOf(name));
  second.child.kill('SIGKILL');
  for (const identity of all) killAtOnce(identity);
  await second.ended;
  const third = await installation.start();
  expect(await databaseAnswers()).toBe(true);
  third.child.kill('SIGINT');
  expect(await third.ended).toBe(0);
}, 120_000);

test.each([
  [
    'a data folder that cannot be made',
    { PROMISEKEEPER_DATA_DIR: '/proc/promisekeeper' },
    'PROMISEKEEPER_DATA_DIR',
  ],
  ['a Temporal that nobody listens for', { TEMPORAL_ADDRESS: '127.0.0.1:1' }, 'TEMPORAL_ADDRESS'],
  [
    'a PostgreSQL that nobody listens for',
    { DATABASE_URL: 'postgresql://user:secret@127.0.0.1:1/keeper' },
    'DATABASE_URL',
  ],
])(
  '%s is told at once, by the name of its setting, and nothing was started',
  async (_what, env, variable) => {
    const startedAt = performance.now();
    const started = installation.spawn([], {
      PROMISEKEEPER_ADMIN_TOKEN: 'a-token-of-sixteen-or-more',
      ...env,
    });
    expect(await started.ended).toBe(1);
    // The time of a busy machine included; without the check it is fifteen seconds, or for ever.
    expect(performance.now() - startedAt).toBeLessThan(14_000);
    expect(started.output()).toContain(variable);
    expect(started.output()).toContain('Nothing was started');
    expect(started.output()).not.toContain('Starting');
    expect(started.output()).not.toContain('secret');
  },
);

test('kill -9 of npm: the start notices that it is alone, and stops in order', async () => {
  const started = await installation.start({ npm_lifecycle_event: 'start' }, '$START; true');
  const processes = installation.pidFiles().map((name) => installation.processOf(name.replace('.pid', '')));
  started.child.kill('SIGKILL');
  await eventually(() => !processes.some((identity) => identity && isAlive(identity)));
  // Whoever has stopped them puts their files away a moment after.
  await eventually(() => installation.pidFiles().length === 0);
});

test('the time scale is fixed at the first start: product time equals wall time there, another scale is refused; --reset forgets everything, only when told so', async () => {
  const before = Date.now();
  const first = await installation.start({ PROMISEKEEPER_TIME_SCALE: '3600' });
  const time = (await installation.ask())?.time;
  expect(time).toMatchObject({ scale: 3600 });
  expect(time?.anchorWallMs).toBeGreaterThanOrEqual(before);
  first.child.kill('SIGINT');
  await first.ended;

  const other = installation.spawn([], { PROMISEKEEPER_TIME_SCALE: '60' });
  expect(await other.ended).toBe(1);
  expect(other.output()).toContain('PROMISEKEEPER_TIME_SCALE is 60, but this installation runs at 3600');

  const again = await installation.start();
  expect((await installation.ask())?.time).toEqual(time);
  const { adminToken } = installation.installation();
  again.child.kill('SIGINT');
  await again.ended;

  const unasked = installation.spawn(['--reset']);
  expect(await unasked.ended).toBe(1);
  expect(unasked.output()).toContain('--yes');

  const reset = installation.spawn(['--reset', '--yes']);
  await eventually(() => reset.output().includes('Promisekeeper is up'));
  expect(installation.installation().adminToken).not.toBe(adminToken);
}, 120_000);
