import type { Connection, Database } from '../../database/database';
import type { Client } from '../../database/generated/client';
import type { Actor } from '../../fact/domain/actor';
import { moveContacts } from './contacts';

export type MergeOutcome =
  | { outcome: 'merged'; id: string }
  | { outcome: 'unknown'; which: 'from' | 'into' }
  | { outcome: 'same' }
  /** It turned out to be another client before. */
  | { outcome: 'merged-elsewhere'; into: string };

/**
 * Makes two clients one: what is the first one's (names, contacts, engagements, tickets, crises) becomes the second
 * one's, and its id stands for that one from then on. The same again changes nothing.
 */
export async function mergeClients(
  db: Database,
  order: { from: string; into: string; by: Actor },
  now: Date,
): Promise<MergeOutcome> {
  return db.$transaction(async (tx): Promise<MergeOutcome> => {
    const named = await tx.client.findUnique({ where: { id: order.into } });
    const intoId = named?.mergedInto ?? order.into;
    const [from, into] = await lockBoth(tx, order.from, intoId);
    if (!from) return { outcome: 'unknown', which: 'from' };
    if (!into || into.mergedInto !== null) return { outcome: 'unknown', which: 'into' };
    if (from.id === into.id) return { outcome: 'same' };
    if (from.mergedInto === into.id) return { outcome: 'merged', id: into.id };
    if (from.mergedInto !== null) return { outcome: 'merged-elsewhere', into: from.mergedInto };
    await move(tx, from, into);
    const merged = { mergedInto: into.id, mergedAt: now, mergedBy: { ...order.by } };
    await tx.client.update({ where: { id: from.id }, data: merged });
    return { outcome: 'merged', id: into.id };
  });
}

/** In one order, so that no two merges wait for each other for ever. */
async function lockBoth(
  tx: Connection,
  from: string,
  into: string,
): Promise<[Client | undefined, Client | undefined]> {
  const ids = [from, into].toSorted();
  await tx.$queryRaw`SELECT id FROM client WHERE id = ANY (${ids}::text[]) ORDER BY id FOR UPDATE`;
  const rows = await tx.client.findMany({ where: { id: { in: ids } } });
  return [rows.find(({ id }) => id === from), rows.find(({ id }) => id === into)];
}

/** Names first: whoever starts something under one of them waits, and what they have started is moved with the rest. */
async function move(tx: Connection, from: Client, into: Client): Promise<void> {
  const theirs = { where: { clientId: from.id }, data: { clientId: into.id } };
  await tx.clientName.updateMany(theirs);
  await moveContacts(tx, from.id, into.id);
  await tx.engagement.updateMany(theirs);
  await tx.ticket.updateMany(theirs);
  await tx.incident.updateMany(theirs);
  await tx.client.updateMany({ where: { mergedInto: from.id }, data: { mergedInto: into.id } });
  if (into.calendar === null && from.calendar !== null) {
    await tx.client.update({ where: { id: into.id }, data: { calendar: from.calendar } });
  }
}
