import type { Database } from '../../../src/database/database';
import { METRICS, qualityPassRate } from '../../../src/report/store/metrics';
import { listQualityChecks } from '../../../src/engagement/store/quality-checks';
import { databaseUrl } from '../../support/environment';
import { openHouse, SYSTEM, Told } from '../support';

const day = (number: number) => new Date(Date.UTC(2026, 4, number));
const MAY = { clientId: null, from: day(1), to: day(32) };
const metric = METRICS.find(({ name }) => name === 'qualityPassRate');

let db: Database;
let told: Told;

/** A quality check as the API stores it and as the workflow tells it. */
async function check(at: Date, round: number, failed: string[], by?: string): Promise<void> {
  const commandId = `cmd_${round}`;
  const body = { passed: failed.length === 0, failed };
  await db.command.create({
    data: {
      ...{ subjectId: told.id, id: commandId, signal: 'qualityChecked', body, actor: SYSTEM },
      ...{ state: 'accepted', receivedAt: at },
    },
  });
  const promiseId = await told.open(at, `check#${round}`, { kind: 'wait', owedBy: 'operations-manager' });
  const signal = by ?? (failed.length === 0 ? 'qualityPassed' : 'qualityFailed');
  const kept = {
    kind: 'promiseKept',
    promiseId,
    step: 'check',
    title: 'Check it',
    late: false,
    signal,
  } as const;
  await told.tell(at, kept, commandId);
}

beforeAll(async () => {
  db = await openHouse(await databaseUrl(), day(1));
  told = await Told.start(db, 'CD-1', 'cli_1', day(1));
  await check(day(2), 1, ['security', 'completeness']);
  await check(day(3), 2, ['security']);
  await check(day(4), 3, []);
  // Somebody who says only that it failed has told nothing of any point.
  await check(day(5), 4, [], 'qualityFailed');
  const promiseId = await told.open(day(6), 'do-work#1');
  await told.tell(day(6), {
    ...{
      kind: 'promiseKept',
      promiseId,
      step: 'do-work',
      title: 'Work',
      late: false,
      signal: 'stepCompleted',
    },
  });
});

afterAll(async () => {
  await db.$disconnect();
});

test('[OOES-33] the pass rate is what was checked, recomputed from the journal', async () => {
  const journal = await db.journalEntry.findMany({ where: { kind: 'promiseKept', subjectId: told.id } });
  const checks = journal
    .map(({ data }) => data as { signal: string; step?: string; stated?: { failed?: string[] } })
    .filter(({ signal, stated, step }) => {
      return step === 'check' && (signal === 'qualityPassed' || (stated?.failed?.length ?? 0) > 0);
    });
  const failed = checks.flatMap(({ stated }) => stated?.failed ?? []).length;
  const outOf = 12 * checks.length;
  expect([failed, outOf]).toEqual([3, 36]);
  const counts = outOf - failed;
  expect(await qualityPassRate(db, MAY)).toEqual({ value: (100 * counts) / outOf, counts, outOf });
  expect(metric?.formula).toBe('quality points passed / quality points checked');
});

test('[OOES-33] failed points come first among the cases, and lead to the engagement', async () => {
  const cases = (await metric?.cases(db, MAY, 4, null)) ?? [];
  const promise = (round: number) => `prm_${told.id}_check#${round}`;
  expect(cases.slice(0, 3).map(({ id, counts }) => [id, counts])).toEqual([
    [`${promise(1)}/completeness`, 0],
    [`${promise(1)}/security`, 0],
    [`${promise(2)}/security`, 0],
  ]);
  expect(cases.map(({ engagementId, counts }) => [engagementId, counts])[3]).toEqual([told.id, 1]);
});

test('[OOES-33] an engagement shows the newest check first, the failed points before the others, with their version', async () => {
  const checks = await listQualityChecks(db, told.id);
  expect(checks).toHaveLength(36);
  expect(checks.slice(12, 14)).toEqual([
    expect.objectContaining({ point: 'security', title: 'Security verification', passed: false }),
    expect.objectContaining({ passed: true }),
  ]);
  expect(checks.slice(0, 12).every(({ passed }) => passed)).toBe(true);
  const versions = new Set(checks.map((one) => `${one.playbookName} ${one.playbookVersion}`));
  expect(versions).toEqual(new Set(['client-delivery 1']));
});

test('[OOES-33] the journal names the points that failed in words', async () => {
  const rows = await db.journalEntry.findMany({
    where: { kind: 'promiseKept', subjectId: told.id },
    orderBy: { seq: 'asc' },
  });
  expect(rows[0]?.summary).toMatch(/: failed: Security verification, Completeness check$/);
  expect(rows[2]?.summary).not.toContain('failed');
});
