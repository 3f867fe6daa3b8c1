import type { ConsultantFigure } from '../../report/domain/figures';
import type { Connection } from '../../database/database';
import { Prisma } from '../../database/generated/client';
import type { MetricScope } from '../../report/store/metric-cases';

type Row = Omit<ConsultantFigure, 'support'> & { personId: string | null };

/**
 * What technical support did for each consultant in a period: those with the most tickets first, tickets without a
 * consultant under null, so that the sums are those of all tickets.
 */
export async function readConsultants(db: Connection, scope: MetricScope): Promise<ConsultantFigure[]> {
  const figures = new Map<string | null, ConsultantFigure>();
  for (const { personId, ...row } of await readPairs(db, scope)) {
    const figure = figures.get(row.consultantId) ?? {
      ...NOTHING,
      consultantId: row.consultantId,
      support: [],
    };
    figure.tickets += row.tickets;
    figure.opened += row.opened;
    figure.resolved += row.resolved;
    figure.open += row.open;
    figure.responsesInTime += row.responsesInTime;
    figure.responses += row.responses;
    figure.support.push({ personId, tickets: row.tickets });
    figures.set(row.consultantId, figure);
  }
  return [...figures.values()].sort(
    (a, b) => b.tickets - a.tickets || (a.consultantId ?? '~').localeCompare(b.consultantId ?? '~'),
  );
}

const NOTHING = { tickets: 0, opened: 0, resolved: 0, open: 0, responsesInTime: 0, responses: 0 };

/** One row for each consultant and person of technical support who had tickets together. */
async function readPairs(db: Connection, { clientId, from, to }: MetricScope): Promise<Row[]> {
  const mine = clientId === null ? Prisma.empty : Prisma.sql`AND client_id = ${clientId}`;
  return db.$queryRaw<Row[]>(Prisma.sql`
    WITH told AS (
      SELECT consultant_id, assignee_id,
        (opened_at >= ${from})::int AS opened,
        (resolved_at >= ${from} AND resolved_at < ${to})::int AS resolved,
        (coalesce(resolved_at, closed_at, 'infinity') >= ${to} AND status NOT IN ('merged', 'cancelled'))::int AS open,
        responses.counts, responses.out_of
      FROM reporting.tickets tickets
      LEFT JOIN (
        SELECT ticket_id, sum(counts)::int AS counts, sum(out_of)::int AS out_of FROM reporting.sla_compliance
        WHERE clock = 'firstResponse' AND at >= ${from} AND at < ${to} GROUP BY ticket_id
      ) responses USING (ticket_id)
      WHERE opened_at < ${to} AND coalesce(closed_at, 'infinity') >= ${from} ${mine}
    )
    SELECT consultant_id AS "consultantId", assignee_id AS "personId",
      count(*)::int AS tickets,
      sum(opened)::int AS opened,
      coalesce(sum(resolved), 0)::int AS resolved,
      sum(open)::int AS open,
      coalesce(sum(counts), 0)::int AS "responsesInTime",
      coalesce(sum(out_of), 0)::int AS responses
    FROM told
    WHERE opened = 1 OR resolved = 1 OR open = 1 OR out_of > 0
    GROUP BY 1, 2 ORDER BY tickets DESC, 2`);
}
