import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import type { VendorSettings } from '../../../src/vendors/kit/vendor-settings';

/** One operation for a key, as plain data. */
export interface WorkOrder {
  readonly databaseUrl: string;
  readonly vendors: Readonly<Record<string, VendorSettings>>;
  readonly vendor: string;
  readonly operation: string;
  readonly key: string;
}

/** What became of it. */
export interface Report {
  readonly failure?: { readonly outcome: string; readonly vendorCode: string; readonly message: string };
  /** By how much the process came to need more memory than ever before. */
  readonly grownBytes: number;
}

const SOURCES = join(__dirname, '../../support/typescript.cjs');

/** A process that does what a worker does at a vendor, and has nothing to do with the test's own. */
export class WorkerProcess {
  private printed = '';

  private constructor(private readonly child: ChildProcess) {
    for (const stream of [child.stdout, child.stderr]) {
      stream?.on('data', (chunk: Buffer) => (this.printed += chunk.toString()));
    }
  }

  static async start(): Promise<WorkerProcess> {
    const child = fork(join(__dirname, 'worker.ts'), {
      execArgv: ['--require', SOURCES],
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    });
    const worker = new WorkerProcess(child);
    await worker.said();
    return worker;
  }

  /** @throws Error when the process ends before it has done it */
  async work(order: WorkOrder): Promise<Report> {
    const reported = this.said();
    this.child.send(order);
    return (await reported) as Report;
  }

  /** Ends it as the machine's failure would: it does nothing any more. */
  async kill(): Promise<void> {
    if (this.child.exitCode !== null || this.child.signalCode !== null) return;
    const gone = once(this.child, 'exit');
    this.child.kill('SIGKILL');
    await gone;
  }

  private async said(): Promise<unknown> {
    const stop = new AbortController();
    const { signal } = stop;
    const died = once(this.child, 'exit', { signal }).then(() => {
      throw new Error(`The worker ended: ${this.printed}`);
    });
    try {
      const [message] = (await Promise.race([once(this.child, 'message', { signal }), died])) as unknown[];
      return message;
    } finally {
      died.catch(() => undefined);
      stop.abort();
    }
  }
}
