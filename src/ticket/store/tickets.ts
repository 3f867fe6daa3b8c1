import type { Connection } from '../../database/database';
import { type ChangePlace, changedBefore, NEWEST_CHANGE_FIRST } from '../../database/page';
import { Prisma, type PromiseRecord, type Ticket } from '../../database/generated/client';
import { clientIdOf } from '../../client/store/clients';
import { servedBy, type ServiceDesk } from '../../service-desk/domain/service-desk';
import { loadServiceDesk } from '../../service-desk/store/versions';
import { type IncidentName, openIncidentsOf } from '../../incident/store/incident-concerns';

export type { Ticket } from '../../database/generated/client';

/** A ticket with all that its page shows. */
export interface TicketDetail {
  ticket: Ticket;
  /** The rules by which it is served. */
  desk: ServiceDesk;
  client: { id: string; name: string } | null;
  /** Who advises the client: the partner behind the requester, or the consultant of the engagement. */
  consultant: string | null;
  /** In the order of their opening. */
  promises: PromiseRecord[];
  /** The departments that it was taken up to, by the promise to answer. */
  elevatedTo: Map<string, string>;
  /** The open ones that concern it. */
  incidents: IncidentName[];
  estimatedMinutes: number | null;
  workedMinutes: number;
}

export async function findTicket(db: Connection, id: string): Promise<Ticket | null> {
  return db.ticket.findUnique({ where: { id } });
}

/** By id, or by a reference such as TKT-0042. */
export async function findTicketByName(db: Connection, name: string): Promise<Ticket | null> {
  return db.ticket.findFirst({ where: { OR: [{ id: name }, { reference: name }] } });
}

export async function findTicketDetail(db: Connection, id: string): Promise<TicketDetail | null> {
  const ticket = await findTicket(db, id);
  const [detail] = ticket ? await withDetails(db, [ticket]) : [];
  return detail ?? null;
}

export interface TicketFilter {
  status?: string | undefined;
  priority?: string | undefined;
  channel?: string | undefined;
  category?: string | undefined;
  team?: string | undefined;
  assignee?: string | undefined;
  engagementId?: string | undefined;
  /** A client's id, or a name of it. */
  client?: string | undefined;
  partner?: string | undefined;
  /** Who advises the client, by id: the partner or, without one, the consultant of the engagement. */
  consultant?: string | undefined;
  /** Part of the reference, the subject or the requester's name, in any case. */
  q?: string | undefined;
}

/** Newest change first. `after` is the place of the last row of the page before. */
export async function listTickets(
  db: Connection,
  filter: TicketFilter,
  limit: number,
  after: ChangePlace | null,
): Promise<TicketDetail[]> {
  const { assignee, client, partner, consultant, q, ...same } = filter;
  const all: Prisma.TicketWhereInput[] = [definedOnly(same)];
  if (assignee !== undefined) all.push({ assigneeId: assignee });
  if (partner !== undefined) all.push({ partnerId: partner });
  if (consultant !== undefined) all.push(await advisedBy(db, consultant));
  if (client !== undefined) all.push({ clientId: (await clientIdOf(db, client)) ?? '' });
  if (q !== undefined) {
    const part = { contains: q, mode: 'insensitive' as const };
    all.push({ OR: [{ reference: part }, { subject: part }, { requesterName: part }] });
  }
  all.push(changedBefore(after));
  const rows = await db.ticket.findMany({
    where: { AND: all },
    orderBy: NEWEST_CHANGE_FIRST,
    take: limit,
  });
  return withDetails(db, rows);
}

function definedOnly(filter: object): Prisma.TicketWhereInput {
  return Object.fromEntries(Object.entries(filter).filter(([, value]) => value !== undefined));
}

async function advisedBy(db: Connection, consultant: string): Promise<Prisma.TicketWhereInput> {
  const engagements = await db.engagement.findMany({
    where: { team: { path: ['consultant'], equals: consultant } },
    select: { id: true },
  });
  const ofTheirs = { partnerId: null, engagementId: { in: engagements.map(({ id }) => id) } };
  return { OR: [{ partnerId: consultant }, ofTheirs] };
}

async function withDetails(db: Connection, tickets: Ticket[]): Promise<TicketDetail[]> {
  const ids = tickets.map(({ id }) => id);
  const [promises, clients, engagements, work, incidents, elevatedTo] = await Promise.all([
    db.promiseRecord.findMany({
      where: { subjectId: { in: ids } },
      orderBy: [{ openedAt: 'asc' }, { id: 'asc' }],
    }),
    db.client.findMany({ where: { id: { in: tickets.flatMap(({ clientId }) => clientId ?? []) } } }),
    db.engagement.findMany({
      where: { id: { in: tickets.flatMap(({ engagementId }) => engagementId ?? []) } },
    }),
    workOf(db, ids),
    openIncidentsOf(db, 'tickets', ids),
    departmentsOf(db, ids),
  ]);
  const details = tickets.map(async (ticket): Promise<TicketDetail> => {
    const client = clients.find(({ id }) => id === ticket.clientId);
    const engagement = engagements.find(({ id }) => id === ticket.engagementId);
    const team = engagement?.team as Record<string, string> | undefined;
    const done = work.find(({ id }) => id === ticket.id);
    return {
      ticket,
      desk: servedBy(await loadServiceDesk(db, ticket.deskVersion), [engagement?.calendar, client?.calendar]),
      client: client ? { id: client.id, name: client.name } : null,
      consultant: ticket.partnerId ?? team?.['consultant'] ?? null,
      promises: promises.filter(({ subjectId }) => subjectId === ticket.id),
      elevatedTo,
      incidents: incidents.get(ticket.id) ?? [],
      estimatedMinutes: done?.estimated ?? null,
      workedMinutes: done?.worked ?? 0,
    };
  });
  return await Promise.all(details);
}

/** As the journal tells it; promises keep only the role that answers. */
async function departmentsOf(db: Connection, ticketIds: string[]): Promise<Map<string, string>> {
  const rows = await db.journalEntry.findMany({
    where: { subjectId: { in: ticketIds }, kind: 'ticketElevated' },
    select: { data: true },
  });
  return new Map(
    rows.map(({ data }) => {
      const { promiseId, to } = data as { promiseId: string; to: string };
      return [promiseId, to];
    }),
  );
}

/** Work as the journal tells it: the newest estimate, and the sum of what was logged. */
async function workOf(
  db: Connection,
  ticketIds: string[],
): Promise<{ id: string; estimated: number | null; worked: number }[]> {
  return db.$queryRaw(Prisma.sql`
    SELECT subject_id AS id,
      (array_agg((data->>'minutes')::int ORDER BY seq DESC) FILTER (WHERE kind = 'ticketEstimated'))[1] AS estimated,
      coalesce(sum((data->>'minutes')::int) FILTER (WHERE kind = 'ticketWorkLogged'), 0)::int AS worked
    FROM journal_entry
    WHERE subject_id = ANY(${ticketIds}) AND kind IN ('ticketEstimated', 'ticketWorkLogged')
    GROUP BY subject_id`);
}

/** The tickets that a person has and that may still need work, oldest first. */
export async function listTicketsOf(db: Connection, personId: string): Promise<Ticket[]> {
  return db.ticket.findMany({
    where: { assigneeId: personId, status: { in: ['new', 'open', 'waitingForClient', 'resolved'] } },
    orderBy: [{ openedAt: 'asc' }, { id: 'asc' }],
  });
}

/**
 * Who takes a ticket on: of the active people with the role who are here, one with the skill before others, then the
 * one with the fewest open tickets. Null when there is nobody.
 * @param onTheirWay who has been given a ticket that the table does not show yet, once for each
 */
export async function pickAssignee(
  db: Connection,
  wanted: { role: string; skill: string },
  at: Date,
  onTheirWay: string[] = [],
): Promise<string | null> {
  const [found] = await db.$queryRaw<{ id: string }[]>(Prisma.sql`
    SELECT person.id FROM person
    WHERE active AND ${wanted.role} = ANY (roles)
      AND NOT (away_from IS NOT NULL AND away_from <= ${at} AND (away_until IS NULL OR away_until > ${at}))
    ORDER BY ${wanted.skill} = ANY (skills) DESC,
      (SELECT count(*) FROM ticket
        WHERE assignee_id = person.id AND status IN ('new', 'open', 'waitingForClient'))
        + (SELECT count(*) FROM unnest(${onTheirWay}::text[]) AS given (id) WHERE given.id = person.id),
      person.id
    LIMIT 1`);
  return found?.id ?? null;
}
