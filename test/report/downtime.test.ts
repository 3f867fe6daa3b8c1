import { MockActivityEnvironment } from '@temporalio/testing';
import { createReportActivities } from '../../activities/report';
import { periodAround } from '../../src/report/domain/report-period';
import type { Database } from '../../src/database/database';
import { databaseUrl } from '../support/environment';
import { openHouse, Told } from './support';

const day = (number: number, hour = 0) => new Date(Date.UTC(2026, 5, number, hour));
/** Long after the days that are reported on: the house was down. */
const NOW = day(20).getTime();

let db: Database;

beforeAll(async () => {
  db = await openHouse(await databaseUrl(), day(1));
});

afterAll(async () => {
  await db.$disconnect();
});

function activities(patienceMs: number) {
  const deps = { db, clock: { productNow: () => NOW }, timeZone: 'Etc/UTC', timeScale: 1, patienceMs };
  const compile = createReportActivities(deps)['report.compile'];
  return async (number: number) => {
    const { startMs } = periodAround('daily', day(number).getTime(), 'Etc/UTC');
    await new MockActivityEnvironment().run(compile, { kind: 'daily' as const, periodStartMs: startMs });
    const { text, figures } = await db.report.findFirstOrThrow({
      where: { kind: 'daily', clientId: 'house', periodStart: new Date(startMs) },
    });
    return { text, figures: figures as { unsettled: number; activity: Record<string, number> } };
  };
}

const laterOn = async (act: () => Promise<unknown>) => {
  await new Promise((resolve) => setTimeout(resolve, 700));
  await act();
};

test('[OOES-36] a report waits for workflows that catch up: breaches, and the climbs that follow from them', async () => {
  const told = await Told.start(db, 'L-1', 'cli_late', day(1));
  const paused = await told.open(day(1, 1), 'paused#1', { due: day(2) });
  await told.tell(day(1, 2), { kind: 'promisePaused', promiseId: paused });
  const promiseId = await told.open(day(1, 1), 'do-work#1', { due: day(2, 1) });
  const escalation = { escalationId: 'esc_late', promiseId, title: 'do-work', roles: ['x'], late: true };
  const report = activities(60_000)(2);
  await laterOn(async () => {
    await told.break(day(2, 1), promiseId);
    await told.tell(day(2, 1), { kind: 'escalationRaised', level: 1, ...escalation });
    await db.escalation.update({ where: { id: 'esc_late' }, data: { respondBy: day(2, 5) } });
  });
  await laterOn(() => told.tell(day(2, 5), { kind: 'escalationClimbed', level: 4, ...escalation }));
  const { text, figures } = await report;
  expect(figures).toMatchObject({ unsettled: 0, activity: { promisesBroken: 1, crises: 1 } });
  expect(text).toContain('Nothing in it is missing.');
});

test('[OOES-36] a workflow that is stuck holds up one report for a bounded time, and each says what is unknown', async () => {
  const told = await Told.start(db, 'L-2', 'cli_stuck', day(4));
  await told.open(day(4, 1), 'stuck#1', { due: day(5, 1) });
  const compile = activities(1_500);
  const startedAt = Date.now();
  const first = await compile(5);
  expect(Date.now() - startedAt).toBeGreaterThanOrEqual(1_500);
  expect(first.figures.unsettled).toBe(1);
  expect(first.text).toContain(
    'Not all of the period is known yet: 1 moment of it at which a promise becomes overdue or a level is told is not recorded.',
  );
  expect(first.text).not.toContain('Nothing in it is missing.');
  expect((await compile(4)).figures.unsettled).toBe(0);
  // What was waited for in vain is not waited for again.
  const again = Date.now();
  expect((await compile(6)).figures.unsettled).toBe(1);
  expect(Date.now() - again).toBeLessThan(1_500);
});
