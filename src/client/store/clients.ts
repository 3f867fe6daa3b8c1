import { v7 as uuidv7 } from 'uuid';
import type { Connection } from '../../database/database';
import { lockName } from '../../database/lock';

/** A client as somebody names it who starts something for them. */
export interface NamedClient {
  name: string;
  calendar?: string | undefined;
  contacts?: {
    name: string;
    email: string;
    role?: string | undefined;
    consent?: { at: string; source: string } | undefined;
  }[];
}

/** The client of this name; made if there is none. Two at the same time make one. @returns the id */
export async function clientNamed(tx: Connection, name: string, now: Date): Promise<string> {
  return (await findOrMake(tx, name, now)).id;
}

/** The client that an engagement is for, with the calendar and the contacts that are named brought up to date. */
export async function engagedClient(
  tx: Connection,
  { name, calendar: named, contacts = [] }: NamedClient,
  now: Date,
): Promise<{ id: string; calendar: string | null }> {
  const known = await findOrMake(tx, name, now);
  const { id } = known;
  const calendar = named ?? known.calendar;
  if (calendar !== known.calendar) {
    await tx.client.update({ where: { id }, data: { calendar } });
  }
  for (const contact of contacts) {
    await putContact(tx, id, contact);
  }
  return { id, calendar };
}

async function findOrMake(
  tx: Connection,
  name: string,
  now: Date,
): Promise<{ id: string; calendar: string | null }> {
  await lockName(tx, `client:${name}`);
  const known = await tx.client.findFirst({ where: { name }, orderBy: { id: 'asc' } });
  return known ?? (await tx.client.create({ data: { id: `cli_${uuidv7()}`, name, createdAt: now } }));
}

async function putContact(
  tx: Connection,
  clientId: string,
  { name, email, role, consent }: NonNullable<NamedClient['contacts']>[number],
): Promise<void> {
  const fields = {
    name,
    ...(role === undefined ? {} : { role }),
    ...(consent ? { consentAt: new Date(consent.at), consentSource: consent.source } : {}),
  };
  await tx.contact.upsert({
    where: { clientId_email: { clientId, email } },
    create: { id: `con_${uuidv7()}`, clientId, email, role: '', ...fields },
    update: fields,
  });
}
