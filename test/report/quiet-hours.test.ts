import { MockActivityEnvironment } from '@temporalio/testing';
import { createReportActivities } from '../../activities/report';
import { type Clock, clockOf } from '../../src/promise/domain/time';
import { ensureSchedules } from '../../src/report/dispatch/schedules';
import { firstProviders } from '../../src/vendors/registry';
import { Office, until } from './office';
import { addPerson } from './support';

/** Four minutes of the product's time are a second of the wall clock's; it is early on a Tuesday in Berlin. */
const START = Date.parse('2026-06-30T06:30:00+02:00');
const TIME = { scale: 240, anchorWallMs: Number.POSITIVE_INFINITY, anchorProductMs: START };
/** It stands until the house is open. */
const clock: Clock = {
  productNow: () => (Number.isFinite(TIME.anchorWallMs) ? clockOf(TIME, Date.now).productNow() : START),
};

let office: Office;

beforeAll(async () => {
  office = await Office.open(new Date(START - 86_400_000), clock, TIME.scale, 'Europe/Berlin');
  await addPerson(office.db, 'otto', ['operations-manager'], new Date(START - 86_400_000), 'Asia/Tokyo');
}, 120_000);

afterAll(async () => {
  await office.close();
});

test('[OOES-36] a report is kept at once, and mailed to each reader when their own quiet hours are over', async () => {
  TIME.anchorWallMs = Date.now();
  await ensureSchedules(office.client, {
    time: TIME,
    timeZone: 'Europe/Berlin',
    capabilities: firstProviders(),
  });
  await office.startWorkers();
  await until('the report', async () => (await office.houseReports('daily')).length > 0);
  const mailed = async () => {
    const { id } = await office.db.report.findFirstOrThrow({
      where: { kind: 'daily', clientId: 'house' },
      orderBy: { periodStart: 'asc' },
    });
    const rows = await office.db.externalRef.findMany({
      where: { kind: 'report-mail', key: { startsWith: `${id}/` } },
    });
    return Object.fromEntries(
      rows.flatMap(({ key, data }) => {
        const { sentAt } = (data ?? {}) as { sentAt?: string };
        return sentAt ? [[key.slice(id.length + 1), Date.parse(sentAt)]] : [];
      }),
    ) as Record<string, number>;
  };
  await until('both mails', async () => Object.keys(await mailed()).length === 2);
  const { olga = 0, otto = 0 } = await mailed();
  const eight = Date.parse('2026-06-30T08:00:00+02:00');
  const twenty = Date.parse('2026-06-30T20:00:00+02:00');
  expect([olga >= eight, olga < twenty, otto < olga]).toEqual([true, true, true]);
});

test.each([
  ['Sat 2026-07-04 at six', '2026-07-04T06:00:00+02:00', 50],
  ['Tue 2026-06-30 at six', '2026-06-30T06:00:00+02:00', 2],
  ['Tue 2026-06-30 at nine', '2026-06-30T09:00:00+02:00', 0],
])('[OOES-36] on %s whoever lives in Berlin is left in peace', async (_, now, hours) => {
  const deps = {
    db: office.db,
    timeZone: 'Etc/UTC',
    timeScale: 1,
    clock: { productNow: () => Date.parse(now) },
  };
  const quietFor = createReportActivities(deps)['report.quietFor'];
  expect(await new MockActivityEnvironment().run(quietFor, { personId: 'olga' })).toEqual({
    waitMs: hours * 3_600_000,
  });
  expect(await new MockActivityEnvironment().run(quietFor, { personId: 'nobody' })).toEqual({ waitMs: 0 });
});
