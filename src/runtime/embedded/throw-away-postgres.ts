import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { preparePostgres } from './embedded-postgres';
import { startProcess } from '../process/managed-process';
import { freePort } from '../process/ports';

export interface ThrowAwayPostgres {
  /** An empty database; its user may make others beside it. */
  databaseUrl: string;
  pid: number;
  /** Stops the server and removes its folder. */
  stop(): Promise<void>;
}

/**
 * A PostgreSQL of its own in a temporary folder, for tests and for developer commands. It is fast and forgets.
 * @param place the folder; a new one when left out
 */
export async function startThrowAwayPostgres(
  place?: string,
  more: Readonly<Record<string, string>> = {},
): Promise<ThrowAwayPostgres> {
  const folder = place ?? (await mkdtemp(join(tmpdir(), 'promisekeeper-postgres-')));
  await mkdir(folder, { recursive: true });
  const files = { log: join(folder, 'postgres.log'), pid: join(folder, 'postgres.pid') };
  const { postgres, running } = await start(join(folder, 'cluster'), files, more);
  await postgres.ensureDatabase();
  return {
    databaseUrl: postgres.databaseUrl,
    pid: running.pid,
    stop: async () => {
      await running.stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

type Files = Parameters<typeof startProcess>[1];

/** Somebody else may take the port between looking for it and listening on it; then another one is tried. */
async function start(
  clusterDir: string,
  files: Files,
  more: Readonly<Record<string, string>>,
  triesLeft = 3,
) {
  const postgres = await preparePostgres({
    clusterDir,
    port: await freePort(),
    parameters: {
      fsync: 'off',
      synchronous_commit: 'off',
      full_page_writes: 'off',
      max_connections: '200',
      ...more,
    },
  });
  const running = startProcess(postgres.spec, files);
  try {
    await running.ready;
    return { postgres, running };
  } catch (error) {
    if (triesLeft === 0) throw error;
    return await start(clusterDir, files, more, triesLeft - 1);
  }
}
