import type { Database } from '../../../src/database/database';
import { Prisma } from '../../../src/database/generated/client';
import * as metrics from '../../../src/report/store/metrics';
import { readReportFigures } from '../../../src/report/store/report-figures';
import { databaseUrl } from '../../support/environment';
import { openHouse, SYSTEM, Told } from '../support';

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

const whole = (clientId: string) => ({ clientId, from: day(1), to: day(30) });

describe('what was told otherwise afterwards', () => {
  test('counts no more, in no figure and at no instant', async () => {
    const told = await Told.start(db, 'O-1', 'cli_otherwise', day(1));
    await told.tell(day(2), { kind: 'revisionOpened', round: 1 });
    await told.tellOtherwise(day(2), { kind: 'engagementHeld' });
    await told.tell(day(3), { kind: 'engagementCancelled' });
    await told.tellOtherwise(day(4), { kind: 'engagementCompleted' });
    const of = Prisma.sql`engagement_id = ${told.id}`;
    expect(await db.$queryRaw`SELECT * FROM reporting.revisions WHERE ${of}`).toEqual([]);
    expect(await db.$queryRaw`SELECT ended_at FROM reporting.engagements WHERE ${of}`).toEqual([
      { ended_at: day(4) },
    ]);
    expect(await metrics.completion(db, whole('cli_otherwise'))).toEqual({ value: 100, counts: 1, outOf: 1 });
  });
});

describe('quality, revisions and completion of what is delivered', () => {
  async function check(told: Told, track: string, nth: number, on: number, signal: string): Promise<void> {
    const id = await told.open(day(on), `check-${track}#${nth}`, { kind: 'wait' });
    const workflowId = `engagement/${told.id.replace('eng_', '')}/${track}`;
    await db.promiseRecord.update({ where: { id }, data: { workflowId } });
    await db.promiseRecord.update({ where: { id }, data: { step: 'check' } });
    await told.keep(day(on), id, false, signal);
  }

  test('the first check of the same work decides, in its period, however often it is repeated', async () => {
    const told = await Told.start(db, 'Q-1', 'cli_checks', day(1));
    await check(told, 'website#1', 1, 2, 'qualityFailed');
    await check(told, 'website#1', 2, 3, 'qualityPassed');
    await check(told, 'website#2', 1, 5, 'qualityPassed');
    await check(told, 'shop#1', 1, 4, 'qualityPassed');
    await check(told, 'course#1', 1, 4, 'contentRefused');
    await check(told, 'course#1', 2, 5, 'contentApproved');
    expect(await metrics.firstPass(db, whole('cli_checks'))).toMatchObject({ counts: 1, outOf: 3 });
    const later = { ...whole('cli_checks'), from: day(3) };
    expect(await metrics.firstPass(db, later)).toMatchObject({ counts: 1, outOf: 2 });
    const rounds = await db.$queryRaw`
      SELECT rounds FROM reporting.first_pass WHERE engagement_id = ${told.id} ORDER BY rounds`;
    expect(rounds).toEqual([{ rounds: 1 }, { rounds: 2 }, { rounds: 3 }]);
  });

  test('rounds after the first one are the revisions of a delivery that is done', async () => {
    const told = await Told.start(db, 'R-1', 'cli_revised', day(1));
    for (const [track, outcome] of [
      ['website#1', 'done'],
      ['website#2', 'done'],
      ['website#3', 'done'],
      ['shop#1', 'done'],
      ['course#1', 'cancelled'],
    ] as const) {
      const trackId = `engagement/R-1/${track}`;
      const opened = { trackId, workflowId: trackId, trackKind: 'project', title: 'Project' };
      await told.tell(day(2), { kind: 'trackOpened', ...opened });
      await told.tell(day(3), { kind: 'trackEnded', trackId, title: 'Project', outcome });
    }
    const scope = whole('cli_revised');
    expect(await metrics.revisionsPerDelivery(db, scope)).toEqual({ value: 1, counts: 2, outOf: 2 });
  });
});

test('learners come as far as was told last of each course, and are content as they say', async () => {
  const told = await Told.start(db, 'L-1', 'cli_learners', day(1));
  let nth = 0;
  const state = async (on: number, signal: string, body: object, outcome = 'applied') => {
    nth += 1;
    await db.command.create({
      data: {
        ...{ subjectId: told.id, id: `learning-${nth}`, signal, body, actor: SYSTEM, state: outcome },
        ...{ receivedAt: day(on), settledAt: day(on) },
      },
    });
  };
  const of = (learner: string, course: string, percent = 0) => ({ of: 'key', learner, course, percent });
  for (const learner of ['ann', 'bo', 'cy', 'di']) {
    for (const course of ['101', '102']) await state(2, 'learnerEnrolled', of(learner, course));
  }
  await state(3, 'courseProgressed', of('ann', '101', 60));
  await state(4, 'courseProgressed', of('ann', '101', 30));
  await state(4, 'courseProgressed', of('ann', '102', 100));
  await state(5, 'courseCompleted', of('bo', '102', 100));
  await state(3, 'courseCompleted', of('bo', '101', 100));
  await state(6, 'courseProgressed', of('bo', '101', 70));
  await state(6, 'courseCompleted', of('cy', '101', 100), 'ignored');
  await state(7, 'learnerLeft', { learner: 'di' });
  await state(7, 'studentFeedback', { learner: 'ann', rating: 2 });
  await state(8, 'studentFeedback', { rating: 5 });
  const scope = whole('cli_learners');
  const learners = await db.$queryRaw`
    SELECT learner_id AS id, courses, percent, completed_at AS completed, left_at AS left
    FROM reporting.learners WHERE engagement_id = ${told.id} ORDER BY 1`;
  expect(learners).toEqual([
    { id: 'ann', courses: 2, percent: 79, completed: null, left: null },
    { id: 'bo', courses: 2, percent: 100, completed: day(5), left: null },
    { id: 'cy', courses: 2, percent: 0, completed: null, left: null },
    { id: 'di', courses: 2, percent: 0, completed: null, left: day(7) },
  ]);
  const [progress] = await db.$queryRaw<{ value: number }[]>`
    SELECT value::float8 FROM reporting.course_progress WHERE engagement_id = ${told.id}`;
  expect(progress?.value).toBeCloseTo((79 + 100 + 0) / 3, 6);
  expect(await metrics.courseCompletion(db, scope)).toMatchObject({ counts: 1, outOf: 2 });
  expect(await metrics.learnerSatisfaction(db, scope)).toEqual({ value: 3.5, counts: 7, outOf: 2 });
  await told.tell(day(9), { kind: 'engagementCompleted' });
  expect(await metrics.courseCompletion(db, scope)).toMatchObject({ counts: 1, outOf: 4 });
});
