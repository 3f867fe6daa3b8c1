import type { JournalEntry } from '../domain/journal';
import { isServiceFact } from '../domain/service-words';
import type { Prisma } from './generated/client';
import type { Projection } from './projection';

/** What a fact changes in the read model of incidents. */
export async function projectIncident(projection: Projection, entry: JournalEntry): Promise<void> {
  const { subject, tx } = projection;
  const { fact } = entry;
  if (subject.kind !== 'incident' || !isServiceFact(fact)) {
    return;
  }
  const update = async (data: Prisma.IncidentUpdateInput) => {
    await tx.incident.update({ where: { id: subject.id }, data });
  };
  switch (fact.kind) {
    case 'incidentWidened': {
      const row = await tx.incident.findUniqueOrThrow({ where: { id: subject.id } });
      const engagements = [...new Set([...row.engagements, ...fact.engagements])];
      const tickets = [...new Set([...row.tickets, ...fact.tickets])];
      return await update({ engagements, tickets });
    }
    case 'incidentClosed': {
      const rootCause = projection.bodyOf(entry)['rootCause'] as string;
      return await update({ status: 'closed', closedAt: new Date(entry.atMs), rootCause });
    }
    default:
      return;
  }
}
