import { randomUUID } from 'node:crypto';
import type { SandboxAnswer, SandboxCall, SandboxWorld } from '../kit/sandbox/vendor-sandbox';
import { listed } from './sandbox-lists';
import { type Contact, missing, refused } from './sandbox-state';

export async function findContacts({ query }: SandboxCall, world: SandboxWorld): Promise<SandboxAnswer> {
  return listed('Contacts', await world.list<Contact>('contact'), query);
}

export async function getContact({ params }: SandboxCall, world: SandboxWorld): Promise<SandboxAnswer> {
  const id = params['ContactID'] ?? params['ContactNumber'] ?? '';
  const indexed = (await world.get<string>('contact#ContactNumber', id.toLowerCase())) ?? id;
  const found = await world.get<Contact>('contact', indexed);
  return found === undefined ? missing() : { status: 200, body: { Contacts: [found] } };
}

export async function createContacts(
  { body }: SandboxCall<{ Contacts: Partial<Contact>[] }>,
  world: SandboxWorld,
): Promise<SandboxAnswer> {
  const made: Contact[] = [];
  for (const wanted of body.Contacts) {
    const name = wanted.Name ?? '';
    if (name.trim() === '') return refused('The contact name must be specified', wanted);
    if (name.length > 255) return refused('The contact name must not be longer than 255 characters.', wanted);
    if ((wanted.ContactNumber ?? '').length > 50) {
      return refused('The contact number must not be longer than 50 characters.', wanted);
    }
    const ContactID = randomUUID();
    if (!(await world.insert('contact#Name', name.toLowerCase(), ContactID))) {
      return refused(
        `The contact name ${name} is already assigned to another contact. It must be unique.`,
        wanted,
      );
    }
    if (wanted.ContactNumber)
      await world.put('contact#ContactNumber', wanted.ContactNumber.toLowerCase(), ContactID);
    const contact = { ...wanted, Name: name, ContactID, ContactStatus: 'ACTIVE' };
    await world.put('contact', ContactID, contact);
    made.push(contact);
  }
  return { status: 200, body: { Contacts: made } };
}
