import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { endOrphans } from '../../src/runtime/data-dir';
import { findTemporal } from '../../src/runtime/embedded/temporal-binary';
import { readInstallation, type RunningInstallation } from '../../src/runtime/installation';
import type { TimeScale } from '../../src/promise/domain/time';
import { freePort } from '../../src/runtime/process/ports';
import { identify, isAlive, readIdentity } from '../../src/runtime/process/process-identity';
import { projectRoot } from '../../src/settings/project-root';
import { readStartSettings } from '../../src/settings/settings';
import { ADMIN_TOKEN, InstallationApi } from './installation-api';
import { familyOf, signalTo } from './process-tree';
import { until } from './until';

export type { JournalLine, Received, ShownEngagement, ShownPromise } from './installation-api';
export { until } from './until';

const UP_WITHIN_MS = 180_000;
const READY_ANSWER_WITHIN_MS = 5_000;
const PRINTED_LINES = 40;

/** The processes of an installation. */
export const PROCESSES = ['server', 'worker', 'temporal', 'postgres'] as const;
export type ProcessName = (typeof PROCESSES)[number];

/** `npm start` on a data folder and ports of its own: every process, every server, nothing left out. */
export class RealInstallation extends InstallationApi {
  readonly dataDir = mkdtempSync(join(tmpdir(), 'promisekeeper-e2e-'));
  private child: ChildProcess | undefined;
  private printed = '';

  private constructor(
    private readonly ports: Record<string, string>,
    private env: Record<string, string>,
  ) {
    super();
  }

  static async start(env: Record<string, string> = {}): Promise<RealInstallation> {
    // A machine that has no server yet builds one, which takes longer than any start may.
    await findTemporal(readStartSettings(inheritedEnv()), (line) => process.stderr.write(`${line}\n`));
    const names = ['PORT', 'TEMPORAL_PORT', 'TEMPORAL_UI_PORT', 'POSTGRES_PORT'];
    const ports: [string, string][] = [];
    for (const name of names) {
      ports.push([name, String(await freePort())]);
    }
    const installation = new RealInstallation(Object.fromEntries(ports), env);
    await installation.up();
    return installation;
  }

  get baseUrl(): string {
    return `http://127.0.0.1:${this.ports['PORT']}`;
  }

  get temporalAddress(): string {
    return `127.0.0.1:${this.ports['TEMPORAL_PORT']}`;
  }

  /** The product's own database, for what no interface shows. */
  get databaseUrl(): string {
    return this.described().databaseUrl;
  }

  /** How fast its time runs. */
  get time(): TimeScale {
    return this.described().time;
  }

  /** The environment of a command, such as the demo, that works with this installation. */
  commandEnv(): NodeJS.ProcessEnv {
    const { PATH, HOME } = process.env;
    return { PATH, HOME, PORT: this.ports['PORT'], PROMISEKEEPER_ADMIN_TOKEN: ADMIN_TOKEN };
  }

  /** The environment in which `npm start` has a process of the product run. */
  processEnv(): NodeJS.ProcessEnv {
    const { databaseUrl, temporalAddress, temporalNamespace, time } = this.described();
    return {
      ...this.commandEnv(),
      ...this.env,
      PROMISEKEEPER_DATA_DIR: this.dataDir,
      DATABASE_URL: databaseUrl,
      TEMPORAL_ADDRESS: temporalAddress,
      TEMPORAL_NAMESPACE: temporalNamespace,
      PROMISEKEEPER_EMBEDDED: '1',
      PROMISEKEEPER_TIME_SCALE: String(time.scale),
      PROMISEKEEPER_TIME_ANCHOR_MS: String(time.anchorWallMs),
    };
  }

  /** Starts everything, or starts it again on what it has kept. @returns how long that took, in milliseconds */
  async up(): Promise<number> {
    const startedAt = performance.now();
    this.printed = '';
    const child = spawn(process.execPath, ['bin/run.mjs', 'start'], {
      cwd: projectRoot(),
      env: {
        ...inheritedEnv(),
        PROMISEKEEPER_DATA_DIR: this.dataDir,
        PROMISEKEEPER_ADMIN_TOKEN: ADMIN_TOKEN,
        ...this.ports,
        ...this.env,
      },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    this.child = child;
    for (const stream of [child.stdout, child.stderr]) {
      stream.on('data', (chunk: Buffer) => (this.printed += chunk.toString()));
    }
    await until('npm start to be up', () => this.printed.includes('Promisekeeper is up') || null, {
      withinMs: UP_WITHIN_MS,
      failed: () => (child.exitCode === null ? null : `npm start ended:\n${this.printed}`),
    });
    return performance.now() - startedAt;
  }

  /** Stops it and starts it again with other settings, on what it has kept. */
  async restartWith(env: Record<string, string>): Promise<void> {
    await this.stop();
    this.env = env;
    await this.up();
  }

  /** How what it prints ends, to look into a fault. */
  lastPrinted(): string {
    return this.printed.split('\n').slice(-PRINTED_LINES).join('\n');
  }

  /** Asks it to stop, by Ctrl-C unless told otherwise; the exit code. */
  async stop(signal: NodeJS.Signals = 'SIGINT'): Promise<number | null> {
    const { child } = this;
    if (!child || child.exitCode !== null || child.signalCode !== null) {
      return child?.exitCode ?? null;
    }
    const ended = new Promise<number | null>((resolve) => child.once('close', resolve));
    child.kill(signal);
    return await ended;
  }

  async remove(): Promise<void> {
    await this.end();
    rmSync(this.dataDir, { recursive: true, force: true });
  }

  /** Stops whatever runs and keeps the data folder. */
  async end(): Promise<void> {
    await this.stop();
    await endOrphans(join(this.dataDir, 'run')).catch(() => []);
  }

  /** Every process that runs for it now. */
  family(): { isAlive: () => boolean }[] {
    return familyOf(this.child?.pid ?? process.pid).flatMap((pid) => {
      const identity = identify(pid);
      return identity ? [{ isAlive: () => isAlive(identity) }] : [];
    });
  }

  pidOf(name: ProcessName): number | undefined {
    return readIdentity(join(this.dataDir, 'run', `${name}.pid`))?.pid;
  }

  /** Sends a signal to one process. @returns its number */
  signal(name: ProcessName, signal: NodeJS.Signals): number {
    const pid = this.pidOf(name);
    if (pid === undefined) {
      throw new Error(`There is no ${name} to send ${signal} to`);
    }
    process.kill(pid, signal);
    return pid;
  }

  /** kill -9 of one process; returns when another one has taken its place. */
  async kill(name: ProcessName): Promise<void> {
    const pid = this.signal(name, 'SIGKILL');
    await until(`another ${name}`, () => {
      const next = this.pidOf(name);
      return next !== undefined && next !== pid ? true : null;
    });
  }

  /** kill -9 of one process; returns when the supervisor has it back and the API is ready. @returns milliseconds */
  async killAndRecover(name: ProcessName): Promise<number> {
    const startedAt = performance.now();
    const isBack = () => this.printed.split(`${name} is back.`).length;
    const before = isBack();
    this.signal(name, 'SIGKILL');
    await until(`the ${name} to be back`, () => isBack() > before || null, { withinMs: UP_WITHIN_MS });
    await this.untilReady();
    return performance.now() - startedAt;
  }

  async untilReady(): Promise<void> {
    const look = async () => {
      const signal = AbortSignal.timeout(READY_ANSWER_WITHIN_MS);
      const answer = await fetch(`${this.baseUrl}/readyz`, { signal }).catch(() => null);
      return answer?.status === 200 ? true : null;
    };
    await until('the installation to be ready', look, { withinMs: UP_WITHIN_MS });
  }

  /** kill -9 of everything at once, every process of every server too, as when the power fails. */
  async killAll(): Promise<void> {
    const { child } = this;
    if (child?.pid === undefined) {
      throw new Error('There is nothing to kill');
    }
    const ended = new Promise((resolve) => child.once('close', resolve));
    for (const pid of familyOf(child.pid)) {
      signalTo(pid, 'SIGKILL');
    }
    await ended;
  }

  private described(): RunningInstallation {
    const installation = readInstallation(this.dataDir);
    if (!installation) {
      throw new Error(`Nothing was ever up on ${this.dataDir}`);
    }
    return installation;
  }

  /** kill -9 of `npm start` alone; what it had started is on its own. */
  async killSupervisor(): Promise<void> {
    const { child } = this;
    const ended = new Promise((resolve) => child?.once('exit', resolve));
    child?.kill('SIGKILL');
    await ended;
  }
}

/** What of our own surroundings an installation lives in: it is configured by nothing else that happens to be set here. */
function inheritedEnv(): NodeJS.ProcessEnv {
  const { PATH, HOME, PROMISEKEEPER_CACHE_DIR: cache } = process.env;
  return { PATH, HOME, ...(cache ? { PROMISEKEEPER_CACHE_DIR: cache } : {}) };
}
