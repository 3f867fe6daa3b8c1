import type { ProblemStatus } from '../domain/problem';
import type { ProblemFigure } from '../../report/domain/figures';
import type { Connection } from '../../database/database';
import { Prisma } from '../../database/generated/client';
import type { MetricScope } from '../../report/store/metric-cases';

type Row = Omit<ProblemFigure, 'effect' | 'status'> & {
  status: ProblemStatus;
  metric: string | null;
  before: number | null;
  after: number | null;
};

/**
 * The problems that were open at some time of a period, the oldest first; of a client those that tickets of that client
 * come from. What happened after the period is not told: a status is that of its end.
 */
export async function readProblems(
  db: Connection,
  { clientId, from, to }: MetricScope,
): Promise<ProblemFigure[]> {
  const mine =
    clientId === null
      ? Prisma.empty
      : Prisma.sql`AND problem_id IN (SELECT problem_id FROM reporting.problem_tickets WHERE client_id = ${clientId})`;
  // What was measured at one client is nobody else's business.
  const told =
    clientId === null ? Prisma.sql`true` : Prisma.sql`coalesce(effect_client_id, ${clientId}) = ${clientId}`;
  const rows = await db.$queryRaw<Row[]>(Prisma.sql`
    SELECT problem_id AS "problemId", reference, tickets,
      CASE
        WHEN coalesce(greatest(analysed_at, implemented_at, measured_at, ended_at), opened_at) < ${to} THEN status
        WHEN measured_at < ${to} AND measured_at >= implemented_at THEN 'measured'
        WHEN implemented_at < ${to} THEN 'implemented'
        WHEN analysed_at < ${to} THEN 'analysed'
        ELSE 'identified'
      END AS status,
      CASE WHEN measured_at < ${to} AND ${told} THEN metric END AS metric,
      value_before AS before, value_after AS after
    FROM reporting.problems
    WHERE opened_at < ${to} AND coalesce(ended_at, 'infinity') >= ${from} ${mine}
    ORDER BY opened_at, problem_id`);
  return rows.map(({ metric, before, after, ...row }) => ({
    ...row,
    effect: metric === null || before === null || after === null ? null : { metric, before, after },
  }));
}
