import { CRISIS } from '../../promise/domain/ladder/promise-state';
import type { ReportKind } from '../domain/report';
import type { ReportPeriod } from '../domain/report-period';
import type {
  Activity,
  MetricFigure,
  OverduePromise,
  ReportFigures,
  Standing,
  WeakStep,
} from '../domain/figures';
import { readConsultants } from '../../ticket/store/consultants';
import { ofClient, subjectsOfClient } from '../../client/store/client-scope';
import type { Connection } from '../../database/database';
import { Prisma } from '../../database/generated/client';
import type { MetricScope } from './metric-cases';
import { METRICS } from './metrics';
import { readProblems } from '../../problem/store/problem-figures';
import { readUnsettled } from './unsettled';

/** So many overdue promises and weak steps are told one by one. */
const LISTED = 20;
const WEAK_STEPS = 5;

/**
 * All that a report on a period says, of one client or the house, from the read model. Asks one question after the
 * other: a report can wait, and whoever else needs the database must not.
 * @param keptBefore what the report on the period before said: its readers find the same figures again, whatever was
 *   recorded of that period since; null when there was none
 */
export async function readReportFigures(
  db: Connection,
  kind: ReportKind,
  clientId: string | null,
  periods: { period: ReportPeriod; before: ReportPeriod },
  keptBefore: ReportFigures | null,
): Promise<ReportFigures> {
  const now = scopeOf(clientId, periods.period);
  const before = scopeOf(clientId, periods.before);
  return {
    unsettled: (await readUnsettled(db, clientId, now.to)).length,
    standing: await readStanding(db, now),
    activity: await readActivity(db, now),
    // A report of an earlier release may lack a figure.
    activityBefore: { ...(await readActivity(db, before)), ...keptBefore?.activity },
    metrics: kind === 'daily' ? [] : await readMetrics(db, now, before, keptBefore),
    weakSteps: await readWeakSteps(db, now),
    consultants: kind === 'daily' || clientId !== null ? [] : await readConsultants(db, now),
    problems: kind === 'monthly' || kind === 'quarterly' ? await readProblems(db, now) : [],
  };
}

/** Every metric of a scope beside that of the scope before. */
async function readMetrics(
  db: Connection,
  now: MetricScope,
  before: MetricScope,
  keptBefore: ReportFigures | null,
): Promise<MetricFigure[]> {
  const kept = new Map(keptBefore?.metrics.map((metric) => [metric.name, metric]));
  const figures: MetricFigure[] = [];
  for (const { name, title, unit, formula, houseOnly, read } of METRICS) {
    if (now.clientId !== null && houseOnly) {
      continue;
    }
    const { value: previous } = kept.get(name) ?? (await read(db, before));
    figures.push({ name, title, unit, formula, ...(await read(db, now)), previous });
  }
  return figures;
}

function scopeOf(clientId: string | null, { startMs, endMs }: ReportPeriod): MetricScope {
  return { clientId, from: new Date(startMs), to: new Date(endMs) };
}

async function readStanding(db: Connection, scope: MetricScope): Promise<Standing> {
  const { to } = scope;
  const mine = ofClient(scope.clientId);
  const open = Prisma.sql`opened_at < ${to} AND (settled_at IS NULL OR settled_at >= ${to}) ${subjectsOfClient(scope.clientId)}`;
  const overdue = Prisma.sql`${open} AND overdue_since < ${to}`;
  const [counts] = await db.$queryRaw<Omit<Standing, 'escalationsOpen' | 'overdue'>[]>(Prisma.sql`
      SELECT
        (SELECT count(*)::int FROM reporting.engagements
          WHERE started_at < ${to} AND (ended_at IS NULL OR ended_at >= ${to}) ${mine}) AS "engagementsRunning",
        (SELECT count(*)::int FROM reporting.promises WHERE ${open}) AS "promisesOpen",
        (SELECT count(*)::int FROM reporting.promises WHERE ${overdue}) AS "promisesOverdue",
        (SELECT count(*)::int FROM reporting.promises WHERE ${open}
          AND due_at >= ${to} AND due_at < ${to}::timestamptz + interval '24 hours') AS "promisesDueSoon",
        (SELECT count(*)::int FROM reporting.tickets
          WHERE opened_at < ${to} AND coalesce(resolved_at, closed_at, 'infinity') >= ${to} ${mine}
            AND status NOT IN ('merged', 'cancelled')) AS "ticketsOpen"`);
  const escalationsOpen = await db.$queryRaw<Standing['escalationsOpen']>(Prisma.sql`
      SELECT level, count(*)::int AS count FROM (
        SELECT DISTINCT ON (escalation_id) level FROM reporting.escalation_climbs
        WHERE at < ${to} AND (resolved_at IS NULL OR resolved_at >= ${to}) ${mine}
        ORDER BY escalation_id, at DESC, level DESC) reached
      GROUP BY level ORDER BY level DESC`);
  const oldest = await db.$queryRaw<(Omit<OverduePromise, 'brokenAt'> & { brokenAt: Date })[]>(Prisma.sql`
      SELECT promise_id AS "promiseId", coalesce(reference, subject_id) AS reference, step, role,
        coalesce((SELECT max(climbs.level) FROM reporting.escalation_climbs climbs
          WHERE climbs.promise_id = promises.promise_id AND climbs.at < ${to}), 0) AS level, overdue_since AS "brokenAt"
      FROM reporting.promises promises WHERE ${overdue} ORDER BY overdue_since, promise_id LIMIT ${LISTED}`);
  if (!counts) {
    throw new Error('PostgreSQL answered a count with no row');
  }
  const listed = oldest.map((promise) => ({ ...promise, brokenAt: promise.brokenAt.toISOString() }));
  return { ...counts, escalationsOpen, overdue: listed };
}

async function readActivity(db: Connection, scope: MetricScope): Promise<Activity> {
  const { from, to } = scope;
  const count = (view: string, instant: string, more = Prisma.empty) => {
    const [rows, at] = [Prisma.raw(`reporting.${view}`), Prisma.raw(instant)];
    const mine = view === 'promises' ? subjectsOfClient(scope.clientId) : ofClient(scope.clientId);
    return Prisma.sql`(SELECT count(*)::int FROM ${rows} WHERE ${at} >= ${from} AND ${at} < ${to} ${mine} ${more})`;
  };
  const ours = Prisma.sql`AND role <> 'client'`;
  const [activity] = await db.$queryRaw<Activity[]>(Prisma.sql`
    SELECT
      ${count('engagements', 'started_at')} AS "engagementsStarted",
      ${count('engagements', 'ended_at', Prisma.sql`AND status = 'completed'`)} AS "engagementsCompleted",
      ${count('engagements', 'ended_at', Prisma.sql`AND status = 'cancelled'`)} AS "engagementsCancelled",
      ${count('promises', 'settled_at', Prisma.sql`AND state = 'kept' AND NOT was_overdue ${ours}`)} AS "promisesKept",
      ${count('promises', 'settled_at', Prisma.sql`AND state = 'kept' AND was_overdue ${ours}`)} AS "promisesKeptLate",
      ${count('promises', 'broken_at', ours)} AS "promisesBroken",
      ${count('escalations', 'raised_at')} AS "escalationsRaised",
      ${count('escalation_climbs', 'at', Prisma.sql`AND level = ${CRISIS}`)} AS crises,
      ${count('tickets', 'opened_at')} AS "ticketsOpened",
      ${count('tickets', 'resolved_at')} AS "ticketsResolved",
      ${count('action_errors', 'at', Prisma.sql`AND counts = 0`)} AS "actionsDone",
      ${count('action_errors', 'at', Prisma.sql`AND counts = 1`)} AS "actionsFailed",
      ${count('revisions', 'at')} AS revisions`);
  if (!activity) {
    throw new Error('PostgreSQL answered a count with no row');
  }
  return activity;
}

// An update that was promised on an escalation has the step's name, but is none.
async function readWeakSteps(db: Connection, scope: MetricScope): Promise<WeakStep[]> {
  const { from, to } = scope;
  return db.$queryRaw<WeakStep[]>(Prisma.sql`
    SELECT step, count(*)::int AS broken FROM reporting.promises
    WHERE broken_at >= ${from} AND broken_at < ${to} AND role <> 'client' AND kind <> 'update'
      ${subjectsOfClient(scope.clientId)}
    GROUP BY step ORDER BY broken DESC, step LIMIT ${WEAK_STEPS}`);
}
