import { mkdtemp, rm } from 'node:fs/promises';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';
import { temporalServer } from '../../src/runtime/embedded/embedded-temporal';
import {
  type ProcessSpec,
  type RunningProcess,
  startProcess,
} from '../../src/runtime/process/managed-process';
import { freePort } from '../../src/runtime/process/ports';
import { findTemporal } from '../../src/runtime/embedded/temporal-binary';
import { startThrowAwayPostgres } from '../../src/runtime/embedded/throw-away-postgres';
import { migrate } from '../../src/database/migrate';

/** One thing that was started: where it is, and which process to look at. */
export interface Server {
  address: string;
  pid: number;
}

/** Servers and processes of one benchmark in a temporary folder; all are gone after `stop`. */
export class Servers {
  private readonly stops: (() => Promise<void>)[] = [];

  private constructor(private readonly folder: string) {}

  static async open(): Promise<Servers> {
    return new Servers(await mkdtemp(join(tmpdir(), 'promisekeeper-bench-')));
  }

  /** A PostgreSQL with the product's tables. It does not wait for the disk: disks are not what is compared. */
  async postgres(): Promise<Server> {
    const server = await startThrowAwayPostgres(join(this.folder, 'postgres'));
    this.stops.push(() => server.stop());
    await migrate(server.databaseUrl);
    return { address: server.databaseUrl, pid: server.pid };
  }

  /** Temporal's development server as `npm start` runs it, on a database file. */
  async temporal(): Promise<Server> {
    const cacheHome = process.env['XDG_CACHE_HOME'] || join(homedir(), '.cache');
    const cacheDir = process.env['PROMISEKEEPER_CACHE_DIR'] || join(cacheHome, 'promisekeeper');
    const { path } = await findTemporal({ cacheDir }, say);
    const port = await freePort();
    const databaseFile = join(this.folder, 'temporal.db');
    const running = await this.start(temporalServer({ path, port, namespace: 'default', databaseFile }));
    return { address: `127.0.0.1:${port}`, pid: running.pid };
  }

  /** A Node process of the product or of the benchmark, framed by `runProcess`. */
  async node(name: string, script: string, args: string[], env: NodeJS.ProcessEnv): Promise<RunningProcess> {
    return await this.start({
      name,
      command: process.execPath,
      args: [...profiling(), '--enable-source-maps', script, ...args],
      env: { ...process.env, ...env },
      ready: 'announced',
      readyTimeoutMs: 60_000,
      stopSignal: 'SIGTERM',
      stopTimeoutMs: 20_000,
    });
  }

  async stop(): Promise<void> {
    for (const stop of this.stops.toReversed()) {
      await stop();
    }
    await rm(this.folder, { recursive: true, force: true });
  }

  private async start(spec: ProcessSpec): Promise<RunningProcess> {
    const place = join(this.folder, spec.name);
    const running = startProcess(spec, { log: `${place}.log`, pid: `${place}.pid` });
    this.stops.push(() => running.stop());
    await running.ready;
    return running;
  }
}

/** `BENCH_PROFILE_DIR`: every Node process leaves a CPU profile of each of its threads there. */
function profiling(): string[] {
  const folder = process.env['BENCH_PROFILE_DIR'];
  return folder ? ['--cpu-prof', `--cpu-prof-dir=${folder}`] : [];
}

/** Progress goes to stderr: the figures have stdout for themselves. */
export function say(line: string): void {
  process.stderr.write(`${line}\n`);
}
