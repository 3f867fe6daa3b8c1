import { clockOf, type TimeScale } from '../../src/promise/domain/time';
import { VendorClients } from '../../src/vendors/clients';
import { firstProviders } from '../../src/vendors/registry';
import { ensureSchedules } from '../../src/report/dispatch/schedules';
import { Office, until } from './office';

/** A day of the product's time is a second of the wall clock's. */
const START = Date.now();
const TIME: TimeScale = { scale: 86_400, anchorWallMs: START, anchorProductMs: START };
const SETTINGS = { time: TIME, timeZone: 'Europe/Berlin', capabilities: firstProviders() };
const DAY_MS = 86_400_000;

let office: Office;

beforeAll(async () => {
  office = await Office.open(new Date(START), clockOf(TIME, Date.now), TIME.scale);
  await office.startWorkers();
}, 120_000);

afterAll(async () => {
  await office.close();
});

test('where time runs faster, the schedules come once in a day of product time', async () => {
  await ensureSchedules(office.client, { ...SETTINGS, time: { ...TIME, scale: 3_600 } });
  const { spec } = await office.client.schedule.getHandle('report/daily').describe();
  expect(spec.intervals?.map(({ every }) => every)).toEqual([24_000]);
  expect(spec.calendars ?? []).toEqual([]);
});

test('[OOES-19] while weeks pass in seconds, each day is reported on once and none is left out', async () => {
  await ensureSchedules(office.client, SETTINGS);
  await until('two weeks', async () => (await office.houseReports('daily')).length >= 14);
  const days = (await office.houseReports('daily')).map(({ start }) => Date.parse(start));
  for (const [index, day] of days.slice(1).entries()) {
    // A day of a clock change is an hour shorter or longer.
    expect(Math.abs(day - (days[index] ?? 0) - DAY_MS)).toBeLessThanOrEqual(3_600_000);
  }
  await until('a weekly report', async () => (await office.houseReports('weekly')).length >= 1);
  const daysTold = async () =>
    (await office.mails())
      .filter(({ subject }) => subject.startsWith('Daily'))
      .flatMap(({ text }) => text.match(/^[A-Z][a-z]{2} \d{4}-\d\d-\d\d \(/gm) ?? []);
  // A night lasts half a second here, a weekend two and a half.
  await until('a week of mails', async () => (await daysTold()).length > 7);
  const told = await daysTold();
  expect(new Set(told).size).toBe(told.length);
});

test('[OOES-20] [OOES-36] a report that cannot be mailed climbs the ladder until somebody has it in hand', async () => {
  await office.stopWorkers();
  office.clients = new VendorClients({ vendors: {} });
  await office.startWorkers();
  await office.client.schedule.getHandle('report/daily').trigger();
  // One that was sent just before is kept in a moment; what could not be sent stays open and climbs.
  const climbed = () =>
    office.db.promiseRecord.findFirst({
      where: { subjectId: { startsWith: 'rpr_daily_' }, state: 'open', level: { gte: 2 } },
    });
  await until('Level 2', async () => (await climbed()) !== null);
  const promise = await climbed();
  const climbs = await office.climbsOf(promise!.id);
  expect(climbs.slice(0, 2).map(({ level: at, told }) => [at, told])).toEqual([
    [1, ['anna']],
    [2, ['olga']],
  ]);
  expect(await office.db.escalation.count({ where: { promiseId: promise!.id } })).toBe(1);
  const { id: escalationId, subjectId } = await office.db.escalation.findFirstOrThrow({
    where: { promiseId: promise!.id },
  });
  const actor = { kind: 'person', id: 'olga', roles: ['operations-manager'] };
  const handle = office.client.workflow.getHandle(`report-promise/${subjectId}`);
  const fact = { commandId: 'in-hand', actor, occurredAtMs: Date.now(), fields: { escalationId } };
  await handle.signal('escalationResolved', fact);
  expect(await handle.result()).toBeUndefined();
  const { state } = await office.db.promiseRecord.findUniqueOrThrow({ where: { id: promise!.id } });
  expect(state).toBe('kept');
});
