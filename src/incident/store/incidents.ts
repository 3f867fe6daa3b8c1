import { incidentSubject } from '../domain/subject';
import type { Actor } from '../../fact/domain/actor';
import { v7 as uuidv7 } from 'uuid';
import { incidentWorkflowId, type IncidentKind } from '../domain/incident';
import type { Connection, Database } from '../../database/database';
import { type ChangePlace, changedBefore, NEWEST_CHANGE_FIRST } from '../../database/page';
import { nextReference } from '../../database/references';
import type { Command, Escalation, Incident, PromiseRecord } from '../../database/generated/client';
import { type Claim, claimKey, findClaimed } from '../../fact/store/idempotency';
import { type Concerned, concernedBy, type Reached, reachedBy } from './incident-concerns';

export type { Incident } from '../../database/generated/client';

export interface IncidentOrder {
  kind: IncidentKind;
  title: string;
  engagements: string[];
  tickets: string[];
  updateEverySeconds: number;
  /** Of the rules by which it is declared. */
  deskVersion: number;
  escalationId: string | null;
  declaredBy: Actor;
  idempotency?: Claim | undefined;
}

export type DeclareOutcome =
  | { outcome: 'created' | 'existing'; incident: Incident }
  | { outcome: 'key-reused' };

/**
 * Makes an incident durable, once per idempotency key, together with what the escalation is about that it is declared
 * from. Its workflow is handed to Temporal afterwards.
 */
export async function declareIncident(
  db: Database,
  order: IncidentOrder,
  now: Date,
): Promise<DeclareOutcome> {
  const { idempotency, ...declared } = order;
  return db.$transaction(async (tx) => {
    const id = `${incidentSubject.idPrefix}_${uuidv7()}`;
    const claimed = idempotency
      ? ((await findClaimed(tx, idempotency)) ?? (await claimKey(tx, idempotency, id, now)))
      : null;
    if (claimed) {
      return claimed.same
        ? {
            outcome: 'existing',
            incident: await tx.incident.findUniqueOrThrow({ where: { id: claimed.resourceId } }),
          }
        : { outcome: 'key-reused' };
    }
    const reference = await nextReference(tx, 'INC');
    const incident = await tx.incident.create({
      data: {
        ...declared,
        ...(await withCause(tx, declared, id)),
        id,
        reference,
        workflowId: incidentWorkflowId(reference),
        status: 'open',
        declaredAt: now,
        updatedAt: now,
      },
    });
    return { outcome: 'created', incident };
  });
}

/** What is concerned, with the matter of the escalation; that one is managed by this incident from now on. */
async function withCause(
  tx: Connection,
  { engagements, tickets, escalationId }: Pick<IncidentOrder, 'engagements' | 'tickets' | 'escalationId'>,
  incidentId: string,
): Promise<{ engagements: string[]; tickets: string[] }> {
  const cause =
    escalationId === null ? null : await tx.escalation.findUnique({ where: { id: escalationId } });
  if (cause) {
    await tx.escalation.updateMany({ where: { id: cause.id, incidentId: null }, data: { incidentId } });
  }
  return {
    engagements: [...new Set([...engagements, ...(cause?.engagementId ? [cause.engagementId] : [])])],
    tickets: [...new Set([...tickets, ...(cause?.ticketId ? [cause.ticketId] : [])])],
  };
}

export async function findIncident(db: Connection, id: string): Promise<Incident | null> {
  return db.incident.findUnique({ where: { id } });
}

/** An incident with all that its page shows. */
export interface IncidentDetail {
  incident: Incident;
  promises: PromiseRecord[];
  escalations: Escalation[];
  /** The updates that were given, oldest first. */
  updates: Command[];
  concerned: Concerned[];
  reached: Reached[];
}

export async function withIncidentDetails(db: Connection, incidents: Incident[]): Promise<IncidentDetail[]> {
  const where = { subjectId: { in: incidents.map(({ id }) => id) } };
  const [promises, escalations, updates, concerned, reached] = await Promise.all([
    db.promiseRecord.findMany({ where, orderBy: [{ openedAt: 'asc' }, { id: 'asc' }] }),
    db.escalation.findMany({ where, orderBy: [{ raisedAt: 'asc' }, { id: 'asc' }] }),
    db.command.findMany({
      where: { ...where, signal: 'updateGiven', state: 'applied' },
      orderBy: [{ receivedAt: 'asc' }, { id: 'asc' }],
    }),
    concernedBy(db, incidents),
    reachedBy(db, incidents),
  ]);
  return incidents.map((incident) => {
    const own = <T extends { subjectId: string }>(rows: T[]) =>
      rows.filter(({ subjectId }) => subjectId === incident.id);
    return {
      incident,
      promises: own(promises),
      escalations: own(escalations),
      updates: own(updates),
      concerned: concerned.filter(({ id }) => [...incident.engagements, ...incident.tickets].includes(id)),
      reached: reached.filter(({ escalation }) => escalation.incidentId === incident.id),
    };
  });
}

/** Newest change first. */
export async function listIncidents(
  db: Connection,
  status: string | undefined,
  limit: number,
  after: ChangePlace | null,
): Promise<Incident[]> {
  return db.incident.findMany({
    where: {
      ...(status === undefined ? {} : { status }),
      ...changedBefore(after),
    },
    orderBy: NEWEST_CHANGE_FIRST,
    take: limit,
  });
}

/** Those among the ids that stand for nothing. */
export async function unknownSubjects(
  db: Connection,
  { engagements, tickets }: { engagements: string[]; tickets: string[] },
): Promise<{ engagements: string[]; tickets: string[] }> {
  const [foundEngagements, foundTickets] = await Promise.all([
    db.engagement.findMany({ where: { id: { in: engagements } }, select: { id: true } }),
    db.ticket.findMany({ where: { id: { in: tickets } }, select: { id: true } }),
  ]);
  const missing = (ids: string[], found: { id: string }[]) =>
    ids.filter((id) => !found.some((row) => row.id === id));
  return { engagements: missing(engagements, foundEngagements), tickets: missing(tickets, foundTickets) };
}
