import type { Connection } from './database';
import type { Escalation } from './generated/client';

export type { Escalation } from './generated/client';

export async function findEscalation(db: Connection, id: string): Promise<Escalation | null> {
  return db.escalation.findUnique({ where: { id } });
}

export interface EscalationFilter {
  state?: string | undefined;
  engagementId?: string | undefined;
  ticketId?: string | undefined;
  /** Those that belong to an incident, and those whose crises it manages. */
  incidentId?: string | undefined;
}

/** Newest first. */
export async function listEscalations(
  db: Connection,
  filter: EscalationFilter,
  limit: number,
  after: { raisedAt: Date; id: string } | null,
): Promise<Escalation[]> {
  const { state, engagementId, ticketId, incidentId } = filter;
  return db.escalation.findMany({
    where: {
      ...(state === undefined ? {} : { state }),
      ...(engagementId === undefined ? {} : { engagementId }),
      ...(ticketId === undefined ? {} : { ticketId }),
      ...(incidentId === undefined ? {} : { incidentId }),
      ...(after
        ? { OR: [{ raisedAt: { lt: after.raisedAt } }, { raisedAt: after.raisedAt, id: { lt: after.id } }] }
        : {}),
    },
    orderBy: [{ raisedAt: 'desc' }, { id: 'desc' }],
    take: limit,
  });
}
