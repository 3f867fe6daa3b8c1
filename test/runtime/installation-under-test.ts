import { type ChildProcess, spawn } from 'node:child_process';
import { readdirSync, readFileSync, rmSync, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { endOrphans } from '../../src/runtime/data-dir';
import { readInstallation, type RunningInstallation } from '../../src/runtime/installation';
import { freePort } from '../../src/runtime/process/ports';
import { isAlive, type ProcessIdentity, readIdentity } from '../../src/runtime/process/process-identity';

const SCRIPT = join(__dirname, 'stand-ins', 'start.cjs');

/** One start that a test has made. */
export interface Started {
  child: ChildProcess;
  /** What it has printed so far, both streams. */
  output(): string;
  /** Resolves with the exit code, or the signal's name. */
  ended: Promise<number | string>;
}

/** An installation on a data folder and ports of its own, started as `npm start` starts it, with stand-in processes. */
export class InstallationUnderTest {
  readonly dataDir = mkdtempSync(join(tmpdir(), 'promisekeeper-start-'));
  private readonly starts: Started[] = [];

  private constructor(readonly env: Record<string, string>) {}

  static async make(): Promise<InstallationUnderTest> {
    const [port, temporal, temporalUi, postgres] = await Promise.all([
      freePort(),
      freePort(),
      freePort(),
      freePort(),
    ]);
    return new InstallationUnderTest({
      PORT: String(port),
      TEMPORAL_PORT: String(temporal),
      TEMPORAL_UI_PORT: String(temporalUi),
      POSTGRES_PORT: String(postgres),
    });
  }

  /** Starts without waiting. @param command runs the start through a shell, with `$START` for its command line */
  spawn(args: string[] = [], env: Record<string, string> = {}, command?: string): Started {
    const own = { ...cleanEnvironment(), ...this.env, PROMISEKEEPER_DATA_DIR: this.dataDir, ...env };
    const options = { env: { ...own, START: `${process.execPath} ${SCRIPT}` }, stdio: 'pipe' } as const;
    const child = command
      ? spawn('sh', ['-c', command], options)
      : spawn(process.execPath, [SCRIPT, ...args], options);
    const chunks: Buffer[] = [];
    for (const stream of [child.stdout, child.stderr])
      stream.on('data', (chunk: Buffer) => chunks.push(chunk));
    const ended = new Promise<number | string>((resolve) => {
      child.once('close', (code, signal) => resolve(code ?? signal ?? 'unknown'));
    });
    const started = { child, ended, output: () => Buffer.concat(chunks).toString() };
    this.starts.push(started);
    return started;
  }

  /** Starts and waits until it says that it is up. */
  async start(env: Record<string, string> = {}, command?: string): Promise<Started> {
    const started = this.spawn([], env, command);
    const failed = started.ended.then((code) => {
      throw new Error(`The start ended with ${code}:\n${started.output()}`);
    });
    await Promise.race([eventually(() => started.output().includes('Promisekeeper is up')), failed]);
    return started;
  }

  /** The process of this name, by the pid file that the supervisor keeps. */
  processOf(name: string): ProcessIdentity | undefined {
    return readIdentity(join(this.dataDir, 'run', `${name}.pid`));
  }

  installation(): RunningInstallation {
    const installation = readInstallation(this.dataDir);
    if (!installation) throw new Error('Nothing was ever up on this folder.');
    return installation;
  }

  /** What the stand-in server answers, or undefined while it does not. */
  async ask(
    path = '/livez',
  ): Promise<{ pid: number; time: { scale: number; anchorWallMs: number } } | undefined> {
    try {
      const response = await fetch(`http://127.0.0.1:${this.env['PORT']}${path}`, {
        signal: AbortSignal.timeout(1_000),
      });
      return JSON.parse(await response.text());
    } catch {
      return undefined;
    }
  }

  pidFiles(): string[] {
    return readdirSync(join(this.dataDir, 'run')).filter((name) => name.endsWith('.pid'));
  }

  log(name: string): string {
    return readFileSync(join(this.dataDir, 'logs', `${name}.log`), 'utf8');
  }

  /** Ends whatever still runs and removes the folder. */
  async remove(): Promise<void> {
    for (const { child, ended } of this.starts) {
      if (child.exitCode === null && child.signalCode === null) child.kill('SIGKILL');
      await ended;
    }
    await endOrphans(join(this.dataDir, 'run')).catch(() => []);
    rmSync(this.dataDir, { recursive: true, force: true });
  }
}

/** Waits until something is so. @throws when it is not within the time */
export async function eventually(isSo: () => boolean | Promise<boolean>, withinMs = 30_000): Promise<void> {
  const deadline = performance.now() + withinMs;
  while (!(await isSo())) {
    if (performance.now() > deadline) throw new Error(`Not so within ${withinMs} ms: ${isSo.toString()}`);
    await delay(50);
  }
}

export function killAtOnce(identity: ProcessIdentity | undefined): ProcessIdentity {
  if (!identity || !isAlive(identity)) throw new Error('There is no such process to kill.');
  process.kill(identity.pid, 'SIGKILL');
  return identity;
}

/** Without what npm and the outer run have set: the start must not take itself for a child of this test's npm. */
function cleanEnvironment(): Record<string, string> {
  const own = Object.entries(process.env).filter(
    ([name]) => !/^(npm_|PROMISEKEEPER_(?!CACHE_DIR))/.test(name),
  );
  return Object.fromEntries(own.map(([name, value]) => [name, value ?? '']));
}
