import type { JournalFact } from '../../../src/subject/domain/subjects';
import type { JournalEntry } from '../../../src/database/generated/client';
import type { Database } from '../../../src/database/database';
import type { MetricScope } from '../../../src/report/store/metric-cases';
import * as metrics from '../../../src/report/store/metrics';
import { databaseUrl } from '../../support/environment';
import { openHouse, tellTicket, Told } from '../support';

/** A small generator of numbers that are the same in every run. */
function numbers(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (state * 1_103_515_245 + 12_345) % 2 ** 31;
    return Math.floor((state / 2 ** 31) * below);
  };
}

const START = Date.parse('2025-01-10T09:00:00Z');
const HOUR_MS = 3_600_000;
const at = (hours: number) => new Date(START + hours * HOUR_MS);
const HOUSE: MetricScope = { clientId: null, from: at(-1), to: new Date('2026-06-01T00:00:00Z') };
const KEYS = ['firstResponse', 'do-work', 'internal-review', 'resolution'];

let db: Database;

beforeAll(async () => {
  db = await openHouse(await databaseUrl(), new Date(START));
  const pick = numbers(7);
  for (let index = 0; index < 24; index += 1) {
    const startHour = index * 480;
    const told = await Told.start(db, `CD-${index}`, `cli_${index % 5}`, at(startHour), {
      facts: index % 3 === 0 ? { realisedBenefit: 1_000 + index * 10, costSavings: 100 } : {},
    });
    await told.tell(at(startHour), { kind: 'engagementStarted' });
    for (let nth = 0; nth < 6; nth += 1) {
      await playPromise(told, startHour + nth * 10, `${KEYS[pick(KEYS.length)]}#${nth}`, pick(8));
    }
    await playAction(told, at(startHour + 70), index, pick(4) === 0);
    await told.survey(at(startHour + 80), pick(11), 1 + pick(5));
    const end = pick(4);
    if (end > 0) await told.tell(at(startHour + 90), { kind: 'engagementCompleted' });
    else if (index % 2 > 0) await told.tell(at(startHour + 90), { kind: 'engagementCancelled' });
  }
}, 120_000);

afterAll(async () => {
  await db.$disconnect();
});

/** In time, late, overdue, open, waived, cancelled, cancelled after it was overdue, or kept within a new deadline. */
async function playPromise(told: Told, hour: number, key: string, course: number): Promise<void> {
  const id = await told.open(at(hour), key, { due: at(hour + 4) });
  if ([1, 2, 6, 7].includes(course)) await told.break(at(hour + 4), id);
  if (course === 7) {
    const dueAtMs = at(hour + 9).getTime();
    await told.tell(at(hour + 5), { kind: 'deadlineExtended', promiseId: id, title: key, dueAtMs });
    await told.keep(at(hour + 8), id);
  }
  if (course === 0) await told.keep(at(hour + 2), id);
  if (course === 1) await told.keep(at(hour + 5), id, true);
  if (course === 4)
    await told.tell(at(hour + 2), { kind: 'promiseWaived', promiseId: id, title: key, signal: 'x' });
  if (course === 5 || course === 6)
    await told.tell(at(hour + 6), { kind: 'promiseCancelled', promiseId: id, title: key, why: 'test' });
}

async function playAction(told: Told, when: Date, index: number, fails: boolean): Promise<void> {
  const id = await told.open(when, `action-${index}#1`, { kind: 'action' });
  const title = 'an action';
  if (fails) {
    const failure = 'VendorRejected';
    await told.tell(when, { kind: 'actionFailed', action: 'crm.addNote', title, failure, promiseId: id });
    await told.keep(when, id);
  } else {
    const effect = { refs: {}, note: 'done' };
    await told.tell(when, {
      kind: 'promiseKept',
      promiseId: id,
      title,
      late: false,
      signal: 'crm.addNote',
      effect,
    });
  }
}

interface Course {
  key: string;
  kind: string;
  owedBy: string;
  broken: boolean;
  end: 'kept' | 'waived' | 'cancelled' | null;
  late: boolean;
}

/** Every promise's course, from the journal alone. */
function courses(journal: JournalEntry[]): Course[] {
  const found = new Map<string, Course>();
  for (const { kind, data } of journal) {
    const said = data as Record<string, never>;
    const opened = said['promise'] as { id: string; key: string; kind: string; owedBy: string } | undefined;
    if (kind === 'promiseOpened' && opened) {
      found.set(opened.id, { ...opened, broken: false, end: null, late: false });
    }
    const promise = found.get(String(said['promiseId']));
    if (!promise) continue;
    if (kind === 'promiseBroken') promise.broken = true;
    if (kind === 'actionFailed') promise.kind = 'task';
    if (kind === 'promiseKept') Object.assign(promise, { end: 'kept', late: said['late'] === true });
    if (kind === 'promiseWaived') promise.end = 'waived';
    if (kind === 'promiseCancelled') promise.end = 'cancelled';
  }
  return [...found.values()];
}

const percent = (counts: number, outOf: number) => (outOf === 0 ? null : (100 * counts) / outOf);

/** Kept in time / kept or overdue, of the promises of a kind. */
function compliance(journal: JournalEntry[], mine: (course: Course) => boolean): number | null {
  const all = courses(journal).filter(mine);
  const inTime = all.filter(({ end, broken, late }) => end === 'kept' && !broken && !late).length;
  return percent(inTime, all.filter(({ end, broken, late }) => end === 'kept' || broken || late).length);
}

/** Each metric once more, in another language than SQL and from the journal alone. */
const RECOMPUTED: Record<string, (journal: JournalEntry[]) => number | null> = {
  responseTimeCompliance: (journal) => compliance(journal, ({ key }) => key.startsWith('firstResponse#')),
  resolutionTimeCompliance: (journal) => compliance(journal, ({ key }) => key.startsWith('resolution#')),
  promisesKept: (journal) => compliance(journal, ({ owedBy }) => owedBy !== 'client'),
  taskCompletion: (journal) => {
    const tasks = courses(journal).filter(({ kind }) => ['task', 'approval', 'meeting'].includes(kind));
    const done = tasks.filter(({ end }) => end === 'kept').length;
    return percent(done, done + tasks.filter(({ end, broken }) => end !== 'kept' && broken).length);
  },
  nps: (journal) => {
    const answers = surveys(journal).map(({ nps }) => nps);
    const share = (mine: (nps: number) => boolean) => answers.filter(mine).length / answers.length;
    return answers.length === 0 ? null : 100 * (share((nps) => nps > 8) - share((nps) => nps < 7));
  },
  csat: (journal) => {
    const answers = surveys(journal).map(({ csat }) => csat);
    return answers.length === 0 ? null : answers.reduce((sum, csat) => sum + csat, 0) / answers.length;
  },
  satisfiedClients: (journal) => {
    const answers = surveys(journal);
    return percent(answers.filter(({ csat }) => csat > 3).length, answers.length);
  },
  manualSteps: (journal) => {
    const ended = endedOnes(journal);
    const steps = stepsOf(journal, ended).filter(({ kind }) => kind === 'task');
    return ended.length === 0 ? null : steps.length / ended.length;
  },
  automation: (journal) => {
    const steps = stepsOf(journal, endedOnes(journal));
    return percent(steps.filter(({ kind }) => kind === 'action').length, steps.length);
  },
  completion: (journal) => {
    const completed = journal.filter(({ kind }) => kind === 'engagementCompleted');
    return percent(completed.length, endedOnes(journal).length);
  },
  errorRate: (journal) => {
    const failed = journal.filter(({ kind }) => kind === 'actionFailed').length;
    const done = journal.filter(({ kind, data }) => kind === 'promiseKept' && 'effect' in (data as object));
    return percent(failed, failed + done.length);
  },
};

function surveys(journal: JournalEntry[]): { nps: number; csat: number }[] {
  return journal.flatMap(({ data }) => {
    const { stated } = data as { stated?: { nps: number; csat: number } };
    return stated ? [stated] : [];
  });
}

function endedOnes(journal: JournalEntry[]): string[] {
  return journal
    .filter(({ kind }) => kind === 'engagementCompleted' || kind === 'engagementCancelled')
    .map(({ subjectId }) => subjectId);
}

function stepsOf(journal: JournalEntry[], engagements: string[]): Course[] {
  const mine = journal.filter(({ subjectId }) => engagements.includes(subjectId));
  return courses(mine).filter(
    ({ kind, end, owedBy }) => end === 'kept' && owedBy !== 'client' && ['task', 'action'].includes(kind),
  );
}

const BY_NAME = new Map(metrics.METRICS.map((metric) => [metric.name, metric]));

describe('[10b-23] [OOES-39] [OOES-40] a metric recomputed from the journal is what the view says', () => {
  test.each(Object.keys(RECOMPUTED))('%s, of the house and of each client', async (name) => {
    const recompute = RECOMPUTED[name];
    const metric = BY_NAME.get(name);
    const engagements = await db.engagement.findMany();
    for (const clientId of [null, 'cli_0', 'cli_1', 'cli_2', 'cli_3', 'cli_4']) {
      const mine = engagements.filter((one) => clientId === null || one.clientId === clientId);
      const journal = await db.journalEntry.findMany({
        where: { subjectId: { in: mine.map(({ id }) => id) } },
        orderBy: [{ subjectId: 'asc' }, { seq: 'asc' }],
      });
      const expected = recompute?.(journal) ?? null;
      const { value } = (await metric?.read(db, { ...HOUSE, clientId })) ?? { value: Number.NaN };
      if (expected === null) expect(value).toBeNull();
      else expect(value).toBeCloseTo(expected, 6);
      // Whatever the story, the house has a case of each metric: else nothing would be compared.
      if (clientId === null) expect(expected).not.toBeNull();
    }
  });

  test('the months of the view add up to the whole', async () => {
    const sums = await db.$queryRaw<{ metric: string; counts: number; out_of: number }[]>`
      SELECT metric, sum(counts)::float8 AS counts, sum(out_of)::float8 AS out_of
      FROM reporting.metrics_monthly WHERE house AND metric <> 'retention' GROUP BY metric`;
    expect(sums.length).toBeGreaterThan(10);
    for (const { metric, counts, out_of } of sums) {
      const { value: _value, ...inputs } = (await BY_NAME.get(metric)?.read(db, HOUSE)) ?? {};
      expect({ metric, ...inputs }).toEqual({ metric, counts, outOf: out_of });
    }
  });
});

test('a period has the cases that were decided in it, and every case is in one period', async () => {
  const months = Array.from({ length: 18 }, (_, month) => ({
    clientId: null,
    from: new Date(Date.UTC(2025, month, 1)),
    to: new Date(Date.UTC(2025, month + 1, 1)),
  }));
  const whole = await metrics.promisesKept(db, {
    clientId: null,
    from: new Date(0),
    to: new Date('2030-01-01'),
  });
  const parts = await Promise.all(months.map((month) => metrics.promisesKept(db, month)));
  expect(parts.reduce((sum, part) => sum + part.outOf, 0)).toBe(whole.outOf);
  expect(parts.reduce((sum, part) => sum + part.counts, 0)).toBe(whole.counts);
});

test('a metric without a case has no value, and says so instead of zero', async () => {
  const scope = { clientId: 'nobody', from: at(0), to: at(1) };
  for (const metric of metrics.METRICS.filter(({ houseOnly }) => !houseOnly)) {
    expect(await metric.read(db, scope)).toEqual({ value: null, counts: 0, outOf: 0 });
  }
});

test('the cases of a metric lead to the engagements, those that pull it down first', async () => {
  const cases = (await BY_NAME.get('responseTimeCompliance')?.cases(db, HOUSE, 200, null)) ?? [];
  const { counts, outOf } = await metrics.responseTimeCompliance(db, HOUSE);
  expect([cases.reduce((sum, one) => sum + one.counts, 0), cases.length]).toEqual([counts, outOf]);
  expect(cases[0]?.counts).toBe(0);
  expect(cases.every(({ engagementId }) => engagementId?.startsWith('eng_CD-'))).toBe(true);
});

test('[OOES-39] page by page, every case of every metric comes once, in one order', async () => {
  for (const { name, cases } of metrics.METRICS) {
    const all = await cases(db, HOUSE, 1_000, null);
    const paged: typeof all = [];
    for (let page = await cases(db, HOUSE, 7, null); page.length > 0; ) {
      paged.push(...page);
      page = await cases(db, HOUSE, 7, page.at(-1) ?? null);
    }
    expect({ name, paged }).toEqual({ name, paged: all });
  }
});

describe('[OOES-39] retention counts the clients of a year ago who are still clients', () => {
  const retention = (instant: string) =>
    metrics.clientRetention(db, { clientId: null, from: new Date(0), to: new Date(instant) });

  beforeAll(async () => {
    // Stayed with one long engagement; came back within the year; left; too new to be counted.
    const end = async (reference: string, client: string, from: string, until: string | null) => {
      const told = await Told.start(db, reference, client, new Date(from));
      if (until) await told.tell(new Date(until), { kind: 'engagementCompleted' });
    };
    await end('R-1', 'stayed', '2010-01-01T00:00:00Z', '2013-01-01T00:00:00Z');
    await end('R-2', 'returned', '2010-01-01T00:00:00Z', '2011-03-01T00:00:00Z');
    await end('R-3', 'returned', '2011-06-01T00:00:00Z', '2011-07-01T00:00:00Z');
    await end('R-4', 'left', '2010-06-01T00:00:00Z', '2011-02-01T00:00:00Z');
    await end('R-5', 'new', '2011-12-01T00:00:00Z', null);
  });

  test.each([
    ['2012-01-01T00:00:00Z', 2, 3],
    ['2013-12-31T00:00:00Z', 1, 2],
    ['2010-12-31T00:00:00Z', 0, 0],
  ])('at %s: %d of %d', async (instant, counts, outOf) => {
    const value = outOf === 0 ? null : (100 * counts) / outOf;
    expect(await retention(instant)).toEqual({ value, counts, outOf });
  });

  test('the view shows the same for every month', async () => {
    const rows = await db.$queryRaw<{ counts: number; out_of: number }[]>`
      SELECT counts::int, out_of::int FROM reporting.metrics_monthly
      WHERE house AND metric = 'retention' AND month = '2011-12-01'`;
    expect(rows).toEqual([{ counts: 2, out_of: 3 }]);
  });
});

describe('[OOES-40] uptime', () => {
  beforeAll(async () => {
    const outage = (id: string, from: string, to: string | null) =>
      db.$executeRaw`INSERT INTO incident (id, reference, workflow_id, kind, title, status, declared_by, engagements, tickets,
          declared_at, closed_at, updated_at, update_every_seconds, desk_version)
        VALUES (${id}, ${id}, ${id}, 'systemFailure', '', 'open', '{}', '{}', '{}',
          ${from}::timestamptz, ${to}::timestamptz, ${from}::timestamptz, 3600, 1)`;
    await outage('a', '2020-01-01T00:00:00Z', '2020-01-01T06:00:00Z');
    await outage('b', '2020-01-01T03:00:00Z', '2020-01-01T09:00:00Z');
    await outage('c', '2020-01-02T12:00:00Z', null);
  });

  test.each([
    ['two failures at once count once', '2020-01-01', '2020-01-02', (100 * 15) / 24],
    ['a failure that lasts counts until the end', '2020-01-02', '2020-01-03', 50],
    ['a day without failure', '2019-12-30', '2019-12-31', 100],
  ])('%s', async (_, from, to, value) => {
    const scope = { clientId: null, from: new Date(from), to: new Date(to) };
    expect((await metrics.uptime(db, scope)).value).toBeCloseTo(value, 6);
  });
});

test('[OOES-41] ROI and savings are means over engagements, each in its own currency', async () => {
  const facts = Array.from({ length: 8 }, (_, index) => 1_000 + index * 30);
  const roi = facts.reduce((sum, benefit) => sum + (benefit - 1_000) / 1_000, 0) / facts.length;
  expect((await metrics.returnOnInvestment(db, HOUSE)).value).toBeCloseTo(100 * roi, 6);
  expect((await metrics.costSavings(db, HOUSE)).value).toBeCloseTo(10, 6);
});

test('[10b-25] [10b-27] a delivery is on time when none of its promises of ours became overdue', async () => {
  const told = await Told.start(db, 'T-1', 'tracked', new Date('2015-01-01T00:00:00Z'));
  const day = (number: number) => new Date(Date.UTC(2015, 0, number));
  for (const [nth, late] of [false, true].entries()) {
    const workflowId = `engagement/T-1/project-${nth}#1`;
    const track = { trackId: workflowId, workflowId, trackKind: 'project', title: 'Project' };
    await told.tell(day(2), { kind: 'trackOpened', ...track });
    const id = await told.open(day(2), `work#${nth}`, { due: day(4) });
    await db.promiseRecord.update({ where: { id }, data: { workflowId } });
    if (late) await told.break(day(4), id);
    await told.keep(day(5), id, late);
    await told.tell(day(6), { kind: 'trackEnded', trackId: workflowId, title: 'Project', outcome: 'done' });
  }
  const scope = { clientId: 'tracked', from: day(1), to: day(30) };
  expect(await metrics.onTimeDelivery(db, scope)).toEqual({ value: 50, counts: 1, outOf: 2 });
  expect((await metrics.deliveryCycleTime(db, scope)).value).toBeCloseTo(96, 6);
});

test('[10b-23] tickets answer for first-time resolution and for satisfaction with the service', async () => {
  const opened = new Date('2016-01-01T00:00:00Z');
  const told = await Told.start(db, 'S-1', 'served', opened);
  const resolved = (firstTime: boolean): JournalFact => ({ kind: 'ticketResolved', firstTime });
  await tellTicket(db, told.id, 'TKT-1', opened, [resolved(true), { kind: 'ticketCsatGiven', csat: 5 }]);
  await tellTicket(db, told.id, 'TKT-2', opened, [
    resolved(true),
    { kind: 'ticketReopened', round: 2 },
    resolved(false),
    { kind: 'ticketCsatGiven', csat: 2 },
  ]);
  await tellTicket(db, told.id, 'TKT-3', opened, [resolved(true), { kind: 'ticketClosed', by: 'silence' }]);
  await tellTicket(db, told.id, 'TKT-4', opened, [resolved(true), { kind: 'ticketReopened', round: 2 }]);
  const journal = await db.journalEntry.findMany({
    where: { subjectId: { startsWith: 'TKT-' } },
    orderBy: [{ subjectId: 'asc' }, { seq: 'asc' }],
  });
  const last = new Map<string, { firstTime?: boolean }>();
  for (const { kind, subjectId, data } of journal) {
    if (kind === 'ticketResolved') last.set(subjectId, data as { firstTime: boolean });
    if (kind === 'ticketReopened') last.delete(subjectId);
  }
  const counts = [...last.values()].filter(({ firstTime }) => firstTime).length;
  const scope = { clientId: 'served', from: opened, to: new Date('2016-02-01T00:00:00Z') };
  expect([counts, last.size]).toEqual([2, 3]);
  expect(await metrics.firstTimeResolution(db, scope)).toEqual({
    value: (100 * 2) / 3,
    counts,
    outOf: last.size,
  });
  expect(await metrics.customerSatisfaction(db, scope)).toEqual({ value: 3.5, counts: 7, outOf: 2 });
  expect(await metrics.satisfiedClients(db, scope)).toEqual({ value: 50, counts: 1, outOf: 2 });
});
