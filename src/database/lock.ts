import type { Connection } from './database';

/** Lets one transaction at a time go on with what has this name; the others wait until it ends. */
export async function lockName(tx: Connection, name: string): Promise<void> {
  await tx.$executeRaw`SELECT pg_advisory_xact_lock(hashtextextended(${name}, 0))`;
}
