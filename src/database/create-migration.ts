import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { DiffResult, MigrationList } from '@prisma/schema-engine-wasm';
import { DescribableDatabase } from './describable-database';
import { LOCKFILE, NO_FILTERS, openSchemaEngine, readMigrations } from './schema-engine';

/**
 * Writes the next migration: what leads from the checked-in migrations to `schema.prisma`.
 * Nothing is applied to `databaseUrl`; the comparison runs in a shadow database made beside it and dropped again.
 * @param name what the migration is for, in snake_case
 * @param prismaFolder where `schema.prisma` and `migrations/` lie
 * @param databaseUrl an empty, throw-away database whose user may create databases
 * @returns the new `migration.sql`, or undefined when the migrations already lead to the schema
 */
export async function createMigration(
  name: string,
  prismaFolder: string,
  databaseUrl: string,
): Promise<string | undefined> {
  const schemaPath = join(prismaFolder, 'schema.prisma');
  const schema = await readFile(schemaPath, 'utf8');
  const migrations = await readMigrations(prismaFolder);
  const database = new DescribableDatabase(databaseUrl);
  let difference: DiffResult;
  try {
    difference = await diff(database, schema, migrations);
  } finally {
    await database.close();
  }
  const { stdout: sql, exitCode } = difference;
  if (exitCode === 0 || sql === null) return undefined;
  const folder = join(migrations.baseDir, `${timestamp()}_${name}`);
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, '..', 'migration_lock.toml'), LOCKFILE);
  const file = join(folder, 'migration.sql');
  await writeFile(file, sql);
  return file;
}

async function diff(
  database: DescribableDatabase,
  schema: string,
  migrations: MigrationList,
): Promise<DiffResult> {
  const engine = await openSchemaEngine(schema, database);
  return engine.diff({
    from: { tag: 'migrations', ...migrations },
    to: { tag: 'schemaDatamodel', files: [{ path: 'schema.prisma', content: schema }] },
    script: true,
    exitCode: true,
    filters: NO_FILTERS,
  });
}

/** Prisma orders migrations by their names: the UTC time to the second, as its own command writes it. */
function timestamp(): string {
  return new Date().toISOString().replace(/\D/g, '').slice(0, 14);
}
