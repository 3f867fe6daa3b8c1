import { z } from 'zod';
import type { VendorHttp } from '../kit/http';
import { HUBSPOT_VERSION } from './auth';

const CONTACTS = `/crm/objects/${HUBSPOT_VERSION}/contacts`;
const Contact = z.object({ id: z.string() });

/** @returns the id of the contact with that address; undefined when there is none */
export async function findContact(http: VendorHttp, email: string): Promise<string | undefined> {
  const { status, body } = await http.request({
    op: 'contacts.find',
    method: 'GET',
    path: `${CONTACTS}/${encodeURIComponent(email)}`,
    query: { idProperty: 'email', properties: 'email' },
    expected: [404],
  });
  return status === 404 ? undefined : Contact.parse(body).id;
}

/** Makes a contact, unless one has that address (409): that one is left as it is. @returns the contact's id */
export async function createContact(
  http: VendorHttp,
  email: string,
  properties: Readonly<Record<string, string>>,
): Promise<string> {
  const { status, body } = await http.request({
    op: 'contacts.create',
    method: 'POST',
    path: CONTACTS,
    json: { properties: { email, ...properties }, associations: [] },
    expected: [409],
  });
  if (status !== 409) return Contact.parse(body).id;
  const present = await findContact(http, email);
  if (present === undefined) throw new Error('HubSpot says that a contact exists, and does not show it.');
  return present;
}
