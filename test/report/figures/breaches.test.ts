import type { JournalFact } from '../../../src/subject/domain/subjects';
import type { Database } from '../../../src/database/database';
import type { MetricScope, MetricValue } from '../../../src/report/store/metric-cases';
import { METRICS } from '../../../src/report/store/metrics';
import { readReportFigures } from '../../../src/report/store/report-figures';
import { databaseUrl } from '../../support/environment';
import { openHouse, Told } from '../support';

const day = (number: number, hour = 0) => new Date(Date.UTC(2026, 5, number, hour));
const period = (from: number, to: number) => ({
  ...{ startMs: day(from).getTime(), endMs: day(to).getTime(), dueMs: day(to, 6).getTime() },
});

let db: Database;

beforeAll(async () => {
  db = await openHouse(await databaseUrl(), day(1));
});

afterAll(async () => {
  await db.$disconnect();
});

/** What came to a promise after its breach, none of which takes the breach off the record. */
const AFTERWARDS: Record<string, (id: string) => JournalFact[]> = {
  'a new deadline': (id) => [extended(id)],
  'a new deadline, then kept': (id) => [extended(id), kept(id)],
  'another target': (id) => [{ kind: 'promiseRetargeted', promiseId: id, title: id }],
  'another target, then kept': (id) => [{ kind: 'promiseRetargeted', promiseId: id, title: id }, kept(id)],
  'a fact of before the deadline': (id) => [kept(id)],
  'a new deadline, broken again': (id) => [
    extended(id),
    { kind: 'promiseBroken', promiseId: id, title: id, noticedAtMs: 0 },
  ],
  'a new deadline, then waived': (id) => [
    extended(id),
    { kind: 'promiseWaived', promiseId: id, title: id, signal: 'x' },
  ],
};

async function read(name: string, scope: MetricScope): Promise<MetricValue | undefined> {
  return METRICS.find((metric) => metric.name === name)?.read(db, scope);
}

const extended = (promiseId: string): JournalFact => ({
  ...{ kind: 'deadlineExtended', promiseId, title: promiseId, dueAtMs: day(20).getTime() },
});
const kept = (promiseId: string): JournalFact => ({
  ...{ kind: 'promiseKept', promiseId, title: promiseId, late: false, signal: 'x' },
});

describe.each(Object.keys(AFTERWARDS))('[10b-23] [OOES-39] after a breach, %s', (name) => {
  const reference = `B-${Object.keys(AFTERWARDS).indexOf(name)}`;
  const clientId = `cli_${reference}`;
  const scope = (from: number, to: number): MetricScope => ({ clientId, from: day(from), to: day(to) });
  const isDone = name.endsWith('kept') || name.endsWith('before the deadline') ? 1 : 0;

  beforeAll(async () => {
    const told = await Told.start(db, reference, clientId, day(1));
    for (const key of ['firstResponse#1', 'resolution#1', 'do-work#1']) {
      const id = await told.open(day(1, 1), key, { due: day(2, 1) });
      const workflowId = `engagement/${reference}/project#1`;
      if (key === 'do-work#1') {
        const track = { trackId: workflowId, workflowId, trackKind: 'project', title: 'Project' };
        await told.tell(day(1, 1), { kind: 'trackOpened', ...track });
        await db.promiseRecord.update({ where: { id }, data: { workflowId } });
      }
      await told.break(day(2, 1), id);
      for (const fact of AFTERWARDS[name]?.(id) ?? []) await told.tell(day(9, 1), fact);
    }
    const trackId = `engagement/${reference}/project#1`;
    await told.tell(day(10), { kind: 'trackEnded', trackId, title: 'Project', outcome: 'done' });
  });

  test.each([
    ['responseTimeCompliance', 0, 1],
    ['resolutionTimeCompliance', 0, 1],
    ['promisesKept', 0, 3],
    ['onTimeDelivery', 0, 1],
  ])('%s counts it as overdue, in the period of its first breach', async (metric, counts, outOf) => {
    expect(await read(metric, scope(2, 3))).toEqual({ value: 0, counts, outOf });
    expect(await read(metric, scope(3, 30))).toEqual({ value: null, counts: 0, outOf: 0 });
  });

  test('taskCompletion counts it in the period of its first breach, as done only when it is done', async () => {
    const counts = isDone * 3;
    expect(await read('taskCompletion', scope(2, 3))).toMatchObject({ counts, outOf: 3 });
    expect(await read('taskCompletion', scope(3, 30))).toMatchObject({ outOf: 0 });
  });

  test('a report says that it became overdue then, and never that it was kept in time', async () => {
    const figures = (from: number, to: number) =>
      readReportFigures(
        db,
        'daily',
        clientId,
        { period: period(from, to), before: period(from - 1, from) },
        null,
      );
    expect((await figures(2, 3)).activity).toMatchObject({ promisesBroken: 3, promisesKept: 0 });
    expect((await figures(9, 10)).activity).toMatchObject({
      ...{ promisesBroken: 0, promisesKept: 0, promisesKeptLate: isDone * 3 },
    });
    expect((await figures(9, 10)).standing.overdue.map(({ brokenAt }) => brokenAt)).toEqual(
      name.endsWith('again') ? Array.from({ length: 3 }, () => day(2, 1).toISOString()) : [],
    );
  });
});
