import { v7 as uuidv7 } from 'uuid';
import { HOUSE, type ReportKind } from '../domain/report';
import type { ReportFigures } from '../domain/figures';
import type { Connection } from '../../database/database';
import { Prisma, type Report } from '../../database/generated/client';

export type { Report } from '../../database/generated/client';

/** Until when the house has been reported on, in reports of a kind; null before the first one. */
export async function reportedUntil(db: Connection, kind: ReportKind): Promise<Date | null> {
  const newest = await db.report.findFirst({
    where: { kind, clientId: HOUSE },
    orderBy: { periodEnd: 'desc' },
    select: { periodEnd: true },
  });
  return newest?.periodEnd ?? null;
}

/** When this installation began to have something to report on; null on an empty one. */
export async function beginningOf(db: Connection): Promise<Date | null> {
  const [row] = await db.$queryRaw<{ at: Date | null }[]>(Prisma.sql`
    SELECT least(
      (SELECT min(published_at) FROM playbook_version),
      (SELECT min(created_at) FROM person),
      (SELECT min(started_at) FROM engagement)) AS at`);
  return row?.at ?? null;
}

/** The clients with an engagement or a ticket that was open at some time of the period, by id. */
export async function clientsActiveIn(
  db: Connection,
  from: Date,
  to: Date,
): Promise<{ id: string; name: string }[]> {
  return db.$queryRaw(Prisma.sql`
    SELECT id, name FROM client WHERE id IN (
      SELECT client_id FROM reporting.engagements
        WHERE started_at < ${to} AND (ended_at IS NULL OR ended_at >= ${from})
      UNION
      SELECT client_id FROM reporting.tickets
        WHERE opened_at < ${to} AND (closed_at IS NULL OR closed_at >= ${from}))
    ORDER BY id`);
}

/** Keeps a report unless there is one of that kind, client and period. @returns the id of the one that is kept */
export async function keepReport(
  db: Connection,
  report: Omit<Report, 'id' | 'figures'> & { figures: object },
): Promise<string> {
  const { kind, clientId, periodStart } = report;
  await db.report.createMany({
    data: { ...report, id: `rep_${uuidv7()}`, figures: { ...report.figures } },
    skipDuplicates: true,
  });
  return (await findKept(db, kind, clientId, periodStart)) ?? '';
}

/** The id of the report of that kind, client and period, if it is kept already. */
export async function findKept(
  db: Connection,
  kind: string,
  clientId: string,
  periodStart: Date,
): Promise<string | null> {
  const row = await db.report.findUnique({
    where: { kind_clientId_periodStart: { kind, clientId, periodStart } },
    select: { id: true },
  });
  return row?.id ?? null;
}

/** What the report of that kind, client and period says, as it is kept; null when there is none. */
export async function readKeptFigures(
  db: Connection,
  kind: ReportKind,
  clientId: string,
  periodStart: Date,
): Promise<ReportFigures | null> {
  const row = await db.report.findUnique({
    where: { kind_clientId_periodStart: { kind, clientId, periodStart } },
    select: { figures: true },
  });
  return (row?.figures as ReportFigures | undefined) ?? null;
}

/** Reports with the names of their clients, the oldest period first. */
export async function readReports(
  db: Connection,
  ids: string[],
): Promise<(Report & { clientName: string | null })[]> {
  const reports = await db.report.findMany({ where: { id: { in: ids } }, orderBy: { periodStart: 'asc' } });
  const clients = await db.client.findMany({
    where: { id: { in: reports.map(({ clientId }) => clientId) } },
    select: { id: true, name: true },
  });
  const names = new Map(clients.map(({ id, name }) => [id, name]));
  return reports.map((report) => ({ ...report, clientName: names.get(report.clientId) ?? null }));
}

export async function findReport(db: Connection, id: string): Promise<Report | null> {
  return db.report.findUnique({ where: { id } });
}

/** A report in a list: without its figures and its text. */
export type ReportRow = Omit<Report, 'figures' | 'text'>;

/** The newest period first. */
export async function listReports(
  db: Connection,
  filter: { kind?: ReportKind | undefined; clientIds?: string[] | undefined },
  limit: number,
  after: { periodStart: Date; id: string } | null,
): Promise<ReportRow[]> {
  const { kind, clientIds } = filter;
  return db.report.findMany({
    where: {
      ...(kind === undefined ? {} : { kind }),
      ...(clientIds === undefined ? {} : { clientId: { in: clientIds } }),
      ...(after
        ? {
            OR: [
              { periodStart: { lt: after.periodStart } },
              { periodStart: after.periodStart, id: { lt: after.id } },
            ],
          }
        : {}),
    },
    orderBy: [{ periodStart: 'desc' }, { id: 'desc' }],
    take: limit,
    omit: { figures: true, text: true },
  });
}

/** The teams of a client's engagements that were open at some time of the period. */
export async function teamsOf(
  db: Connection,
  clientId: string,
  from: Date,
  to: Date,
): Promise<Record<string, string>[]> {
  const rows = await db.$queryRaw<{ team: Record<string, string> }[]>(Prisma.sql`
    SELECT DISTINCT engagement.team FROM engagement
    JOIN reporting.engagements ON engagements.engagement_id = engagement.id
    WHERE engagement.client_id = ${clientId}
      AND engagements.started_at < ${to} AND (engagements.ended_at IS NULL OR engagements.ended_at >= ${from})`);
  return rows.map(({ team }) => team);
}
