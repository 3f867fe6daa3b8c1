import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Pool } from 'pg';
import { projectRoot } from '../settings/project-root';
import { WholeScripts } from './whole-scripts';
import { NO_FILTERS, openSchemaEngine, readMigrations } from './schema-engine';

/** Any number will do, as long as nothing else in the same database takes it as an advisory lock. */
const MIGRATION_LOCK = 7_262_664;

/**
 * Brings a database to the newest schema by the checked-in migrations. Idempotent, and safe when several
 * processes call it at once: one migrates, the others wait and find nothing to do.
 * @param databaseUrl an existing PostgreSQL database, `postgresql://user:password@host:port/name`
 * @param prismaFolder where `schema.prisma` and `migrations/` lie; the product's own by default
 * @returns the names of the migrations applied now, oldest first; empty when there was nothing to do
 * @throws when the database is out of reach, a migration fails, or an applied migration was changed afterwards;
 *   a failed migration leaves the ones before it applied
 */
export async function migrate(
  databaseUrl: string,
  prismaFolder: string = join(projectRoot(), 'prisma'),
): Promise<string[]> {
  const schema = await readFile(join(prismaFolder, 'schema.prisma'), 'utf8');
  const pool = new Pool({ connectionString: databaseUrl });
  const lock = await pool.connect();
  try {
    await lock.query('SELECT pg_advisory_lock($1)', [MIGRATION_LOCK]);
    const engine = await openSchemaEngine(schema, new WholeScripts(pool));
    const migrationsList = await readMigrations(prismaFolder);
    const { editedMigrationNames } = await engine.diagnoseMigrationHistory({
      migrationsList,
      optInToShadowDatabase: false,
      filters: NO_FILTERS,
    });
    if (editedMigrationNames.length > 0) {
      throw new Error(
        `Migrations were changed after this database had taken them: ${editedMigrationNames.join(', ')}. ` +
          'Nothing was changed in the database. Put them back as they were, and write what is new as another migration.',
      );
    }
    const { appliedMigrationNames } = await engine.applyMigrations({ migrationsList, filters: NO_FILTERS });
    return appliedMigrationNames;
  } finally {
    // Ends the session, and with it the lock.
    lock.release(true);
    await pool.end();
  }
}
