import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { Client } from 'pg';
import { endOrphans } from '../../src/runtime/data-dir';
import { temporalServer } from '../../src/runtime/embedded/embedded-temporal';
import { type RunningProcess, startProcess } from '../../src/runtime/process/managed-process';
import { freePort } from '../../src/runtime/process/ports';
import { identify } from '../../src/runtime/process/process-identity';
import { findTemporal } from '../../src/runtime/embedded/temporal-binary';
import {
  startThrowAwayPostgres,
  type ThrowAwayPostgres,
} from '../../src/runtime/embedded/throw-away-postgres';
import { migrate } from '../../src/database/migrate';
import { cacheDir } from './cache-dir';
import { timeSkippingExecutable } from './time-skipping-executable';

const FOLDER_PREFIX = 'promisekeeper-tests-';

/**
 * The servers that all test files of one jest run share. Each is started when the first test asks for it, by a small
 * HTTP door that jest's workers know by `PROMISEKEEPER_TEST_SERVERS`: tests of pure functions wait for nothing.
 */
export class SharedServers {
  private readonly folder = join(tmpdir(), `${FOLDER_PREFIX}${process.pid}`);
  private postgres: Promise<ThrowAwayPostgres> | undefined;
  private migrated: Promise<void> | undefined;
  private temporal: Promise<{ address: string; running: RunningProcess }> | undefined;
  private timeSkipping: Promise<string> | undefined;
  private bundle: Promise<string> | undefined;
  private copies = 0;
  private copying: Promise<unknown> = Promise.resolve();
  private readonly door: Server = createServer((request, response) => {
    // A test file that compiles for seconds would find a kept connection closed under its hands.
    response.setHeader('connection', 'close');
    this.answer(request.url ?? '').then(
      (value) => response.end(value),
      (error: unknown) => {
        response.statusCode = 500;
        response.end(error instanceof Error ? (error.stack ?? error.message) : String(error));
      },
    );
  });

  /**
   * Brings the programs that are fetched or built once for all, which takes minutes and more patience than a test has.
   * What cannot be had is told by the tests that need it.
   */
  async bringPrograms(): Promise<void> {
    await Promise.allSettled([
      findTemporal({ cacheDir: cacheDir() }, progress),
      timeSkippingExecutable(progress),
    ]);
  }

  /** @returns the door's address */
  async open(): Promise<string> {
    await sweep();
    mkdirSync(this.folder, { recursive: true });
    const port = await freePort();
    await new Promise<void>((resolve) => this.door.listen(port, '127.0.0.1', resolve));
    return `http://127.0.0.1:${port}`;
  }

  async close(): Promise<void> {
    this.door.closeAllConnections();
    this.door.close();
    await Promise.allSettled([
      this.postgres?.then((server) => server.stop()),
      this.temporal?.then(({ running }) => running.stop()),
    ]);
    rmSync(this.folder, { recursive: true, force: true });
  }

  private answer(path: string): Promise<string> {
    switch (path) {
      case '/database':
        return this.freshDatabase('promisekeeper');
      case '/empty-database':
        return this.freshDatabase('template1');
      case '/temporal':
        this.temporal ??= this.startTemporal();
        return this.temporal.then(({ address }) => address);
      case '/workflow-bundle':
        this.bundle ??= this.bundleWorkflows();
        return this.bundle;
      case '/time-skipping-executable':
        this.timeSkipping ??= timeSkippingExecutable(progress);
        return this.timeSkipping;
      default:
        throw new Error(`The shared servers know no ${path}.`);
    }
  }

  /** A copy of a database, one after the other: PostgreSQL copies only what nobody else uses. */
  private async freshDatabase(template: 'promisekeeper' | 'template1'): Promise<string> {
    this.postgres ??= startThrowAwayPostgres(join(this.folder, 'postgres'), SELDOM_CLEANED);
    const { databaseUrl } = await this.postgres;
    if (template === 'promisekeeper') {
      this.migrated ??= bornDatabase(databaseUrl);
      await this.migrated;
    }
    const number = ++this.copies;
    const name = `test_${number}`;
    const copy = async () => {
      const client = new Client({ connectionString: withDatabase(databaseUrl, 'postgres') });
      await client.connect();
      try {
        await client.query(`CREATE DATABASE ${name} TEMPLATE ${template} STRATEGY FILE_COPY`);
      } finally {
        await client.end();
      }
    };
    const turn = this.copying.then(copy);
    this.copying = turn.catch(() => undefined);
    await turn;
    const url = withDatabase(databaseUrl, name);
    if (template === 'promisekeeper') await beginAt(url, number * REFERENCES_EACH);
    return url;
  }

  private async bundleWorkflows(): Promise<string> {
    const script = join(__dirname, '../../bin/bundle-workflows.mjs');
    await promisify(execFile)(process.execPath, [script, this.folder]);
    return join(this.folder, 'workflows.bundle.js');
  }

  private async startTemporal(): Promise<{ address: string; running: RunningProcess }> {
    const { path } = await findTemporal({ cacheDir: cacheDir() }, progress);
    const port = await freePort();
    const running = startProcess(temporalServer({ path, port, namespace: 'default' }), {
      log: join(this.folder, 'temporal.log'),
      pid: join(this.folder, 'temporal.pid'),
    });
    await running.ready;
    return { address: `127.0.0.1:${port}`, running };
  }
}

/** Ends the servers of jest runs that were killed and could not do it themselves. */
async function sweep(): Promise<void> {
  const names = readdirSync(tmpdir()).filter((name) => name.startsWith(FOLDER_PREFIX));
  for (const name of names) {
    if (identify(Number(name.slice(FOLDER_PREFIX.length)))) continue;
    const folder = join(tmpdir(), name);
    for (const place of [folder, join(folder, 'postgres')]) await endOrphans(place).catch(() => []);
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Each of hundreds of databases would be looked through once a minute, though hardly any lives that long. */
const SELDOM_CLEANED = { autovacuum_naptime: '5min' };

/** No test file makes so many of one kind. */
const REFERENCES_EACH = 100;

/** Has the references of a database begin at a number of its own: workflows go by them, at a Temporal that all share. */
async function beginAt(url: string, last: number): Promise<void> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    await client.query(
      `INSERT INTO reference_counter (prefix, last) SELECT prefix, $1 FROM unnest($2::text[]) AS prefix`,
      [last, ['CD', 'CO', 'CR', 'DP', 'SP', 'INC', 'PRB', 'TKT']],
    );
  } finally {
    await client.end();
  }
}

/** As an installation has it after its first start: migrated, with the service desk's rules. */
async function bornDatabase(url: string): Promise<void> {
  await migrate(url);
  const source = readFileSync(join(__dirname, '../../service-desk/service-desk.yaml'), 'utf8');
  const hash = createHash('sha256').update(source).digest('hex');
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    await client.query(
      `INSERT INTO service_desk_version (version, hash, title, source, published_at)
       VALUES (1, $1, 'Service desk', $2, '2020-01-01T00:00:00Z')`,
      [hash, source],
    );
  } finally {
    await client.end();
  }
}

function withDatabase(databaseUrl: string, name: string): string {
  const url = new URL(databaseUrl);
  url.pathname = name;
  return url.href;
}

function progress(line: string): void {
  process.stderr.write(`${line}\n`);
}
