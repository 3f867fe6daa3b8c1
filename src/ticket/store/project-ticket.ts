import type { JournalEntry } from '../../journal/domain/journal';
import { CLOCK_KINDS } from '../../service-desk/domain/service-desk';
import { isServiceFact } from '../../journal/domain/service-words';
import type { Prisma } from '../../database/generated/client';
import type { Projection } from '../../journal/store/projection';

/** The promises of a ticket that are owed by whoever has it. */
const OWNERS_STEPS = [...CLOCK_KINDS, 'handOver'];

/** What a fact changes in the read model of tickets. */
export async function projectTicket(projection: Projection, entry: JournalEntry): Promise<void> {
  const { subject, tx } = projection;
  const { fact } = entry;
  if (subject.kind !== 'ticket' || !isServiceFact(fact)) {
    return;
  }
  const at = new Date(entry.atMs);
  const update = async (data: Prisma.TicketUpdateInput) => {
    await tx.ticket.update({ where: { id: subject.id }, data });
  };
  switch (fact.kind) {
    case 'ticketResponded':
    case 'ticketClientReplied':
      return await update({ status: fact.status });
    case 'ticketWaiting':
      return await update({ status: 'waitingForClient' });
    case 'ticketPriorityChanged':
      return await update({ priority: fact.priority });
    case 'ticketResolved':
      return await update({ status: 'resolved', resolvedAt: at, firstTimeResolution: fact.firstTime });
    case 'ticketReopened':
      return await update({ status: 'open', resolvedAt: null, firstTimeResolution: false });
    case 'ticketClosed':
      return await update({ status: 'closed', closedAt: at });
    case 'ticketMerged':
      return await update({ status: 'merged', closedAt: at, mergedInto: fact.into });
    case 'ticketCancelled':
      return await update({ status: 'cancelled', closedAt: at });
    case 'ticketCsatGiven':
      return await update({ csat: fact.csat });
    case 'ticketArticleLinked':
      return await update({ articles: { push: projection.bodyOf(entry)['url'] as string } });
    case 'ticketAssigned':
      await give(projection, fact.role, fact.personId);
      return await update({ assigneeId: fact.personId });
    case 'ticketHandedOver': {
      const owner = fact.personId ?? (await ownerOf(projection));
      await give(projection, fact.role, owner);
      return await update({ team: fact.team, assigneeId: owner });
    }
    default:
      return;
  }
}

async function give({ tx, subject }: Projection, role: string, personId: string | null): Promise<void> {
  if (personId !== null) {
    subject.team[role] = personId;
  }
  await tx.promiseRecord.updateMany({
    where: { subjectId: subject.id, step: { in: OWNERS_STEPS }, kind: 'task', state: 'open' },
    data: { owedBy: role, assigneeId: personId },
  });
}

async function ownerOf({ tx, subject }: Projection): Promise<string | null> {
  const row = await tx.ticket.findUniqueOrThrow({ where: { id: subject.id }, select: { assigneeId: true } });
  return row.assigneeId;
}
