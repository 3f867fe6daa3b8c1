import { execFile } from 'node:child_process';
import { accessSync, constants, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { promisify } from 'node:util';

const execute = promisify(execFile);
const REACHABLE_WITHIN_MS = 5_000;
const STILL_AT_IT_EVERY_MS = 10_000;

/** Tells progress, one line at a time. */
export type Report = (line: string) => void;

export function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/** The program of this name on the PATH, if there is one. */
export function onPath(program: string): string | undefined {
  const folders = (process.env['PATH'] ?? '').split(delimiter).filter(Boolean);
  return folders.map((folder) => join(folder, program)).find(isExecutable);
}

/** The only executable file whose name begins so, in a folder that may not exist. */
export function executableIn(folder: string, prefix: string): string | undefined {
  try {
    const name = readdirSync(folder).find(
      (entry) => entry.startsWith(prefix) && isExecutable(join(folder, entry)),
    );
    return name === undefined ? undefined : join(folder, name);
  } catch {
    return undefined;
  }
}

/** Whether Temporal's download service answers: closed networks would let a download wait for minutes. */
export async function downloadsReachable(artifact: 'cli' | 'temporal-test-server'): Promise<boolean> {
  const query = `platform=${process.platform === 'darwin' ? 'darwin' : 'linux'}&arch=${process.arch === 'x64' ? 'amd64' : 'arm64'}`;
  try {
    const signal = AbortSignal.timeout(REACHABLE_WITHIN_MS);
    return (await fetch(`https://temporal.download/${artifact}/default?${query}`, { signal })).ok;
  } catch {
    return false;
  }
}

/** Runs a program that may take minutes, and says every ten seconds that it is still at it. */
export async function runPatiently(
  title: string,
  command: string,
  args: string[],
  options: { env?: Record<string, string>; timeoutMs: number; report: Report },
): Promise<void> {
  const startedAt = performance.now();
  const timer = setInterval(() => {
    options.report(`  ${title} ... ${Math.round((performance.now() - startedAt) / 1_000)} s`);
  }, STILL_AT_IT_EVERY_MS);
  try {
    await execute(command, args, {
      env: { ...process.env, ...options.env },
      timeout: options.timeoutMs,
      maxBuffer: 64 * 1024 * 1024,
    });
  } finally {
    clearInterval(timer);
  }
}

/** One acquisition at a time on this machine; whoever waited finds the thing in the cache. */
export async function alone<T>(
  cacheDir: string,
  name: string,
  report: Report,
  work: () => Promise<T>,
): Promise<T> {
  mkdirSync(cacheDir, { recursive: true });
  const lock = join(cacheDir, `${name}.lock`);
  for (let told = false; !tryLock(lock); told = true) {
    if (!told) report(`  waiting for another start that brings ${name} ...`);
    await delay(500);
  }
  try {
    return await work();
  } finally {
    rmSync(lock, { force: true });
  }
}

function tryLock(lock: string): boolean {
  try {
    writeFileSync(lock, String(process.pid), { flag: 'wx' });
    return true;
  } catch {
    if (!holderLives(lock)) rmSync(lock, { force: true });
    return false;
  }
}

function holderLives(lock: string): boolean {
  try {
    const holder = Number(readFileSync(lock, 'utf8'));
    return holder === 0 || process.kill(holder, 0);
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}
