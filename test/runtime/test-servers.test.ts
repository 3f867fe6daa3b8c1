import { Connection } from '@temporalio/client';
import { Client } from 'pg';
import { createTimeSkippingEnvironment, databaseUrl, devServerAddress } from '../support/environment';

test('every test file gets a migrated database of its own', async () => {
  const [first, second] = await Promise.all([databaseUrl(), databaseUrl()]);
  expect(first).not.toBe(second);
  const client = new Client({ connectionString: first });
  await client.connect();
  const applied = await client.query('SELECT migration_name FROM _prisma_migrations');
  await client.end();
  expect(applied.rowCount).toBeGreaterThan(0);
});

test('the development server knows the search attributes that engagements are found by', async () => {
  const connection = await Connection.connect({ address: await devServerAddress() });
  const { customAttributes } = await connection.operatorService.listSearchAttributes({
    namespace: 'default',
  });
  await connection.close();
  expect(Object.keys(customAttributes ?? {})).toEqual(expect.arrayContaining(['EngagementStage', 'DueAt']));
});

test('the time-skipping server lets sixty days pass in a moment', async () => {
  const environment = await createTimeSkippingEnvironment();
  const before = await environment.currentTimeMs();
  await environment.sleep('60 days');
  const passedMs = (await environment.currentTimeMs()) - before;
  await environment.teardown();
  expect(passedMs).toBeGreaterThanOrEqual(60 * 24 * 3_600_000);
});
