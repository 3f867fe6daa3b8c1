import type { Database } from '../../src/store/database';
import * as metrics from '../../src/store/metrics';
import { readReportFigures } from '../../src/store/report-figures';
import { databaseUrl } from '../support/environment';
import { openHouse, Told } from './support';

const day = (number: number, hour = 0) => new Date(Date.UTC(2026, 5, number, hour));

let db: Database;

beforeAll(async () => {
  db = await openHouse(await databaseUrl(), day(1));
});

afterAll(async () => {
  await db.$disconnect();
});

test('[OOES-39] an update on an escalation is no response and no late step, but a promise all the same', async () => {
  const told = await Told.start(db, 'U-1', 'cli_update', day(1));
  const response = await told.open(day(1, 1), 'firstResponse#1', { due: day(2) });
  await told.break(day(2), response);
  for (const [nth, isKept] of [true, false].entries()) {
    const key = `firstResponse#1/update-${nth + 1}`;
    const update = await told.open(day(2, 1), key, { kind: 'update', due: day(3) });
    if (isKept) await told.keep(day(2, 2), update);
    else await told.break(day(3), update);
  }
  const scope = { clientId: 'cli_update', from: day(1), to: day(30) };
  expect(await metrics.responseTimeCompliance(db, scope)).toEqual({ value: 0, counts: 0, outOf: 1 });
  expect(await metrics.taskCompletion(db, scope)).toMatchObject({ counts: 0, outOf: 1 });
  expect(await metrics.promisesKept(db, scope)).toMatchObject({ counts: 1, outOf: 3 });
  const period = { startMs: day(1).getTime(), endMs: day(30).getTime(), dueMs: day(30).getTime() };
  const { weakSteps } = await readReportFigures(
    db,
    'monthly',
    'cli_update',
    { period, before: period },
    null,
  );
  expect(weakSteps).toEqual([{ step: 'firstResponse', broken: 1 }]);
});
