import { periodAround, periodBefore } from '../../src/report/domain/report-period';
import type { Database } from '../../src/database/database';
import { readReportFigures } from '../../src/report/store/report-figures';
import type { Activity, ReportFigures } from '../../src/report/domain/figures';
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

/** What a report on a day says when it is compiled now, however much later that is. */
function figuresOf(
  clientId: string | null,
  number: number,
  keptBefore: ReportFigures | null = null,
): Promise<ReportFigures> {
  const { startMs } = periodAround('daily', day(number).getTime(), 'Etc/UTC');
  const periods = {
    period: periodAround('daily', startMs, 'Etc/UTC'),
    before: periodBefore('daily', startMs, 'Etc/UTC'),
  };
  return readReportFigures(db, 'daily', clientId, periods, keptBefore);
}

describe('an escalation that climbs from day to day', () => {
  const rung = (level: 1 | 2 | 3 | 4) => ({
    ...{ escalationId: 'esc_1', promiseId: 'prm_eng_E-1_do-work#1', title: 'do-work', level },
    ...{ roles: ['account-manager'], late: false },
  });

  beforeAll(async () => {
    const told = await Told.start(db, 'E-1', 'cli_climbs', day(1));
    const promise = await told.open(day(1, 1), 'do-work#1', { due: day(2, 1) });
    await told.break(day(2, 1), promise);
    await told.tell(day(2, 1), { kind: 'escalationRaised', ...rung(1) });
    await told.tell(day(3, 1), { kind: 'escalationClimbed', ...rung(2) });
    await told.tell(day(5, 1), { kind: 'escalationClimbed', ...rung(4) });
    const { escalationId, promiseId } = rung(4);
    await told.tell(day(6, 1), { kind: 'escalationResolved', escalationId, promiseId, why: 'x' });
  });

  test.each([
    [2, 1, 0, 1, 1],
    [3, 0, 0, 2, 1],
    [4, 0, 0, 2, 1],
    [5, 0, 1, 4, 1],
    [6, 0, 0, 4, 0],
  ])(
    '[OOES-19] day %d: %d raised, %d crises; at its end at level %d, %d open',
    async (number, raised, crises, level, count) => {
      const { activity, standing } = await figuresOf('cli_climbs', number);
      expect([activity.escalationsRaised, activity.crises]).toEqual([raised, crises]);
      expect(standing.escalationsOpen).toEqual(count === 0 ? [] : [{ level, count }]);
      expect(standing.overdue.map((promise) => promise.level)).toEqual([level]);
    },
  );

  test('the view counts each climb in the month in which it happened', async () => {
    const rows = await db.$queryRaw`
      SELECT month::text, level, raised::int, still_open::int FROM reporting.escalations_by_level
      WHERE client_id = 'cli_climbs' ORDER BY level`;
    expect(rows).toEqual(
      [1, 2, 4].map((level) => ({ month: '2026-06-01', level, raised: 1, still_open: 0 })),
    );
  });
});

test('[OOES-19] what stood in the report before is what that report said, whatever was recorded since', async () => {
  const told = await Told.start(db, 'B-1', 'cli_before', day(10, 1));
  const kept = await figuresOf('cli_before', 10);
  expect(kept.activity.revisions).toBe(0);
  await told.tell(day(10, 2), { kind: 'revisionOpened', round: 2 });
  const before = (figures: ReportFigures): Activity => figures.activityBefore;
  expect(before(await figuresOf('cli_before', 11, kept))).toEqual(kept.activity);
  expect(before(await figuresOf('cli_before', 11))).toEqual({ ...kept.activity, revisions: 1 });
});
