import { linkSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { identify, isAlive, type ProcessIdentity, readIdentity } from './process/process-identity';
import { StartError } from '../settings/start-error';

interface Holder extends ProcessIdentity {
  state: 'running' | 'stopping';
}

/** How long an installation that has just been told to stop is waited for. */
const STOPPING_PATIENCE_MS = 30_000;
/** A supervisor whose npm was killed notices within half a second that it has to stop: long enough to see it. */
const NOTICE_PATIENCE_MS = 1_500;

/** The right to run on a data folder: one supervisor at a time. */
export class DataDirLock {
  private constructor(
    private readonly file: string,
    private readonly self: ProcessIdentity,
  ) {}

  /**
   * Takes the lock; one whose holder was killed is taken over, one whose holder is stopping is waited for.
   * @throws StartError when another Promisekeeper runs on this folder
   */
  static async take(dataDir: string): Promise<DataDirLock> {
    const file = join(dataDir, 'run', 'supervisor.lock');
    const self = identify(process.pid);
    if (!self) throw new Error('This process cannot find itself among the running ones: is /proc mounted?');
    const startedAt = performance.now();
    for (;;) {
      if (tryTake(file, { ...self, state: 'running' })) return new DataDirLock(file, self);
      const holder = readHolder(file);
      if (holder && isAlive(holder)) {
        const patienceMs = holder.state === 'stopping' ? STOPPING_PATIENCE_MS : NOTICE_PATIENCE_MS;
        if (performance.now() - startedAt > patienceMs) {
          throw new StartError(
            `Another Promisekeeper (process ${holder.pid}) runs on the data folder ${dataDir}. Nothing was started. ` +
              'Stop it first, or give this one a folder and a PORT of its own: PROMISEKEEPER_DATA_DIR=.data2 PORT=3001 npm start',
          );
        }
        await delay(100);
      } else if (holder) {
        removeStale(file, holder);
      }
    }
  }

  /** Lets the next supervisor know that it is worth waiting. */
  markStopping(): void {
    writeFileSync(this.file, JSON.stringify({ ...this.self, state: 'stopping' } satisfies Holder));
  }

  /** Writes the lock anew after the folder was emptied. */
  takeAgain(): void {
    writeFileSync(this.file, JSON.stringify({ ...this.self, state: 'running' } satisfies Holder));
  }

  release(): void {
    rmSync(this.file, { force: true });
  }
}

/** Makes the lock file with its content in one step, so that nobody ever reads a half-written one. */
function tryTake(file: string, holder: Holder): boolean {
  const draft = `${file}.${holder.pid}`;
  writeFileSync(draft, JSON.stringify(holder));
  try {
    linkSync(draft, file);
    return true;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EEXIST') return false;
    throw error;
  } finally {
    rmSync(draft, { force: true });
  }
}

/** Two starters may find the same stale lock: who moves away the other's fresh one puts it back. */
function removeStale(file: string, stale: Holder): void {
  const aside = `${file}.stale.${process.pid}`;
  try {
    renameSync(file, aside);
    const moved = readHolder(aside);
    if (moved && moved.startedAt !== stale.startedAt && isAlive(moved)) linkSync(aside, file);
  } catch {
    // Somebody else was faster; the next look tells who.
  } finally {
    rmSync(aside, { force: true });
  }
}

function readHolder(file: string): Holder | undefined {
  const identity = readIdentity(file);
  return identity && { ...identity, state: identity.state === 'stopping' ? 'stopping' : 'running' };
}
