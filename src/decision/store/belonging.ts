import type { Connection } from '../../database/database';
import type { PromiseRecord } from '../../database/generated/client';

/** To what a promise belongs, as people know it: its reference, its title and its client, as far as it has them. */
export async function belongingOf(db: Connection, promise: PromiseRecord): Promise<string> {
  const { engagementId, ticketId, subjectId } = promise;
  if (engagementId !== null) {
    const found = await db.engagement.findUnique({ where: { id: engagementId }, include: { client: true } });
    return found ? `${found.reference}, "${found.title}", for ${found.client.name}` : '';
  }
  if (ticketId !== null) {
    const found = await db.ticket.findUnique({ where: { id: ticketId } });
    return found?.reference ?? '';
  }
  const [incident, problem] = await Promise.all([
    db.incident.findUnique({ where: { id: subjectId } }),
    db.problem.findUnique({ where: { id: subjectId } }),
  ]);
  const found = incident ?? problem;
  return found ? `${found.reference}, "${found.title}"` : '';
}
