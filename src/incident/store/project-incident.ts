import type { JournalEntry } from '../../journal/domain/journal';
import { isServiceFact } from '../../journal/domain/service-words';
import { passOnUnheard } from './crisis-incident';
import type { Prisma } from '../../database/generated/client';
import type { Projection } from '../../journal/store/projection';

/** What a fact changes in the read model of incidents. */
export async function projectIncident(projection: Projection, entry: JournalEntry): Promise<void> {
  const { subject, tx } = projection;
  const { fact } = entry;
  if (subject.kind !== 'incident' || !isServiceFact(fact)) {
    return;
  }
  const update = (data: Prisma.IncidentUpdateInput) =>
    tx.incident.update({ where: { id: subject.id }, data });
  switch (fact.kind) {
    case 'incidentWidened': {
      const row = await tx.incident.findUniqueOrThrow({ where: { id: subject.id } });
      const engagements = [...new Set([...row.engagements, ...fact.engagements])];
      const tickets = [...new Set([...row.tickets, ...fact.tickets])];
      await update({ engagements, tickets });
      return;
    }
    case 'incidentClosed': {
      const rootCause = projection.bodyOf(entry)['rootCause'] as string;
      const closedAt = new Date(entry.atMs);
      await passOnUnheard(tx, await update({ status: 'closed', closedAt, rootCause }), closedAt);
      return;
    }
    default:
      return;
  }
}
