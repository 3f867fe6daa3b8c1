import type { Connection } from '../../database/database';
import { Prisma } from '../../database/generated/client';
import type { Actor } from '../../fact/domain/actor';
import { putFact } from '../../fact/store/facts-to-tell';
import type { Consequence, EngagementTurn } from '../../journal/domain/model';
import { derivedId } from '../../promise/domain/ids';
import type { TicketSignal } from '../domain/facts/registry';
import type { TicketStatus } from '../domain/ticket';

const PROMISEKEEPER: Actor = { kind: 'system', name: 'promisekeeper' };

const SIGNALS: Record<EngagementTurn, TicketSignal> = {
  held: 'engagementHeld',
  resumed: 'engagementResumed',
  cancelled: 'engagementCancelled',
};

/** Those that something may still become of. */
const FOLLOWING: TicketStatus[] = ['new', 'open', 'waitingForClient', 'resolved'];

/**
 * Puts down for each ticket of an engagement that has not ended what became of that, once for its cause; the dispatcher
 * tells them, in the order in which it is put down. To be called in the transaction that stores it, with the
 * engagement's row locked: a ticket that is opened at the same moment is told or has heard of it.
 */
export async function tellTicketsOf(
  tx: Connection,
  engagementId: string,
  { turn, cause, why, atMs }: Extract<Consequence, { kind: 'engagementTurned' }>,
): Promise<void> {
  const tickets = await tx.ticket.findMany({
    where: { engagementId, status: { in: FOLLOWING } },
    orderBy: { id: 'asc' },
    select: { id: true },
  });
  for (const { id: subjectId } of tickets) {
    const fact = {
      subjectId,
      commandId: derivedId('cmd', subjectId, engagementId, turn, cause),
      signal: SIGNALS[turn],
      body: { engagementId, reason: why },
      fields: {},
      actor: PROMISEKEEPER,
      occurredAtMs: atMs,
    };
    await putFact(tx, fact, new Date(atMs));
  }
}

/**
 * Whether an engagement is on hold, for a ticket that is opened in this transaction: what becomes of the engagement from
 * now on is told to that ticket.
 */
export async function isHeldWhileOpening(tx: Connection, engagementId: string): Promise<boolean> {
  const [engagement] = await tx.$queryRaw<{ status: string }[]>(
    Prisma.sql`SELECT status FROM engagement WHERE id = ${engagementId} FOR SHARE`,
  );
  return engagement?.status === 'held';
}
