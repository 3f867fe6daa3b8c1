import { openSync } from 'node:fs';
import { type ChildProcess, spawn } from 'node:child_process';
import { join } from 'node:path';
import { projectRoot } from '../../src/settings/project-root';
import type { RealInstallation } from './real-installation';

/** One more worker of an installation, which nobody supervises: on another machine, say. */
export class SecondWorker {
  private constructor(private readonly child: ChildProcess) {}

  /** Starts it; it is at work when this returns. */
  static async start(installation: RealInstallation): Promise<SecondWorker> {
    const log = openSync(join(installation.dataDir, 'logs', 'second-worker.log'), 'a');
    const script = join(projectRoot(), 'dist', 'src', 'worker.js');
    const child = spawn(process.execPath, ['--enable-source-maps', script], {
      env: { ...process.env, ...installation.processEnv() },
      stdio: ['ignore', log, log, 'ipc'],
    });
    await new Promise<void>((resolve, reject) => {
      child.once('message', () => resolve());
      child.once('exit', (code) => reject(new Error(`The second worker ended with ${code}`)));
    });
    return new SecondWorker(child);
  }

  sleep(): void {
    this.child.kill('SIGSTOP');
  }

  wake(): void {
    this.child.kill('SIGCONT');
  }

  /** Ends it as it is. */
  async end(): Promise<void> {
    const ended = new Promise((resolve) => this.child.once('exit', resolve));
    this.child.kill('SIGKILL');
    await ended;
  }
}
