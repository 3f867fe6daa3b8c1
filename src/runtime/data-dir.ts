import { existsSync, mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { endProcess, isAlive, readIdentity } from './process/process-identity';
import { StartError } from '../settings/start-error';

/** Where everything lies that an installation keeps on this machine. */
export function foldersOf(dataDir: string) {
  return {
    logs: join(dataDir, 'logs'),
    run: join(dataDir, 'run'),
    postgres: join(dataDir, 'postgres'),
    temporalFile: join(dataDir, 'temporal.db'),
  };
}

/** Makes the data folder. @throws StartError when the place cannot be written to */
export function makeDataDir(dataDir: string): void {
  const { logs, run } = foldersOf(dataDir);
  try {
    for (const folder of [logs, run]) makeFolder(folder);
    const probe = join(run, `.write-${process.pid}`);
    writeFileSync(probe, 'x');
    rmSync(probe);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new StartError(
      `The data folder ${dataDir} cannot be written to (${reason}). Nothing was started. ` +
        'Give this user the right to write there, or set PROMISEKEEPER_DATA_DIR to another folder.',
      { cause: error },
    );
  }
}

/** Step by step: where the system refuses a folder as /proc does, Node's own recursive way never comes to an end. */
function makeFolder(folder: string): void {
  if (existsSync(folder)) return;
  makeFolder(dirname(folder));
  try {
    mkdirSync(folder);
  } catch (error) {
    // Another starter may have made it meanwhile.
    if (!existsSync(folder)) throw error;
  }
}

/** Ends what a killed supervisor left running, by the pid files it wrote. @returns the names of what was ended */
export async function endOrphans(runDir: string): Promise<string[]> {
  const orphans: string[] = [];
  const files = readdirSync(runDir).filter((name) => name.endsWith('.pid'));
  await Promise.all(
    files.map(async (name) => {
      const identity = readIdentity(join(runDir, name));
      if (identity && isAlive(identity)) {
        orphans.push(name.replace(/\.pid$/, ''));
        await endProcess(identity, name === 'postgres.pid' ? 'SIGINT' : 'SIGTERM', 10_000);
      }
      rmSync(join(runDir, name), { force: true });
    }),
  );
  return orphans;
}

/** Forgets everything that the installation knows. Call it only while holding nothing open in there. */
export function emptyDataDir(dataDir: string): void {
  if (!existsSync(dataDir)) return;
  for (const name of readdirSync(dataDir)) rmSync(join(dataDir, name), { recursive: true, force: true });
}
