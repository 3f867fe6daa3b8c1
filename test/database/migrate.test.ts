import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client } from 'pg';
import { createMigration } from '../../src/database/create-migration';
import { migrate } from '../../src/database/migrate';
import { emptyDatabaseUrl } from '../support/environment';

const HEAD = 'datasource db {\n  provider = "postgresql"\n}\n';
const PERSON = 'model Note {\n  id String @id\n  text String\n}\n';

let prisma: string;
let url: string;

beforeEach(async () => {
  prisma = mkdtempSync(join(tmpdir(), 'promisekeeper-prisma-'));
  url = await emptyDatabaseUrl();
});

afterEach(() => rmSync(prisma, { recursive: true, force: true }));

function writeSchema(models: string): void {
  mkdirSync(join(prisma, 'migrations'), { recursive: true });
  writeFileSync(join(prisma, 'schema.prisma'), HEAD + models);
}

async function query(address: string, sql: string) {
  const client = new Client({ connectionString: address });
  await client.connect();
  try {
    return await client.query(sql);
  } finally {
    await client.end();
  }
}

test('a new schema becomes a migration, which is applied once', async () => {
  writeSchema(PERSON);
  const file = await createMigration('initial', prisma, url);
  expect(file).toMatch(/migrations\/\d{14}_initial\/migration\.sql$/);
  expect(await migrate(url, prisma)).toEqual([expect.stringMatching(/^\d{14}_initial$/)]);
  expect(await migrate(url, prisma)).toEqual([]);
  await query(url, "INSERT INTO \"Note\" (id, text) VALUES ('1', 'kept')");
  expect((await query(url, 'SELECT migration_name FROM _prisma_migrations')).rowCount).toBe(1);
});

test('a change of the schema becomes a migration of the difference alone; no change becomes none', async () => {
  writeSchema(PERSON);
  await createMigration('a_first', prisma, url);
  expect(await createMigration('b_nothing', prisma, url)).toBeUndefined();
  // Migrations are ordered by their second.
  await new Promise((resolve) => setTimeout(resolve, 1_100));
  writeSchema(PERSON.replace('text String', 'text String\n  author String?'));
  await createMigration('c_author', prisma, url);
  expect(await migrate(url, prisma)).toHaveLength(2);
  const columns = await query(
    url,
    "SELECT column_name FROM information_schema.columns WHERE table_name = 'Note'",
  );
  expect(columns.rows.map((row) => row.column_name)).toEqual(['id', 'text', 'author']);
});

test('two processes that migrate at once do not get into each other’s way', async () => {
  writeSchema(PERSON);
  await createMigration('initial', prisma, url);
  const applied = await Promise.all([migrate(url, prisma), migrate(url, prisma), migrate(url, prisma)]);
  expect(applied.flat()).toHaveLength(1);
});

test('a migration that was changed after it was applied is refused, and the database stays as it is', async () => {
  writeSchema(PERSON);
  const file = await createMigration('initial', prisma, url);
  await migrate(url, prisma);
  writeFileSync(String(file), 'CREATE TABLE "Other" (id TEXT PRIMARY KEY);\n');
  await expect(migrate(url, prisma)).rejects.toThrow(/changed after .*_initial/);
});

test('a migration may hold semicolons anywhere, and one that fails half-way leaves nothing behind', async () => {
  writeSchema(PERSON);
  const first = String(await createMigration('initial', prisma, url));
  const body = 'BEGIN PERFORM 1; PERFORM 2; END';
  writeFileSync(
    first,
    `${readFileSync(first, 'utf8')}\n-- a comment; it doesn't end here\nCREATE FUNCTION f() RETURNS void LANGUAGE plpgsql AS $$ ${body} $$;\n`,
  );
  expect(await migrate(url, prisma)).toHaveLength(1);
  const second = join(prisma, 'migrations', '30000101000000_broken');
  mkdirSync(second);
  writeFileSync(join(second, 'migration.sql'), 'CREATE TABLE half (id int);\nCREATE TABLE nonsense;\n');
  await expect(migrate(url, prisma)).rejects.toThrow('syntax error');
  expect((await query(url, "SELECT to_regclass('half') AS half")).rows).toEqual([{ half: null }]);
});
