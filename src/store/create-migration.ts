import { randomUUID } from 'node:crypto';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { PrismaPg } from '@prisma/adapter-pg';
import type { SqlDriverAdapter, SqlMigrationAwareDriverAdapterFactory } from '@prisma/driver-adapter-utils';
import { Pool, type QueryResult } from 'pg';
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
  const engine = await openSchemaEngine(schema, new DescribableDatabase(databaseUrl));
  const migrations = await readMigrations(prismaFolder);
  const { stdout: sql, exitCode } = await engine.diff({
    from: { tag: 'migrations', ...migrations },
    to: { tag: 'schemaDatamodel', files: [{ path: schemaPath, content: schema }] },
    script: true,
    exitCode: true,
    filters: NO_FILTERS,
  });
  if (exitCode === 0 || sql === null) return undefined;
  const folder = join(migrations.baseDir, `${timestamp()}_${name}`);
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, '..', 'migration_lock.toml'), LOCKFILE);
  const file = join(folder, 'migration.sql');
  await writeFile(file, sql);
  return file;
}

/** Prisma orders migrations by their names: the UTC time to the second, as its own command writes it. */
function timestamp(): string {
  return new Date().toISOString().replace(/\D/g, '').slice(0, 14);
}

/**
 * Connections on which the engine can describe a database. Its questions to the catalogue answer columns of the
 * one-letter type `"char"`, which Prisma's adapter does not know: they are handed to it as text.
 */
class DescribableDatabase implements SqlMigrationAwareDriverAdapterFactory {
  readonly provider = 'postgres';
  readonly adapterName = '@prisma/adapter-pg';

  constructor(private readonly url: string) {}

  connect(): Promise<SqlDriverAdapter> {
    return open(this.url);
  }

  async connectToShadowDb(): Promise<SqlDriverAdapter> {
    const name = `shadow_${randomUUID().replaceAll('-', '')}`;
    const pool = new Pool({ connectionString: this.url, max: 1 });
    await pool.query(`CREATE DATABASE ${name}`);
    await pool.end();
    const shadow = new URL(this.url);
    shadow.pathname = name;
    return open(shadow.href);
  }
}

const CHAR_OID = 18;
const TEXT_OID = 25;

function open(url: string): Promise<SqlDriverAdapter> {
  const pool = new Pool({ connectionString: url });
  const query = pool.query.bind(pool) as (...args: unknown[]) => Promise<QueryResult>;
  const asText = async (...args: unknown[]): Promise<QueryResult> => {
    const result = await query(...args);
    for (const field of result.fields ?? []) if (field.dataTypeID === CHAR_OID) field.dataTypeID = TEXT_OID;
    return result;
  };
  return new PrismaPg(Object.assign(pool, { query: asText }), { disposeExternalPool: true }).connect();
}
