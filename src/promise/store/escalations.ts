import type { Connection } from '../../database/database';
import type { Escalation, PromiseRecord } from '../../database/generated/client';

export type { Escalation } from '../../database/generated/client';

export async function findEscalation(db: Connection, id: string): Promise<Escalation | null> {
  return db.escalation.findUnique({ where: { id } });
}

/**
 * The newest escalation of a promise; for the promise of an update, that of the promise which the update is on.
 * @returns null when it was never escalated
 */
export async function findEscalationBehind(
  db: Connection,
  { id, kind, key, workflowId }: PromiseRecord,
): Promise<Escalation | null> {
  const late =
    kind === 'update'
      ? await db.promiseRecord.findFirst({
          where: { workflowId, key: key.replace(/\/update-\d+$/, '') },
          select: { id: true },
        })
      : { id };
  return late && db.escalation.findFirst({ where: { promiseId: late.id }, orderBy: { raisedAt: 'desc' } });
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
