import type { Database } from '../../../src/database/database';
import * as metrics from '../../../src/report/store/metrics';
import { readReportFigures } from '../../../src/report/store/report-figures';
import { databaseUrl } from '../../support/environment';
import { openHouse, Told } from '../support';

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

describe('[10b-25] [10b-27] a delivery with revisions is one delivery', () => {
  const scope = (clientId: string, from = 1, to = 30) => ({ clientId, from: day(from), to: day(to) });

  /** Plays a round: from its first day until its last, null while it is at work. */
  async function round(told: Told, track: string, first: number, last: number | null, late = false) {
    const trackId = `engagement/${told.id.replace('eng_', '')}/${track}`;
    const more = { workflowId: trackId, trackKind: 'project', title: 'Project' };
    await told.tell(day(first), { kind: 'trackOpened', trackId, ...more });
    const id = await told.open(day(first), `work-${track}`, { due: day(first + 1) });
    await db.promiseRecord.update({ where: { id }, data: { workflowId: trackId } });
    if (late) await told.break(day(first + 1), id);
    if (last === null) return;
    await told.keep(day(last), id, late);
    await told.tell(day(last), { kind: 'trackEnded', trackId, title: 'Project', outcome: 'done' });
  }

  test('which is on time when all its rounds are, and lasts from its first day to its last', async () => {
    const told = await Told.start(db, 'D-1', 'cli_rounds', day(1));
    await round(told, 'website#1', 2, 3);
    await round(told, 'website#2', 5, 6);
    await round(told, 'shop#1', 2, 4);
    expect(await metrics.onTimeDelivery(db, scope('cli_rounds'))).toMatchObject({ counts: 2, outOf: 2 });
    expect(await metrics.deliveryCycleTime(db, scope('cli_rounds'))).toMatchObject({
      ...{ counts: 24 * (4 + 2), outOf: 2 },
    });
    expect(await metrics.deliveryCycleTime(db, scope('cli_rounds', 6))).toMatchObject({ outOf: 1 });
  });

  test('which is not done while a revision is at work', async () => {
    const told = await Told.start(db, 'D-2', 'cli_revising', day(1));
    await round(told, 'website#1', 2, 3);
    await round(told, 'website#2', 5, null);
    expect(await metrics.onTimeDelivery(db, scope('cli_revising'))).toMatchObject({ outOf: 0 });
    expect(await metrics.deliveryCycleTime(db, scope('cli_revising'))).toMatchObject({ outOf: 0 });
  });

  test('which is late by a breach in any of its rounds, in the period of the breach', async () => {
    const told = await Told.start(db, 'D-3', 'cli_late', day(1));
    await round(told, 'website#1', 2, 4, true);
    await round(told, 'website#2', 5, 6);
    expect(await metrics.onTimeDelivery(db, scope('cli_late', 3, 4))).toMatchObject({ counts: 0, outOf: 1 });
    expect(await metrics.onTimeDelivery(db, scope('cli_late'))).toMatchObject({ counts: 0, outOf: 1 });
  });
});
