import { v7 as uuidv7 } from 'uuid';
import type { Connection } from '../../database/database';
import type { Contact } from '../../database/generated/client';
import { mailKey } from '../../text/domain/mail-address';

/** A person at a client, as somebody names them who starts something for that client. */
export interface NamedContact {
  name: string;
  /** Null when there is none that could be mailed to. */
  email: string | null;
  role?: string | undefined;
  consent?: { at: string; source: string } | undefined;
  /** The system that tells of them, and their id there. */
  origin?: { system: string; externalId: string } | undefined;
}

/**
 * The contact of a client, one for an id in another system and one for a mailbox; made if there is none. A name that a
 * system gave is changed by that system alone.
 * @returns the id
 */
export async function putContact(
  tx: Connection,
  clientId: string,
  { name, email, role, consent, origin }: NamedContact,
): Promise<string> {
  const emailKey = email === null ? null : mailKey(email);
  const known = await findContact(tx, clientId, emailKey, origin);
  const given = {
    ...(role === undefined ? {} : { role }),
    ...(consent ? { consentAt: new Date(consent.at), consentSource: consent.source } : {}),
  };
  if (!known) {
    const id = `con_${uuidv7()}`;
    await tx.contact.create({ data: { id, clientId, name, email, emailKey, role: '', ...origin, ...given } });
    return id;
  }
  const isOwner = known.system === null || known.system === origin?.system;
  const reached =
    emailKey !== null && emailKey !== known.emailKey ? await freeAddress(tx, clientId, email, emailKey) : {};
  await tx.contact.update({
    where: { id: known.id },
    data: { ...given, ...(isOwner ? { name, ...origin, ...reached } : {}) },
  });
  return known.id;
}

async function findContact(
  tx: Connection,
  clientId: string,
  emailKey: string | null,
  origin: NamedContact['origin'],
): Promise<Contact | null> {
  const byOrigin = origin ? await tx.contact.findFirst({ where: { clientId, ...origin } }) : null;
  return byOrigin ?? (emailKey === null ? null : tx.contact.findFirst({ where: { clientId, emailKey } }));
}

/** An address that is another contact's already stays theirs. */
async function freeAddress(tx: Connection, clientId: string, email: string | null, emailKey: string) {
  const taken = await tx.contact.findFirst({ where: { clientId, emailKey }, select: { id: true } });
  return taken ? {} : { email, emailKey };
}

/**
 * Gives the contacts of one client to another; who is a contact of both is one, with the consent that either has.
 * Engagements keep theirs.
 */
export async function moveContacts(tx: Connection, from: string, into: string): Promise<void> {
  for (const {
    id,
    email,
    emailKey,
    system,
    externalId,
    consentAt,
    consentSource,
  } of await tx.contact.findMany({
    where: { clientId: from },
    orderBy: { id: 'asc' },
  })) {
    const origin = system !== null && externalId !== null ? { system, externalId } : undefined;
    const same = await findContact(tx, into, emailKey, origin);
    if (!same) {
      await tx.contact.update({ where: { id }, data: { clientId: into } });
      continue;
    }
    await tx.$executeRaw`
      INSERT INTO engagement_contact (engagement_id, contact_id, place)
      SELECT engagement_id, ${same.id}, place FROM engagement_contact WHERE contact_id = ${id}
      ON CONFLICT DO NOTHING`;
    await tx.engagementContact.deleteMany({ where: { contactId: id } });
    await tx.contact.delete({ where: { id } });
    await tx.contact.update({
      where: { id: same.id },
      data: {
        ...(same.consentAt === null ? { consentAt, consentSource } : {}),
        ...(same.email === null ? { email, emailKey } : {}),
        ...(same.system === null ? { system, externalId } : {}),
      },
    });
  }
}
