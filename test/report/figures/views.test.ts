import { Client } from 'pg';
import { join } from 'node:path';
import { createMigration } from '../../../src/database/create-migration';
import { METRICS } from '../../../src/report/store/metrics';
import { databaseUrl } from '../../support/environment';

let url: string;
let client: Client;

beforeAll(async () => {
  url = await databaseUrl();
  client = new Client({ connectionString: url });
  await client.connect();
});

afterAll(async () => {
  await client.end();
});

async function column(sql: string): Promise<string[]> {
  const { rows } = await client.query<{ value: string }>(sql);
  return rows.map(({ value }) => value);
}

const VIEWS = `SELECT c.relname AS value FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
  WHERE n.nspname = 'reporting' AND c.relkind = 'v' ORDER BY 1`;

test('[SYS-16] every view says what its rows are and how its figure is calculated', async () => {
  const views = await column(VIEWS);
  expect(views).toEqual(
    expect.arrayContaining([
      ...['promises', 'engagements', 'tickets', 'escalations', 'sla_compliance', 'first_time_resolution'],
      ...['task_completion', 'nps', 'csat', 'retention', 'escalations_by_level', 'on_time_delivery'],
      ...['manual_steps', 'metric_cases', 'metrics_monthly'],
    ]),
  );
  const comments = await column(
    `SELECT coalesce(obj_description(format('reporting.%I', relname)::regclass, 'pg_class'), '') AS value
     FROM pg_class WHERE relkind = 'v' AND relnamespace = 'reporting'::regnamespace`,
  );
  expect(comments.filter((comment) => comment.length < 30)).toEqual([]);
  const all = comments.join('\n');
  expect(METRICS.filter(({ formula }) => !all.includes(formula)).map(({ name }) => name)).toEqual([]);
});

test('[SYS-16] a role that may read the views sees no name, no address and no text of anybody', async () => {
  const columns = await column(
    `SELECT table_name || '.' || column_name AS value FROM information_schema.columns
     WHERE table_schema = 'reporting'
       AND (column_name ~ '(name|email|address|title|subject|description|text|reason|comment|data)$' OR data_type ~ 'json')
       AND column_name NOT IN ('subject_id')`,
  );
  expect(columns).toEqual([]);
});

test('a role made as the documentation says reads every view, and no table', async () => {
  const role = `reader_${process.pid}_${Date.now()}`;
  await client.query(`CREATE ROLE ${role} NOLOGIN`);
  try {
    await client.query(`GRANT USAGE ON SCHEMA reporting TO ${role}`);
    await client.query(`GRANT SELECT ON ALL TABLES IN SCHEMA reporting TO ${role}`);
    await client.query(`SET ROLE ${role}`);
    for (const view of await column(VIEWS)) {
      await expect(client.query(`SELECT * FROM reporting.${view} LIMIT 1`)).resolves.toBeDefined();
    }
    await expect(client.query('SELECT * FROM public.contact')).rejects.toThrow(/permission denied/);
    await expect(client.query('DELETE FROM reporting.engagements')).rejects.toThrow(/permission denied/);
  } finally {
    await client.query('RESET ROLE');
    await client.query(`DROP OWNED BY ${role}`);
    await client.query(`DROP ROLE ${role}`);
  }
});

test('the views are no difference between the migrations and the schema', async () => {
  expect(await createMigration('none', join(__dirname, '../../../prisma'), url)).toBeUndefined();
});
