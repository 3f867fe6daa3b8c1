import { type Database, openDatabase } from '../../src/database/database';

/** The database as a test works with it: a machine that runs other tests beside it may take long to let it in. */
export function openTestDatabase(url: string): Database {
  return openDatabase(url, { connectionTimeoutMs: 30_000 });
}
