import type { z } from 'zod';
import { VendorError } from '../kit/errors';
import type { VendorAnswer, VendorHttp } from '../kit/http';
import { Associated, type CrmObject, CrmObjects, PartRefusals } from './answers';
import { HUBSPOT_VERSION } from './auth';

/** What HubSpot's objects of every type have in common. */

export type HubspotObjectType =
  | 'deals'
  | 'contacts'
  | 'companies'
  | 'tickets'
  | 'notes'
  | 'tasks'
  | 'emails'
  | 'calls'
  | 'communications';

const BATCH_SIZE = 100;

export function objectPath(type: HubspotObjectType, id: string): string {
  return `/crm/objects/${HUBSPOT_VERSION}/${type}/${encodeURIComponent(id)}`;
}

/** What is not there is left out. */
export async function readBatch(
  http: VendorHttp,
  type: HubspotObjectType,
  ids: readonly string[],
  properties: readonly string[],
): Promise<z.infer<typeof CrmObject>[]> {
  const found: z.infer<typeof CrmObject>[] = [];
  for (let start = 0; start < ids.length; start += BATCH_SIZE) {
    const { body } = await http.request({
      op: `${type}.read`,
      method: 'POST',
      path: `/crm/objects/${HUBSPOT_VERSION}/${type}/batch/read`,
      json: {
        inputs: ids.slice(start, start + BATCH_SIZE).map((id) => ({ id })),
        properties,
        propertiesWithHistory: [],
      },
    });
    found.push(...CrmObjects.parse(body).results);
  }
  return found;
}

/** The ids of everything of a type that is associated with an object, page by page. */
export async function associatedIds(
  http: VendorHttp,
  from: HubspotObjectType,
  id: string,
  to: string,
): Promise<string[]> {
  const ids = new Set<string>();
  let after: string | undefined;
  do {
    const { body } = await http.request({
      op: 'associations.read',
      method: 'POST',
      path: `/crm/associations/${HUBSPOT_VERSION}/${from}/${to}/batch/read`,
      json: { inputs: [{ id, ...(after === undefined ? {} : { after }) }] },
    });
    const [page] = Associated.parse(body).results;
    for (const { toObjectId } of page?.to ?? []) ids.add(toObjectId);
    after = page?.paging?.next?.after;
  } while (after !== undefined);
  return [...ids];
}

/** HubSpot's own guard on a unique property of ours: one object per key. @returns its id */
export async function upsertByKey(
  http: VendorHttp,
  type: HubspotObjectType,
  { property, key }: { property: string; key: string },
  properties: Readonly<Record<string, string>>,
): Promise<string> {
  const op = `${type}.upsert`;
  const answer = await http.request({
    op,
    method: 'POST',
    path: `/crm/objects/${HUBSPOT_VERSION}/${type}/batch/upsert`,
    json: { inputs: [{ idProperty: property, id: key, properties }] },
  });
  return onlyResult(op, answer);
}

/** What a property of ours is called, and where it is shown. */
interface OwnProperty {
  name: string;
  label: string;
  groupName: string;
}

/** Makes a text property; done once at set-up, repeatable (409 = it exists). */
export async function ensureProperty(
  http: VendorHttp,
  type: HubspotObjectType,
  property: OwnProperty & { hasUniqueValue?: true },
): Promise<void> {
  await http.request({
    op: 'properties.create',
    method: 'POST',
    path: `/crm/properties/${HUBSPOT_VERSION}/${type}`,
    json: { ...property, type: 'string', fieldType: 'text' },
    expected: [409],
  });
}

/** Makes the unique property that an upsert relies on, as `ensureProperty` does. */
export async function ensureKeyProperty(
  http: VendorHttp,
  type: HubspotObjectType,
  property: OwnProperty,
): Promise<void> {
  await ensureProperty(http, type, { ...property, hasUniqueValue: true });
}

/** Repeatable. */
export async function associateDefault(
  http: VendorHttp,
  [from, fromId]: [HubspotObjectType, string],
  [to, toId]: [HubspotObjectType, string],
): Promise<void> {
  await http.request({
    op: 'associations.create',
    method: 'PUT',
    path: `${objectPath(from, fromId)}/associations/default/${to}/${encodeURIComponent(toId)}`,
  });
}

/** The one id that an upsert of one gave. HubSpot answers 207 with an empty result when it refused a part. */
function onlyResult(op: string, { body, status }: VendorAnswer): string {
  const [first] = CrmObjects.parse(body).results;
  if (first !== undefined) return first.id;
  const [refusal] = PartRefusals.parse(body).errors;
  throw new VendorError({
    system: 'hubspot',
    op,
    status,
    vendorCode: refusal?.category ?? 'NO_RESULT',
    outcome: 'rejected',
    vendorText: '',
  });
}
