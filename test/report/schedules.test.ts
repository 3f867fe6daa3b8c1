import { ScheduleOverlapPolicy } from '@temporalio/client';
import { VendorClients } from '../../src/vendors/clients';
import { REAL_TIME } from '../../src/promise/domain/time';
import { firstProviders } from '../../src/vendors/registry';
import { ensureSchedules, reportScheduleId } from '../../src/report/dispatch/schedules';
import { Office, until } from './office';
import { Told } from './support';

const KINDS = ['daily', 'weekly', 'monthly', 'quarterly'] as const;
const DAY_MS = 86_400_000;
const BERLIN = { time: REAL_TIME, timeZone: 'Europe/Berlin', capabilities: firstProviders() };

/** The product's time stands still until a test moves it. Three days of June are missed at the beginning. */
const clock = { nowMs: Date.parse('2026-06-30T06:30:00+02:00'), productNow: () => clock.nowMs };

let office: Office;

beforeAll(async () => {
  office = await Office.open(new Date('2026-06-27T09:00:00+02:00'), clock);
  const told = await Told.start(office.db, 'CD-1', 'cli_1', new Date('2026-06-28T09:00:00Z'), {
    team: { 'account-manager': 'anna' },
  });
  const promise = await told.open(new Date('2026-06-28T10:00:00Z'), 'do-work#1', {
    due: new Date('2026-06-29T10:00:00Z'),
  });
  await told.break(new Date('2026-06-29T10:00:00Z'), promise);
}, 120_000);

afterAll(async () => {
  await office.close();
});

const schedule = (kind: (typeof KINDS)[number]) => office.client.schedule.getHandle(reportScheduleId(kind));
const startsOf = async (kind: string) =>
  (await office.houseReports(kind)).map(({ start }) => start.slice(0, 10));

test('[OOES-36] there is one schedule for each kind of report, and asking again changes nothing', async () => {
  await Promise.all([ensureSchedules(office.client, BERLIN), ensureSchedules(office.client, BERLIN)]);
  await ensureSchedules(office.client, BERLIN);
  for (const kind of KINDS) {
    const { spec, policies, info } = await schedule(kind).describe();
    expect(spec.timezone).toBe('Europe/Berlin');
    expect(spec.calendars?.[0]).toMatchObject({
      hour: [{ start: 6, end: 6 }],
      minute: [{ start: 0, end: 0 }],
    });
    expect(policies.overlap).toBe(ScheduleOverlapPolicy.SKIP);
    expect(policies.catchupWindow).toBeGreaterThan(24 * 3_600_000);
    expect(info.lastUpdatedAt).toBeUndefined();
    const fires = info.nextActionTimes.map((next) =>
      next.toLocaleString('en-GB', { timeZone: 'Europe/Berlin' }),
    );
    expect(fires.every((text) => text.endsWith('06:00:00'))).toBe(true);
  }
  const { info } = await schedule('quarterly').describe();
  expect(info.nextActionTimes.every((next) => [0, 3, 6, 9].includes(next.getMonth()))).toBe(true);
});

describe('[OOES-36] days that were missed are told once, late, in one mail that has them in order', () => {
  beforeAll(async () => {
    // Nobody works yet; whatever is triggered now waits as one run.
    await schedule('daily').trigger();
    await schedule('daily').trigger();
    await office.startWorkers();
    await office.settled();
  }, 60_000);

  test('each missed day has its report, and says that it is late', async () => {
    const reports = await office.houseReports('daily');
    // A day of Berlin begins at 22:00 UTC of the day before.
    expect(reports.map(({ start, late }) => [start, late])).toEqual([
      ['2026-06-26T22:00:00.000Z', true],
      ['2026-06-27T22:00:00.000Z', true],
      ['2026-06-28T22:00:00.000Z', false],
    ]);
    expect(reports[0]?.text).toContain('This report is late: it was due Sun 2026-06-28 06:00');
    expect(reports[2]?.text).not.toContain('This report is late');
  });

  test('the operations manager has one mail with all of them', async () => {
    const mails = (await office.mails()).filter(({ subject }) => subject.startsWith('Daily'));
    expect(mails.map(({ to, subject }) => [to, subject])).toEqual([
      [
        'Name of olga <olga@company.example>',
        'Daily system status, 3 reports: Sat 2026-06-27 to Mon 2026-06-29 (late)',
      ],
    ]);
    const days = mails[0]?.text.match(/^[A-Z][a-z]{2} 2026-06-\d\d \(Europe\/Berlin\)$/gm);
    expect(days).toEqual([
      'Sat 2026-06-27 (Europe/Berlin)',
      'Sun 2026-06-28 (Europe/Berlin)',
      'Mon 2026-06-29 (Europe/Berlin)',
    ]);
    expect(mails[0]?.text).toContain(
      'CD-1 "do-work", owed by consultant, overdue since Mon 2026-06-29 12:00',
    );
  });

  test('[OOES-20] [OOES-36] they were promised: the account manager was told once, and it is over since they are out', async () => {
    const [promise] = await office.reportPromises('daily');
    expect(promise).toMatchObject({
      ...{ title: 'Daily system status, Sat 2026-06-27 to Mon 2026-06-29', owedBy: 'operations-manager' },
      ...{ state: 'kept', late: true, level: 1 },
    });
    expect(await office.climbsOf(promise!.id)).toEqual([{ level: 1, told: ['anna'], state: 'resolved' }]);
    const notices = await office.db.notice.findMany({ where: { promiseId: promise!.id } });
    expect(notices.map(({ personId, text }) => `${personId}: ${text}`)).toEqual([
      'anna: Level 1: "Daily system status, Sat 2026-06-27 to Mon 2026-06-29" is late (rpr_daily_2026-06-27, reports of the house).',
    ]);
  });

  test('[OOES-19] each day has a record of every client that was served on it', async () => {
    const rows = await office.db.report.findMany({ where: { kind: 'daily', clientId: 'cli_1' } });
    expect(rows.map(({ periodStart }) => periodStart.toISOString().slice(0, 10)).toSorted()).toEqual([
      '2026-06-27',
      '2026-06-28',
    ]);
  });

  test('triggering it again, or all the missed days anew, sends and writes nothing more', async () => {
    const before = { mails: await office.mails(), rows: await office.db.report.count() };
    await schedule('daily').trigger();
    await schedule('daily').trigger(ScheduleOverlapPolicy.ALLOW_ALL);
    const [start, end] = [new Date(Date.now() - 4 * DAY_MS), new Date()];
    await schedule('daily').backfill({ start, end, overlap: ScheduleOverlapPolicy.ALLOW_ALL });
    await until(
      'the runs of the missed days',
      async () => (await schedule('daily').describe()).info.numActionsTaken >= 6,
    );
    await office.settled();
    expect({ mails: await office.mails(), rows: await office.db.report.count() }).toEqual(before);
  });
});

test('[OOES-20] [OOES-21] [OOES-22] each report goes to whom it is for when its period is over', async () => {
  clock.nowMs = Date.parse('2026-07-06T06:00:00+02:00');
  const known = (await office.mails()).length;
  for (const kind of KINDS) await schedule(kind).trigger();
  await office.settled();
  const mails = (await office.mails())
    .slice(known)
    .map(({ to, subject }) => `${to.split(' ')[2]}: ${subject}`);
  expect(mails.toSorted()).toEqual([
    'anna: Monthly business review, Client cli_1: Mon 2026-06-01 to Tue 2026-06-30 (late)',
    'anna: Quarterly strategy session, Client cli_1: Wed 2026-04-01 to Tue 2026-06-30 (late)',
    'dirk: Monthly business review: Mon 2026-06-01 to Tue 2026-06-30 (late)',
    'dirk: Quarterly strategy session: Wed 2026-04-01 to Tue 2026-06-30 (late)',
    'olga: Daily system status, 6 reports: Tue 2026-06-30 to Sun 2026-07-05 (late)',
    'olga: Weekly performance report: Mon 2026-06-29 to Sun 2026-07-05',
  ]);
  const quarterly = (await office.houseReports('quarterly'))[0]?.text ?? '';
  expect(quarterly).toContain('"do-work" was late once.');
  const { figures } = await office.db.report.findFirstOrThrow({
    where: { kind: 'monthly', clientId: 'house' },
  });
  const roi = (figures as { metrics: { name: string }[] }).metrics.find(({ name }) => name === 'roi');
  expect(roi).toEqual({
    name: 'roi',
    title: 'Return on investment',
    unit: 'percent',
    formula: 'mean over engagements of (realised benefit - value) / value',
    value: null,
    previous: null,
    counts: 0,
    outOf: 0,
  });
});

test('[OOES-20] a report that is out in time is a promise kept, and nobody is told', async () => {
  const weekly = (await office.reportPromises('weekly')).at(-1);
  expect(weekly).toMatchObject({ state: 'kept', late: false, level: 0 });
  expect(weekly?.dueAt?.toISOString()).toBe('2026-07-06T05:00:00.000Z');
  expect(await office.db.notice.count({ where: { promiseId: weekly!.id } })).toBe(0);
});

test('a mail service that takes the mail and then fails sends it once all the same', async () => {
  clock.nowMs += DAY_MS;
  const known = (await office.mails()).length;
  const path = '/gmail/v1/users/me/drafts';
  await office.sandbox.fault('gmail', { method: 'POST', path, status: 503, afterEffect: true, times: 2 });
  await schedule('daily').trigger();
  await office.settled();
  const subjects = (await office.mails()).slice(known).map(({ subject }) => subject);
  expect(subjects).toEqual(['Daily system status: Mon 2026-07-06']);
});

test('without a mail service the report is kept, and the run says how many mails were not sent', async () => {
  clock.nowMs += DAY_MS;
  await office.stopWorkers();
  office.clients = new VendorClients({ vendors: {} });
  await office.startWorkers();
  const known = await office.mails();
  await schedule('daily').trigger();
  await office.settled();
  expect((await startsOf('daily')).at(-1)).toBe('2026-07-06');
  expect(await office.mails()).toEqual(known);
  const last =
    (await schedule('daily').describe()).info.recentActions.at(-1)?.action.workflow.workflowId ?? '';
  expect(await office.client.workflow.getHandle(last).result()).toEqual({
    periods: 1,
    mails: 0,
    unsent: 1,
    later: 0,
  });
  // Until an hour after its time it may still go out by other means; then it climbs (see time-scale.test.ts).
  expect((await office.reportPromises('daily')).at(-1)).toMatchObject({ state: 'open', late: false });
});

test('another time zone changes the schedules; one that somebody paused stays paused', async () => {
  await schedule('weekly').pause('on holiday');
  const { numActionsTaken } = (await schedule('weekly').describe()).info;
  await ensureSchedules(office.client, { ...BERLIN, timeZone: 'America/New_York' });
  for (const kind of KINDS) {
    expect((await schedule(kind).describe()).spec.timezone).toBe('America/New_York');
  }
  await office.settled();
  const { state, info } = await schedule('weekly').describe();
  expect(state).toMatchObject({ paused: true, note: 'on holiday' });
  expect(info.numActionsTaken).toBe(numActionsTaken);
});
