import type { Connection, Database } from '../../database/database';
import { type Client, type Contact, Prisma } from '../../database/generated/client';
import { lockName } from '../../database/lock';
import type { PreferredChannel } from '../domain/channel';
import { nameKey, shownName } from '../domain/name';
import { likeness, LIKE_ENOUGH } from '../domain/similar';
import { clientIdOf, clientLock, idsOfClient } from './clients';

/** A client with the other names by which it goes. */
export interface ClientRow {
  client: Client;
  otherNames: string[];
}

/** A client with all that its page shows. */
export interface ClientDetail extends ClientRow {
  contacts: Contact[];
  /** Of the clients that turned out to be this one. */
  mergedIds: string[];
  /** Other clients of a similar name, the most similar first. */
  similar: { id: string; name: string }[];
}

const MOST_SIMILAR = 20;

export async function findClientDetail(db: Connection, id: string): Promise<ClientDetail | null> {
  const known = await db.client.findUnique({ where: { id }, select: { id: true } });
  const ownId = known && (await clientIdOf(db, id));
  const row =
    ownId &&
    (await db.client.findUnique({
      where: { id: ownId },
      include: { names: { orderBy: { createdAt: 'asc' } }, contacts: { orderBy: { id: 'asc' } } },
    }));
  if (!row) {
    return null;
  }
  const { names, contacts, ...client } = row;
  const [, ...mergedIds] = await idsOfClient(db, client.id);
  const otherNames = without(names, client.name);
  const similar = await similarTo(db, client.id, [client.name, ...otherNames]);
  return { client, otherNames, contacts, mergedIds, similar };
}

/** In the order of their making; those that were merged into others are not there. */
export async function listClients(
  db: Connection,
  { q }: { q?: string | undefined },
  limit: number,
  after: string | null,
): Promise<ClientRow[]> {
  const rows = await db.client.findMany({
    where: {
      mergedInto: null,
      ...(after === null ? {} : { id: { gt: after } }),
      ...(q === undefined ? {} : { names: { some: { name: { contains: q, mode: 'insensitive' } } } }),
    },
    include: { names: { orderBy: { createdAt: 'asc' } } },
    orderBy: { id: 'asc' },
    take: limit,
  });
  return rows.map(({ names, ...client }) => ({ client, otherNames: without(names, client.name) }));
}

function without(names: { key: string; name: string }[], name: string): string[] {
  const own = nameKey(name);
  return names.filter(({ key }) => key !== own).map((other) => other.name);
}

/** Compared with every name that there is: companies have thousands of clients, not millions. */
async function similarTo(
  db: Connection,
  id: string,
  names: readonly string[],
): Promise<{ id: string; name: string }[]> {
  const others = await db.$queryRaw<{ id: string; name: string; goesBy: string }[]>(Prisma.sql`
    SELECT client.id, client.name, client_name.name AS "goesBy"
    FROM client_name JOIN client ON client.id = client_name.client_id WHERE client.id <> ${id}`);
  const found = new Map<string, { id: string; name: string; alike: number }>();
  for (const { id: otherId, name, goesBy } of others) {
    const alike = Math.max(...names.map((own) => likeness(own, goesBy)));
    if (alike >= LIKE_ENOUGH && alike > (found.get(otherId)?.alike ?? 0)) {
      found.set(otherId, { id: otherId, name, alike });
    }
  }
  return [...found.values()]
    .toSorted((a, b) => b.alike - a.alike || (a.id < b.id ? -1 : 1))
    .slice(0, MOST_SIMILAR)
    .map(({ id: otherId, name }) => ({ id: otherId, name }));
}

/** What is to be otherwise from now on. */
export interface ClientChange {
  name?: string | undefined;
  calendar?: string | null | undefined;
  preferredChannel?: PreferredChannel | null | undefined;
}

export type ChangeOutcome =
  | { outcome: 'changed'; id: string }
  | { outcome: 'unknown' }
  | { outcome: 'name-taken'; by: { id: string; name: string } };

/** Changes a client; under the name that it had it is found as before. Another client's name stays that client's. */
export async function changeClient(
  db: Database,
  id: string,
  { name, calendar, preferredChannel }: ClientChange,
  now: Date,
): Promise<ChangeOutcome> {
  return db.$transaction(async (tx): Promise<ChangeOutcome> => {
    if (name !== undefined) await lockName(tx, clientLock(name));
    const known = await tx.client.findUnique({ where: { id } });
    if (!known) return { outcome: 'unknown' };
    const ownId = known.mergedInto ?? id;
    if (name !== undefined) {
      const key = nameKey(name);
      const held = await tx.clientName.findUnique({ where: { key }, include: { client: true } });
      if (held && held.clientId !== ownId) {
        return { outcome: 'name-taken', by: { id: held.clientId, name: held.client.name } };
      }
      const shown = shownName(name);
      await tx.clientName.upsert({
        where: { key },
        create: { key, clientId: ownId, name: shown, createdAt: now },
        update: { name: shown },
      });
    }
    await tx.client.update({
      where: { id: ownId },
      data: {
        ...(name === undefined ? {} : { name: shownName(name) }),
        ...(calendar === undefined ? {} : { calendar }),
        ...(preferredChannel === undefined ? {} : { preferredChannel, preferredSince: now }),
      },
    });
    return { outcome: 'changed', id: ownId };
  });
}
