import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import { z } from 'zod';

/** One process for certain: numbers of processes are used again, so the moment of its start belongs to it. */
export interface ProcessIdentity {
  pid: number;
  startedAt: string;
}

/** The identity of a live process, or undefined when there is none with this number (a zombie counts as none). */
export function identify(pid: number): ProcessIdentity | undefined {
  const startedAt = process.platform === 'linux' ? startTicks(pid) : startDate(pid);
  return startedAt === undefined ? undefined : { pid, startedAt };
}

/**
 * The identity that a pid or lock file holds, with whatever else it says about itself; undefined when there is no
 * such file. A file that a power cut left empty names a process that is not alive.
 */
export function readIdentity(file: string): (ProcessIdentity & { state?: unknown }) | undefined {
  if (!existsSync(file)) return undefined;
  try {
    return IdentityFile.parse(JSON.parse(readFileSync(file, 'utf8')));
  } catch {
    return { pid: 0, startedAt: '' };
  }
}

const IdentityFile = z.looseObject({ pid: z.number(), startedAt: z.string() });

/** Whether this very process (not a later one with the same number) still runs. */
export function isAlive(identity: ProcessIdentity): boolean {
  return identify(identity.pid)?.startedAt === identity.startedAt;
}

/** Sends a signal to this very process; false when it is gone already. */
export function signalProcess(identity: ProcessIdentity, signal: NodeJS.Signals): boolean {
  if (!isAlive(identity)) return false;
  try {
    return process.kill(identity.pid, signal);
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ESRCH') return false;
    throw error;
  }
}

/** Asks a process to end, and ends it by force when it has not after `patienceMs`. Returns when it is gone. */
export async function endProcess(
  identity: ProcessIdentity,
  signal: NodeJS.Signals,
  patienceMs: number,
): Promise<void> {
  signalProcess(identity, signal);
  const deadline = performance.now() + patienceMs;
  while (isAlive(identity)) {
    if (performance.now() > deadline) signalProcess(identity, 'SIGKILL');
    await delay(50);
  }
}

/** The command line of a live process, or an empty text. */
export function commandLine(pid: number): string {
  try {
    return process.platform === 'linux'
      ? readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ')
      : execFileSync('ps', ['-o', 'command=', '-p', String(pid)], { encoding: 'utf8' });
  } catch {
    return '';
  }
}

/** Fields 3 (state) and 22 (start time in clock ticks since boot) of /proc/PID/stat, see proc(5). */
function startTicks(pid: number): string | undefined {
  let stat: string;
  try {
    stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
  } catch {
    return undefined;
  }
  // The command's name is in parentheses and may hold spaces: the fields are counted behind its end.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return fields[0] === 'Z' ? undefined : `${bootId()}:${fields[19]}`;
}

let cachedBootId: string | undefined;

function bootId(): string {
  cachedBootId ??= readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim();
  return cachedBootId;
}

function startDate(pid: number): string | undefined {
  try {
    const row = execFileSync('ps', ['-o', 'stat=,lstart=', '-p', String(pid)], { encoding: 'utf8' }).trim();
    return row === '' || row.startsWith('Z') ? undefined : row.replace(/^\S+\s+/, '');
  } catch {
    return undefined;
  }
}
