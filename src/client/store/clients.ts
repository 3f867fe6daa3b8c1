import { v7 as uuidv7 } from 'uuid';
import type { Connection } from '../../database/database';
import { lockName } from '../../database/lock';
import { nameKey, shownName } from '../domain/name';
import { type NamedContact, putContact } from './contacts';

/** A client as somebody names it who starts something for them. */
export interface NamedClient {
  name: string;
  calendar?: string | undefined;
  contacts?: NamedContact[] | undefined;
}

/** What those must wait for who could make the same client at the same time. */
export function clientLock(name: string): string {
  return `client:${nameKey(name)}`;
}

/** The client of this name; made if there is none. Two at the same time make one. @returns the id */
export async function clientNamed(tx: Connection, name: string, now: Date): Promise<string> {
  return (await findOrMake(tx, name, now)).id;
}

/**
 * The client that an engagement is for, with the calendar and the contacts that are named brought up to date.
 * @returns its id and calendar, and the ids of the named contacts in their order, each once
 */
export async function engagedClient(
  tx: Connection,
  { name, calendar: named, contacts = [] }: NamedClient,
  now: Date,
): Promise<{ id: string; calendar: string | null; contactIds: string[] }> {
  const { id } = await findOrMake(tx, name, now);
  const known = await tx.client.findUniqueOrThrow({ where: { id } });
  const calendar = named ?? known.calendar;
  if (calendar !== known.calendar) {
    await tx.client.update({ where: { id }, data: { calendar } });
  }
  const contactIds = new Set<string>();
  for (const contact of contacts) {
    contactIds.add(await putContact(tx, id, contact));
  }
  return { id, calendar, contactIds: [...contactIds] };
}

export type MakeOutcome = { made: boolean; id: string };

/** The client of this name; made if there is none. */
export async function findOrMake(
  tx: Connection,
  name: string,
  now: Date,
  calendar: string | null = null,
): Promise<MakeOutcome> {
  await lockName(tx, clientLock(name));
  const known = await holderOf(tx, name);
  if (known !== null) {
    return { made: false, id: known };
  }
  const id = `cli_${uuidv7()}`;
  const shown = shownName(name);
  await tx.client.create({ data: { id, name: shown, calendar, createdAt: now } });
  await tx.clientName.create({ data: { key: nameKey(name), clientId: id, name: shown, createdAt: now } });
  return { made: true, id };
}

/** Whose name it is; kept from being merged until the end of the transaction. */
async function holderOf(tx: Connection, name: string): Promise<string | null> {
  const [row] = await tx.$queryRaw<{ clientId: string }[]>`
    SELECT client_id AS "clientId" FROM client_name WHERE key = ${nameKey(name)} FOR SHARE`;
  return row?.clientId ?? null;
}

/**
 * The client that an id stands for: its own, or that of the client which it was merged into; or the client that goes by a
 * name. @returns its id; null when there is none
 */
export async function clientIdOf(db: Connection, idOrName: string): Promise<string | null> {
  const byId = await db.client.findUnique({
    where: { id: idOrName },
    select: { id: true, mergedInto: true },
  });
  if (byId) {
    return byId.mergedInto ?? byId.id;
  }
  const byName = await db.clientName.findUnique({ where: { key: nameKey(idOrName) } });
  return byName?.clientId ?? null;
}

/** The same for an id of a client that is there, which stays the right one until the end of the transaction. */
export async function lockedClientId(tx: Connection, id: string): Promise<string> {
  const [row] = await tx.$queryRaw<{ id: string }[]>`
    SELECT coalesce(merged_into, id) AS id FROM client WHERE id = ${id} FOR SHARE`;
  return row?.id ?? id;
}

/** A client's own id, and the ids of those that were merged into it. */
export async function idsOfClient(db: Connection, id: string): Promise<string[]> {
  const merged = await db.client.findMany({
    where: { mergedInto: id },
    select: { id: true },
    orderBy: { id: 'asc' },
  });
  return [id, ...merged.map((client) => client.id)];
}
