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
export async function startThrowAwayPostgres(place?: string): Promise<ThrowAwayPostgres> {
  const folder = place ?? (await mkdtemp(join(tmpdir(), 'promisekeeper-postgres-')));
  await mkdir(folder, { recursive: true });
  const files = { log: join(folder, 'postgres.log'), pid: join(folder, 'postgres.pid') };
  const postgres = await preparePostgres({
    clusterDir: join(folder, 'cluster'),
    port: await freePort(),
    parameters: { fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off', max_connections: '200' },
  });
  const running = startProcess(postgres.spec, files);
  await running.ready;
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
