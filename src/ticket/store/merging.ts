import type { Connection } from '../../database/database';
import type { Ticket } from '../../database/generated/client';

/** The ticket that a merged one became part of, itself merged or not; a ticket that was not merged stands for itself. */
export async function survivorOf(db: Connection, ticket: Ticket): Promise<Ticket> {
  const passed = new Set<string>();
  let survivor = ticket;
  // Two that were merged into each other at the same moment have no survivor.
  while (survivor.mergedInto !== null && !passed.has(survivor.id)) {
    passed.add(survivor.id);
    const next = await db.ticket.findUnique({ where: { id: survivor.mergedInto } });
    if (!next) break;
    survivor = next;
  }
  return survivor;
}
