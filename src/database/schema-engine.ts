import { readdir, readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import {
  bindMigrationAwareSqlAdapterFactory,
  type SqlMigrationAwareDriverAdapterFactory,
} from '@prisma/driver-adapter-utils';
import type { MigrationList, SchemaEngine } from '@prisma/schema-engine-wasm';

/** Prisma's own tables are the only ones; none is managed by another tool. */
export const NO_FILTERS = { externalTables: [], externalEnums: [] };

/**
 * Prisma's own schema engine in its WebAssembly build, bound to one database. It needs no download, and keeps
 * `_prisma_migrations` exactly as `prisma migrate deploy` does.
 * @param schema the text of `schema.prisma`
 * @param database how the engine connects
 */
export async function openSchemaEngine(
  schema: string,
  database: SqlMigrationAwareDriverAdapterFactory,
): Promise<SchemaEngine> {
  const SchemaEngineClass = await loadEngineClass();
  const adapter = bindMigrationAwareSqlAdapterFactory(database);
  return SchemaEngineClass.new({ datamodels: [['schema.prisma', schema]] }, () => undefined, adapter);
}

/** The migrations of a `prisma/` folder, oldest first, as the engine wants them: as text. */
export async function readMigrations(prismaFolder: string): Promise<MigrationList> {
  const baseDir = join(prismaFolder, 'migrations');
  const entries = await readdir(baseDir, { withFileTypes: true }).catch(() => []);
  const names = entries.filter((entry) => entry.isDirectory()).map((entry) => entry.name);
  return {
    baseDir,
    lockfile: { path: 'migration_lock.toml', content: LOCKFILE },
    shadowDbInitScript: '',
    migrationDirectories: await Promise.all(
      names.sort().map(async (name) => ({
        path: name,
        migrationFile: {
          path: 'migration.sql',
          content: {
            tag: 'ok' as const,
            value: await readFile(join(baseDir, name, 'migration.sql'), 'utf8'),
          },
        },
      })),
    ),
  };
}

/** What Prisma keeps beside its migrations to refuse those of another kind of database. */
export const LOCKFILE = 'provider = "postgresql"\n';

type EngineModule = typeof import('@prisma/schema-engine-wasm/schema_engine_bg');
let engineModule: Promise<EngineModule> | undefined;

async function loadEngineClass(): Promise<EngineModule['SchemaEngine']> {
  engineModule ??= instantiate();
  return (await engineModule).SchemaEngine;
}

async function instantiate(): Promise<EngineModule> {
  const specifier = '@prisma/schema-engine-wasm/schema_engine_bg';
  const glue = await import('@prisma/schema-engine-wasm/schema_engine_bg');
  const bytes = await readFile(join(dirname(require.resolve(specifier)), 'schema_engine_bg.wasm'));
  const { instance } = await WebAssembly.instantiate(bytes, {
    './schema_engine_bg.js': withPatientTimers(glue),
  });
  const { __wbg_set_wasm: setWasm } = glue;
  const { __wbindgen_start: start } = instance.exports;
  // The engine reports its own faults through this global; without it they would hide behind "unreachable".
  Object.assign(globalThis, { PRISMA_WASM_PANIC_REGISTRY: { set_message: failWith } });
  setWasm(instance.exports);
  start();
  return glue;
}

/** The engine never clears its ten seconds of patience for a lock: they must not keep a finished process alive. */
function withPatientTimers(glue: EngineModule): object {
  const imports: Record<string, unknown> = { ...glue };
  for (const name of Object.keys(glue).filter((key) => key.startsWith('__wbg_setTimeout_'))) {
    imports[name] = (run: () => void, delayMs: number): NodeJS.Timeout => setTimeout(run, delayMs).unref();
  }
  return imports;
}

function failWith(message: string): never {
  throw new Error(`Prisma's schema engine failed: ${message}`);
}

/** The part of the global that is needed here; Node's types leave it to the browser's. */
declare const WebAssembly: {
  instantiate(
    bytes: Uint8Array,
    imports: Record<string, object>,
  ): Promise<{ instance: { exports: { __wbindgen_start: () => void } } }>;
};
