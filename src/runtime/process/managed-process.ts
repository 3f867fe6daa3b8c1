import { type ChildProcess, spawn } from 'node:child_process';
import { closeSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { logTail, openLog } from './log-file';
import { endProcess, identify, signalProcess } from './process-identity';
import { StartError } from '../../settings/start-error';

/** How one process is started, known to be ready, and stopped. */
export interface ProcessSpec {
  name: string;
  command: string;
  args: string[];
  env?: NodeJS.ProcessEnv;
  uid?: number;
  gid?: number;
  /** `announced`: a Node process that sends `{ kind: 'ready' }` by IPC; else asked again and again until true. */
  ready: 'announced' | (() => Promise<boolean>);
  readyTimeoutMs: number;
  /** An `announced` process that says nothing for so long once it is ready does its work no more, and is killed. */
  silentTimeoutMs?: number;
  stopSignal: NodeJS.Signals;
  /** How long it may take to stop by itself before it is killed. */
  stopTimeoutMs: number;
}

export interface ProcessFiles {
  log: string;
  pid: string;
}

/** One run of a process, from its start to its end. */
export interface RunningProcess {
  readonly pid: number;
  /** Resolves when the process is ready; rejects when it ends before, or is not ready in time. */
  readonly ready: Promise<void>;
  /** Resolves when the process has ended, however it ended, with words for people: `exit code 1`, `SIGKILL`. */
  readonly ended: Promise<string>;
  /** Asks it to stop, kills it when it does not in time, and resolves when it is gone. */
  stop(): Promise<void>;
}

/**
 * Starts a process in a session of its own, so that Ctrl-C in a terminal reaches the supervisor alone and the stop
 * keeps its order. Its output goes to its log file, its number to its pid file (removed when it ends).
 */
export function startProcess(spec: ProcessSpec, files: ProcessFiles): RunningProcess {
  const log = openLog(files.log);
  const withIpc = spec.ready === 'announced';
  const child = spawn(spec.command, spec.args, {
    env: spec.env ?? process.env,
    uid: spec.uid,
    gid: spec.gid,
    detached: true,
    stdio: withIpc ? ['ignore', log, log, 'ipc'] : ['ignore', log, log],
  });
  closeSync(log);
  const silence = { isOver: false };
  const ended = new Promise<string>((resolve) => {
    child.once('error', (error) => resolve(error.message));
    child.once('exit', (code, signal) =>
      resolve(silence.isOver ? silent(spec) : (signal ?? `exit code ${code}`)),
    );
  });
  recordPid(child, files.pid);
  const identity = child.pid === undefined ? undefined : identify(child.pid);
  const ready = untilReady(spec, child, ended, files.log);
  const { silentTimeoutMs } = spec;
  if (silentTimeoutMs !== undefined) {
    const kill = () => {
      silence.isOver = true;
      if (identity) signalProcess(identity, 'SIGKILL');
    };
    void ready.then(
      () => listenTo(child, silentTimeoutMs, kill),
      () => undefined,
    );
  }
  return {
    pid: child.pid ?? -1,
    ended,
    ready,
    stop: async () => {
      if (identity) await endProcess(identity, spec.stopSignal, spec.stopTimeoutMs);
      await ended;
    },
  };
}

function recordPid(child: ChildProcess, pidFile: string): void {
  const identity = child.pid === undefined ? undefined : identify(child.pid);
  if (!identity) return;
  mkdirSync(dirname(pidFile), { recursive: true });
  writeFileSync(pidFile, JSON.stringify(identity));
  child.once('exit', () => rmSync(pidFile, { force: true }));
}

const LOOKS = 10;

/** Calls when nothing was heard for so long. Looks are counted, so that a machine that slept has not been silent. */
function listenTo(child: ChildProcess, silentTimeoutMs: number, whenSilent: () => void): void {
  let inSilence = 0;
  child.on('message', () => (inSilence = 0));
  const timer = setInterval(() => {
    inSilence += 1;
    if (inSilence > LOOKS) whenSilent();
  }, silentTimeoutMs / LOOKS);
  timer.unref();
  child.once('exit', () => clearInterval(timer));
}

function silent({ silentTimeoutMs = 0 }: ProcessSpec): string {
  return `no sign of life for ${silentTimeoutMs / 1_000} s, so it was ended`;
}

async function untilReady(
  spec: ProcessSpec,
  child: ChildProcess,
  ended: Promise<string>,
  log: string,
): Promise<void> {
  const stillWaiting = new AbortController();
  const { signal } = stillWaiting;
  try {
    await Promise.race([
      spec.ready === 'announced' ? announced(child) : answering(spec.ready, signal),
      ended.then((how) => {
        throw new StartError(`${spec.name} ended before it was ready (${how}). ${whereToLook(log)}`);
      }),
      delay(spec.readyTimeoutMs, undefined, { signal }).then(() => {
        const seconds = Math.round(spec.readyTimeoutMs / 1_000);
        throw new StartError(`${spec.name} was not ready within ${seconds} s. ${whereToLook(log)}`);
      }),
    ]);
  } finally {
    stillWaiting.abort();
  }
}

function announced(child: ChildProcess): Promise<void> {
  return new Promise((resolve) => {
    child.on('message', (message) => {
      if (typeof message === 'object' && message && 'kind' in message && message.kind === 'ready') resolve();
    });
  });
}

async function answering(probe: () => Promise<boolean>, signal: AbortSignal): Promise<void> {
  while (!signal.aborted && !(await probe())) await delay(100);
}

function whereToLook(log: string): string {
  const tail = logTail(log);
  return tail === '' ? `Its log ${log} is empty.` : `The end of its log ${log}:\n${tail}`;
}
