import type { Connection } from '../../database/database';
import { Prisma } from '../../database/generated/client';
import { loadPlaybook } from '../../playbook/store/playbooks';
import { zoneOf } from '../../promise/domain/calendar/zone';
import type { Role } from '../../promise/domain/ladder/rules';
import { type Cover, coverOf } from '../domain/cover';
import { WEEKS_AHEAD } from '../domain/over-capacity';
import type { Proposal, Wanted } from '../domain/proposal';
import { DAYS_A_WEEK, weeksBetween } from '../domain/week';
import type { Absence } from '../domain/working-person';
import { proposeTeam } from './candidates';
import { listWorkers, type Worker } from './working-people';

/** What rests on a person while they are away. */
export interface Impact {
  readonly cover: Cover;
  readonly promises: readonly DuePromise[];
  readonly roles: readonly HeldRole[];
  readonly tickets: readonly OwnTicket[];
  /** To whom each role could go meanwhile. */
  readonly handOver: readonly Proposal[];
  /** Something rests on them, and in a part of the time nobody stands in. */
  readonly isEndangered: boolean;
}

export interface DuePromise {
  id: string;
  title: string;
  owedBy: Role;
  dueAt: Date;
  late: boolean;
  engagementId: string | null;
  ticketId: string | null;
  reference: string | null;
}

export interface HeldRole {
  engagementId: string;
  reference: string;
  title: string;
  role: Role;
  hoursPerWeek: number;
}

export interface OwnTicket {
  id: string;
  reference: string;
  subject: string;
  priority: string;
  status: string;
}

/** The longest list of one kind: more than anybody hands over at a time. */
const MOST_OF_A_KIND = 200;

/** What an absence of an active person endangers; null when there is no such person. */
export async function readImpact(
  db: Connection,
  personId: string,
  absence: Absence,
): Promise<(Impact & { person: Worker }) | null> {
  const workers = await listWorkers(db);
  const person = workers.find(({ id }) => id === personId);
  if (!person) return null;
  const cover = coverOf(person, new Map(workers.map((one) => [one.id, one])), absence);
  const [promises, roles, tickets] = await Promise.all([
    duePromises(db, personId, absence),
    heldRoles(db, personId),
    ownTickets(db, personId),
  ]);
  const restsOnThem = promises.length + roles.length + tickets.length > 0;
  const wanted = wantedBy(promises, roles, await rolesOfTickets(db, tickets));
  const weeks = weeksOf(person, absence);
  const handOver = await proposeTeam(db, { wanted, weeks, engagement: null, without: personId });
  const isEndangered = restsOnThem && cover.uncovered.length > 0;
  return { person, cover, promises, roles, tickets, handOver, isEndangered };
}

/** Open ones that are due in the time, and those that are late already. */
async function duePromises(
  db: Connection,
  personId: string,
  { fromMs, untilMs }: Absence,
): Promise<DuePromise[]> {
  const before = untilMs === null ? Prisma.empty : Prisma.sql`AND due_at < ${new Date(untilMs)}`;
  return db.$queryRaw<DuePromise[]>(Prisma.sql`
    SELECT promise.id, promise.title, owed_by AS "owedBy", due_at AS "dueAt", late,
      promise.engagement_id AS "engagementId", promise.ticket_id AS "ticketId",
      coalesce(engagement.reference, ticket.reference) AS reference
    FROM promise
    LEFT JOIN engagement ON engagement.id = promise.engagement_id
    LEFT JOIN ticket ON ticket.id = promise.ticket_id
    WHERE promise.assignee_id = ${personId} AND promise.state = 'open'
      AND (due_at >= ${new Date(fromMs)} OR late) ${before}
    ORDER BY due_at, promise.id LIMIT ${MOST_OF_A_KIND}`);
}

async function heldRoles(db: Connection, personId: string): Promise<HeldRole[]> {
  const rows = await db.$queryRaw<(Omit<HeldRole, 'hoursPerWeek'> & { name: string; version: number })[]>`
    SELECT id AS "engagementId", reference, title, member.key AS role, playbook_name AS name, playbook_version AS version
    FROM engagement, jsonb_each_text(team) AS member
    WHERE status IN ('active', 'held') AND member.value = ${personId}
    ORDER BY reference, role LIMIT ${MOST_OF_A_KIND}`;
  const held: HeldRole[] = [];
  for (const { name, version, ...row } of rows) {
    const { effort } = await loadPlaybook(db, name, version);
    held.push({ ...row, hoursPerWeek: effort?.[row.role] ?? 0 });
  }
  return held;
}

async function ownTickets(db: Connection, personId: string): Promise<OwnTicket[]> {
  return db.ticket.findMany({
    where: { assigneeId: personId, status: { in: ['new', 'open', 'waitingForClient'] } },
    select: { id: true, reference: true, subject: true, priority: true, status: true },
    orderBy: [{ openedAt: 'asc' }, { id: 'asc' }],
    take: MOST_OF_A_KIND,
  });
}

/** The roles that answer for tickets, by what is promised of them. */
async function rolesOfTickets(db: Connection, tickets: readonly OwnTicket[]): Promise<Role[]> {
  const owed = await db.promiseRecord.findMany({
    where: { ticketId: { in: tickets.map(({ id }) => id) }, state: 'open' },
    select: { owedBy: true },
    distinct: ['owedBy'],
  });
  return owed.map(({ owedBy }) => owedBy);
}

/** Each role once, with all the hours that it takes. */
function wantedBy(
  promises: readonly DuePromise[],
  roles: readonly HeldRole[],
  ofTickets: readonly Role[],
): Wanted[] {
  const hours = new Map<Role, number>();
  for (const { role, hoursPerWeek } of roles) hours.set(role, (hours.get(role) ?? 0) + hoursPerWeek);
  for (const role of [...promises.map(({ owedBy }) => owedBy), ...ofTickets]) {
    hours.set(role, hours.get(role) ?? 0);
  }
  return [...hours].map(([role, hoursPerWeek]) => ({ role, skills: [], hoursPerWeek }));
}

/** The weeks of an absence, of one without a near end those that can be looked ahead. */
function weeksOf({ timeZone }: Worker, { fromMs, untilMs }: Absence) {
  const zone = zoneOf(timeZone);
  const firstDay = zone.dayOf(fromMs);
  const furthest = firstDay + DAYS_A_WEEK * (WEEKS_AHEAD - 1);
  return weeksBetween(firstDay, untilMs === null ? furthest : Math.min(furthest, zone.dayOf(untilMs - 1)));
}
