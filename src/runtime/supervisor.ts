import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { rotateLog } from './process/log-file';
import { type ProcessSpec, type RunningProcess, startProcess } from './process/managed-process';

/** One process that the supervisor keeps alive. */
export interface SupervisedProcess {
  name: string;
  /** Stops are ordered: all of the higher rank first, together; then the next. Users stop before what they use. */
  rank: number;
  /** Asked before every start, so that what a killed predecessor left behind can be cleaned up. */
  prepare(): Promise<ProcessSpec>;
}

export interface SupervisorFolders {
  logs: string;
  /** Pid files of the running processes, for the next supervisor should this one be killed. */
  run: string;
}

const FIRST_PAUSE_MS = 250;
const LONGEST_PAUSE_MS = 10_000;
/** A process that did its work for so long can do it: its next end, a kill perhaps, is not another failure in a row. */
const RECOVERED_AFTER_MS = 1_000;
const LOG_CHECK_MS = 60_000;

/** Starts processes in the order asked for, starts each anew when it ends by itself, and stops them in reverse. */
export class Supervisor {
  private readonly kept: { process: SupervisedProcess; current: RunningProcess; watch: Promise<void> }[] = [];
  private readonly stopping = new AbortController();
  private readonly logTimer: NodeJS.Timeout;

  /** @param report takes one line for the screen at a time */
  constructor(
    private readonly folders: SupervisorFolders,
    private readonly report: (line: string) => void,
  ) {
    this.logTimer = setInterval(() => this.rotateLogs(), LOG_CHECK_MS);
    this.logTimer.unref();
  }

  /**
   * Starts a process and returns when it is ready; from then on it is kept alive.
   * @throws when this first start fails: the process ended at once, or was not ready in time
   */
  async launch(process: SupervisedProcess): Promise<void> {
    this.stopping.signal.throwIfAborted();
    const current = await this.start(process);
    const entry = { process, current, watch: Promise.resolve() };
    this.kept.push(entry);
    await current.ready;
    entry.watch = this.keepAlive(entry);
  }

  /** Stops everything, users before what they use, each within its own patience. Safe to call twice. */
  async stop(): Promise<void> {
    this.stopping.abort(new Error('Promisekeeper is stopping.'));
    clearInterval(this.logTimer);
    const ranks = [...new Set(this.kept.map(({ process }) => process.rank))].sort((a, b) => b - a);
    for (const rank of ranks) {
      const group = this.kept.filter(({ process }) => process.rank === rank);
      await Promise.all(group.map((entry) => entry.current.stop()));
    }
    await Promise.all(this.kept.map(({ watch }) => watch));
  }

  private async start(process: SupervisedProcess): Promise<RunningProcess> {
    const spec = await process.prepare();
    return startProcess(spec, {
      log: this.logOf(process),
      pid: join(this.folders.run, `${process.name}.pid`),
    });
  }

  private async keepAlive(entry: { process: SupervisedProcess; current: RunningProcess }): Promise<void> {
    const { name } = entry.process;
    let pauseMs = FIRST_PAUSE_MS;
    for (;;) {
      const readyAt = performance.now();
      const how = await entry.current.ended;
      if (this.stopping.signal.aborted) return;
      if (performance.now() - readyAt > RECOVERED_AFTER_MS) pauseMs = FIRST_PAUSE_MS;
      this.report(
        `${name} ended (${how}); nothing accepted is lost, it is started again. Log: ${this.logOf(entry.process)}`,
      );
      for (let up = false; !up; pauseMs = Math.min(pauseMs * 2, LONGEST_PAUSE_MS)) {
        await this.pause(pauseMs);
        if (this.stopping.signal.aborted) return;
        up = await this.tryAgain(entry);
        if (this.stopping.signal.aborted) {
          await entry.current.stop();
          return;
        }
      }
      this.report(`${name} is back.`);
    }
  }

  private async tryAgain(entry: { process: SupervisedProcess; current: RunningProcess }): Promise<boolean> {
    try {
      entry.current = await this.start(entry.process);
      await entry.current.ready;
      return true;
    } catch (error) {
      if (!this.stopping.signal.aborted) this.report(error instanceof Error ? error.message : String(error));
      await entry.current.stop();
      return false;
    }
  }

  private async pause(pauseMs: number): Promise<void> {
    await delay(pauseMs, undefined, { signal: this.stopping.signal }).catch(() => undefined);
  }

  private logOf({ name }: SupervisedProcess): string {
    return join(this.folders.logs, `${name}.log`);
  }

  private rotateLogs(): void {
    for (const { process } of this.kept) rotateLog(this.logOf(process));
  }
}
