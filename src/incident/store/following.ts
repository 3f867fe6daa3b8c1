import type { Connection } from '../../database/database';
import { Prisma } from '../../database/generated/client';
import type { EngagementStatus } from '../../engagement/domain/engagement';
import type { Actor } from '../../fact/domain/actor';
import { putFact } from '../../fact/store/facts-to-tell';
import type { Consequence, EngagementTurn } from '../../journal/domain/model';
import { derivedId } from '../../promise/domain/ids';
import type { IncidentSignal } from '../domain/facts';

const PROMISEKEEPER: Actor = { kind: 'system', name: 'promisekeeper' };

const SIGNALS: Record<EngagementTurn, IncidentSignal> = {
  held: 'engagementHeld',
  resumed: 'engagementResumed',
  cancelled: 'engagementCancelled',
};

type ConsequenceOf<K extends Consequence['kind']> = Extract<Consequence, { kind: K }>;

/**
 * Puts down for each open incident that concerns an engagement what became of that, once for its cause. To be called in
 * the transaction that stores it, with the engagement's row locked.
 */
export async function tellIncidentsOf(
  tx: Connection,
  engagementId: string,
  turned: ConsequenceOf<'engagementTurned'>,
): Promise<void> {
  const incidents = await tx.incident.findMany({
    where: { status: 'open', engagements: { has: engagementId } },
    orderBy: { id: 'asc' },
    select: { id: true },
  });
  for (const { id } of incidents) {
    await tell(tx, id, engagementId, turned);
  }
}

/**
 * Puts down for an incident which of the engagements that it concerns from now on do not go on. To be called in the
 * transaction that stores that it concerns them: what becomes of them later is told to it.
 */
export async function tellWhatStands(
  tx: Connection,
  incidentId: string,
  { engagements, atMs }: ConsequenceOf<'incidentConcerns'>,
): Promise<void> {
  // All of them are locked, whatever their status: one that is changed at this moment is waited for and read anew.
  const concerned = await tx.$queryRaw<{ id: string; reference: string; status: EngagementStatus }[]>(
    Prisma.sql`
      SELECT id, reference, status FROM engagement
      WHERE id = ANY (${[...engagements]}::text[]) ORDER BY id FOR SHARE`,
  );
  for (const { id, reference, status: turn } of concerned) {
    if (turn === 'held' || turn === 'cancelled') {
      const why = turn === 'held' ? `${reference} is on hold` : `${reference} was cancelled`;
      await tell(tx, incidentId, id, { turn, cause: `concerned@${atMs}`, why, atMs });
    }
  }
}

async function tell(
  tx: Connection,
  incidentId: string,
  engagementId: string,
  { turn, cause, why, atMs }: Omit<ConsequenceOf<'engagementTurned'>, 'kind'>,
): Promise<void> {
  const fact = {
    subjectId: incidentId,
    commandId: derivedId('cmd', incidentId, engagementId, turn, cause),
    signal: SIGNALS[turn],
    body: { engagementId, reason: why },
    fields: { engagementId },
    actor: PROMISEKEEPER,
    occurredAtMs: atMs,
  };
  await putFact(tx, fact, new Date(atMs));
}
