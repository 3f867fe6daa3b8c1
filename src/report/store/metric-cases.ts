import type { Connection } from '../../database/database';
import { Prisma } from '../../database/generated/client';

/** Which cases a metric is taken of: those of a client or, with null, of the whole house, from an instant until before another. */
export interface MetricScope {
  clientId: string | null;
  from: Date;
  to: Date;
}

/** A metric's value, null without a case, and the two sums that it follows from. */
export interface MetricValue {
  value: number | null;
  counts: number;
  outOf: number;
}

/** One case of a metric: what it adds to the two sums, and where to look. */
export interface MetricCase {
  id: string;
  engagementId: string | null;
  ticketId: string | null;
  counts: number;
  outOf: number;
}

/** Where a page of cases ended. */
export type CasePlace = Pick<MetricCase, 'counts' | 'id'>;

/** Where the cases of a metric come from: a query with the columns of `reporting.metric_cases`. */
export type CaseSource = (scope: MetricScope) => Prisma.Sql;

/** The cases of one metric of `reporting.metric_cases`. */
export const casesOf =
  (metric: string): CaseSource =>
  ({ from, to, clientId }) =>
    Prisma.sql`SELECT * FROM reporting.metric_cases
      WHERE metric = ${metric} AND at >= ${from} AND at < ${to} ${ofClient(clientId)}`;

/** The clients of twelve months before the end of the scope, whatever its beginning. */
export const retentionCases: CaseSource = ({ to, clientId }) =>
  Prisma.sql`SELECT 100 AS factor, client_id AS case_id, NULL AS engagement_id, NULL AS ticket_id, counts, out_of
    FROM reporting.retention_at(${to}::timestamptz) WHERE true ${ofClient(clientId)}`;

/** `factor * sum(counts) / sum(out_of)` over the cases. */
export async function readValue(
  db: Connection,
  source: CaseSource,
  scope: MetricScope,
): Promise<MetricValue> {
  const [sum] = await db.$queryRaw<MetricValue[]>(Prisma.sql`
    SELECT
      (max(factor) * sum(counts)::numeric / nullif(sum(out_of), 0))::float8 AS value,
      coalesce(sum(counts), 0)::float8 AS counts,
      coalesce(sum(out_of), 0)::float8 AS "outOf"
    FROM (${source(scope)}) cases`);
  return sum ?? { value: null, counts: 0, outOf: 0 };
}

/**
 * The cases themselves, those that pull the value down before the others.
 * @param after the last case of the page before; null for the first page
 */
export async function readCases(
  db: Connection,
  source: CaseSource,
  scope: MetricScope,
  limit: number,
  after: CasePlace | null,
): Promise<MetricCase[]> {
  const rest = after
    ? Prisma.sql`WHERE (counts::float8, case_id) > (${after.counts}::float8, ${after.id})`
    : Prisma.empty;
  return db.$queryRaw<MetricCase[]>(Prisma.sql`
    SELECT case_id AS id, engagement_id AS "engagementId", ticket_id AS "ticketId",
      counts::float8 AS counts, out_of::float8 AS "outOf"
    FROM (${source(scope)}) cases ${rest} ORDER BY counts::float8, case_id LIMIT ${limit}`);
}

function ofClient(clientId: string | null): Prisma.Sql {
  return clientId === null ? Prisma.empty : Prisma.sql`AND client_id = ${clientId}`;
}

/** The time within the scope that no system-wide failure covers, in seconds, and all of its time. One row. */
export async function readUptime(db: Connection, { from, to }: MetricScope): Promise<MetricValue> {
  const [time] = await db.$queryRaw<{ down: number; all: number }[]>(Prisma.sql`
    WITH covered AS (
      SELECT range_agg(tstzrange(greatest(declared_at, ${from}::timestamptz), least(coalesce(closed_at, ${to}::timestamptz), ${to}::timestamptz))) AS ranges
      FROM reporting.outages
      WHERE declared_at < ${to}::timestamptz AND coalesce(closed_at, ${to}::timestamptz) > ${from}::timestamptz
    )
    SELECT
      coalesce((SELECT sum(extract(epoch FROM upper(range) - lower(range))) FROM unnest(ranges) range), 0)::float8 AS down,
      extract(epoch FROM ${to}::timestamptz - ${from}::timestamptz)::float8 AS all
    FROM covered`);
  const { down, all } = time ?? { down: 0, all: 0 };
  return { value: all > 0 ? (100 * (all - down)) / all : null, counts: all - down, outOf: all };
}

/** The system-wide failures that reach into the scope, the oldest first; counts is 0 for each. */
export async function readOutages(
  db: Connection,
  { from, to }: MetricScope,
  limit: number,
  after: CasePlace | null,
): Promise<MetricCase[]> {
  const rest = after
    ? Prisma.sql`AND (declared_at, incident_id) >
        (SELECT declared_at, incident_id FROM reporting.outages WHERE incident_id = ${after.id})`
    : Prisma.empty;
  return db.$queryRaw<MetricCase[]>(Prisma.sql`
    SELECT incident_id AS id, NULL AS "engagementId", NULL AS "ticketId", 0::float8 AS counts, 1::float8 AS "outOf"
    FROM reporting.outages
    WHERE declared_at < ${to} AND coalesce(closed_at, ${to}::timestamptz) > ${from} ${rest}
    ORDER BY declared_at, incident_id LIMIT ${limit}`);
}
