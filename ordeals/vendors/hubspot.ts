import { HUBSPOT_VERSION } from '../../src/vendors/hubspot/auth';
import type { InstallationApi } from '../support/installation-api';
import { ask, type VendorObject } from './vendor-object';

const token = 'sandbox-hubspot-access-token';

interface CrmObject {
  id: string;
  properties: Record<string, string | null>;
}

interface Page {
  results: CrmObject[];
  paging?: { next: { after: string } };
}

/** HubSpot's limit. */
const PAGE = 100;

/** The key with which a note is found again stands in brackets at its end; two notes of one thing differ in nothing else. */
const MARKER = /<p>\[[0-9a-v]+\]<\/p>$/;
/** The product names a deal that it makes itself by the engagement's reference and title, a person by the title. */
const REFERENCE = /^[A-Z]+-\d+ /;

/** Every deal, contact and note in HubSpot. */
export async function readHubspot(installation: InstallationApi): Promise<VendorObject[]> {
  const [deals, contacts, notes] = await Promise.all([
    list(installation, 'deals'),
    list(installation, 'contacts'),
    list(installation, 'notes'),
  ]);
  return [
    ...objects('deal', deals, 'dealname', (name) => name.replace(REFERENCE, '')),
    ...objects('contact', contacts, 'email', (email) => email.toLowerCase()),
    ...objects('note', notes, 'hs_note_body', (body) => body.replace(MARKER, '')),
  ];
}

async function list(installation: InstallationApi, type: string): Promise<CrmObject[]> {
  const path = `hubspot/crm/objects/${HUBSPOT_VERSION}/${type}?limit=${PAGE}`;
  const found: CrmObject[] = [];
  for (let after = ''; ; ) {
    const { results, paging } = await ask<Page>(installation, 'GET', `${path}${after}`, { token });
    found.push(...results);
    if (!paging) return found;
    after = `&after=${paging.next.after}`;
  }
}

function objects(
  kind: string,
  found: readonly CrmObject[],
  property: string,
  alike: (text: string) => string,
): VendorObject[] {
  return found.map(({ id, properties }) => {
    const text = properties[property] ?? id;
    return { kind: `CRM ${kind}`, id, alike: alike(text), shown: text };
  });
}
