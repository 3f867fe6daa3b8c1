import type { Connection } from '../../database/database';
import type { Escalation, Incident, PromiseRecord } from '../../database/generated/client';

/** An engagement or a ticket that an incident concerns, as it stands. */
export interface Concerned {
  kind: 'engagement' | 'ticket';
  id: string;
  reference: string;
  title: string;
  status: string;
}

/** An escalation whose crisis an incident manages, with the promise that was broken. */
export interface Reached {
  escalation: Escalation;
  promise: PromiseRecord | null;
}

/** An incident by which people find it. */
export interface IncidentName {
  id: string;
  reference: string;
}

/** The open incidents that concern each of these engagements or tickets, by its id, oldest first. */
export async function openIncidentsOf(
  db: Connection,
  of: 'engagements' | 'tickets',
  ids: string[],
): Promise<Map<string, IncidentName[]>> {
  const open = await db.incident.findMany({
    where: { status: 'open', [of]: { hasSome: ids } },
    orderBy: [{ declaredAt: 'asc' }, { id: 'asc' }],
  });
  const names = (subjectId: string) =>
    open
      .filter((incident) => incident[of].includes(subjectId))
      .map(({ id, reference }) => ({ id, reference }));
  return new Map(ids.map((id) => [id, names(id)]));
}

/** The references of incidents by their ids. */
export async function incidentReferences(db: Connection, ids: string[]): Promise<Map<string, string>> {
  if (ids.length === 0) {
    return new Map();
  }
  const rows = await db.incident.findMany({
    where: { id: { in: ids } },
    select: { id: true, reference: true },
  });
  return new Map(rows.map(({ id, reference }) => [id, reference]));
}

/** What incidents concern: engagements before tickets, each in the order of its reference. */
export async function concernedBy(db: Connection, incidents: Incident[]): Promise<Concerned[]> {
  const [engagements, tickets] = await Promise.all([
    db.engagement.findMany({
      where: { id: { in: incidents.flatMap((incident) => incident.engagements) } },
      select: { id: true, reference: true, title: true, status: true },
      orderBy: { reference: 'asc' },
    }),
    db.ticket.findMany({
      where: { id: { in: incidents.flatMap((incident) => incident.tickets) } },
      select: { id: true, reference: true, subject: true, status: true },
      orderBy: { reference: 'asc' },
    }),
  ]);
  return [
    ...engagements.map((row) => ({ kind: 'engagement' as const, ...row })),
    ...tickets.map(({ subject, ...row }) => ({ kind: 'ticket' as const, title: subject, ...row })),
  ];
}

/** The escalations of others whose crises these incidents manage, oldest first. */
export async function reachedBy(db: Connection, incidents: Incident[]): Promise<Reached[]> {
  const ids = incidents.map(({ id }) => id);
  const escalations = await db.escalation.findMany({
    where: { incidentId: { in: ids }, subjectId: { notIn: ids } },
    orderBy: [{ raisedAt: 'asc' }, { id: 'asc' }],
  });
  const promises = await db.promiseRecord.findMany({
    where: { id: { in: escalations.map(({ promiseId }) => promiseId) } },
  });
  const byId = new Map(promises.map((promise) => [promise.id, promise]));
  return escalations.map((escalation) => ({ escalation, promise: byId.get(escalation.promiseId) ?? null }));
}
