import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
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
  const engine = await openSchemaEngine(schema, databaseUrl);
  const { generatedMigrationName, migrationScript } = await engine.createMigration({
    draft: false,
    migrationName: name,
    migrationsList: await readMigrations(prismaFolder),
    schema: { files: [{ path: schemaPath, content: schema }] },
    filters: NO_FILTERS,
  });
  if (migrationScript === null) return undefined;
  const folder = join(prismaFolder, 'migrations', generatedMigrationName);
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, '..', 'migration_lock.toml'), LOCKFILE);
  const file = join(folder, 'migration.sql');
  await writeFile(file, migrationScript);
  return file;
}
