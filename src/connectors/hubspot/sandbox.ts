import { randomInt, randomUUID } from 'node:crypto';
import { z } from 'zod';
import { isFixedToken, isIssuedToken, issueToken } from '../sandbox/tokens';
import {
  type Emission,
  type Notification,
  type SandboxAnswer,
  type SandboxCall,
  type SandboxWorld,
  UnfitObjectError,
  type VendorSandbox,
} from '../sandbox/vendor-sandbox';
import { requiredValue } from '../vendor-settings';
import { HUBSPOT_VERSION } from './client';
import spec from './openapi.json';
import { signHubspot } from './webhook';

/** The stages of the stand-in's only pipeline. */
const STAGES = [
  ['planning_proposal', 'Planning proposal'],
  ['contractsent', 'Contract sent'],
  ['closedwon', 'Closed won'],
  ['closedlost', 'Closed lost'],
] as const;
/** The vendor's own ids start here, so that ids given to `_emit` stay free. */
const FIRST_ID = 51_000_000_000;
const PORTAL_ID = 4_711_000;

type Properties = Record<string, string | null>;
interface Stored {
  id: string;
  properties: Properties;
  createdAt: string;
  updatedAt: string;
  archived: false;
}
interface UpsertInput {
  id: string;
  idProperty?: string;
  properties: Properties;
}
type Form = Record<string, string>;
interface NewObject {
  properties: Properties;
  associations?: { to: { id: string } }[];
}

function refusal(status: number, category: string, message: string): SandboxAnswer {
  return { status, body: { status: 'error', message, correlationId: randomUUID(), category } };
}

function gone(type: string, id: string): SandboxAnswer {
  return refusal(404, 'OBJECT_NOT_FOUND', `Object not found. objectId ${id} of type ${type} does not exist.`);
}

function link(from: string, fromId: string, to: string, toId = ''): string {
  return `${from}:${fromId}:${to}:${toId}`;
}

async function make(
  world: SandboxWorld,
  type: string,
  properties: Properties,
  givenId?: string,
): Promise<Stored> {
  const id = givenId ?? String(FIRST_ID + (await world.nextNumber('object')));
  const at = new Date(world.nowMs()).toISOString();
  const object: Stored = { id, properties, createdAt: at, updatedAt: at, archived: false };
  await world.put(type, id, object);
  if (typeof properties['email'] === 'string')
    await world.put(`${type}#email`, properties['email'].toLowerCase(), id);
  return object;
}

async function change(
  world: SandboxWorld,
  type: string,
  object: Stored,
  properties: Properties,
): Promise<Stored> {
  const updatedAt = new Date(world.nowMs()).toISOString();
  const changed = { ...object, properties: { ...object.properties, ...properties }, updatedAt };
  await world.put(type, object.id, changed);
  return changed;
}

async function associate(
  world: SandboxWorld,
  from: string,
  fromId: string,
  to: string,
  toId: string,
): Promise<void> {
  await world.put('association', link(from, fromId, to, toId), {});
  await world.put('association', link(to, toId, from, fromId), {});
}

async function associatedIds(
  world: SandboxWorld,
  from: string,
  fromId: string,
  to: string,
): Promise<string[]> {
  const prefix = link(from, fromId, to);
  return (await world.listIds('association', prefix)).map((id) => id.slice(prefix.length));
}

/** The object by its id, or by a unique property. */
async function find(
  world: SandboxWorld,
  type: string,
  id: string,
  idProperty?: string,
): Promise<Stored | undefined> {
  if (idProperty === undefined) return world.get<Stored>(type, id);
  const found = await world.get<string>(
    `${type}#${idProperty}`,
    idProperty === 'email' ? id.toLowerCase() : id,
  );
  return found === undefined ? undefined : world.get<Stored>(type, found);
}

function shown(object: Stored, wanted?: readonly string[]): Stored {
  if (wanted === undefined) return object;
  const own = ['hs_object_id', ...wanted].map((name): [string, string | null] => [
    name,
    name === 'hs_object_id' ? object.id : (object.properties[name] ?? null),
  ]);
  return { ...object, properties: Object.fromEntries(own) };
}

function changeOf(world: SandboxWorld, object: Stored, property: string, changeSource: string): Notification {
  const event = {
    eventId: randomInt(1, 2 ** 40),
    subscriptionId: 1,
    portalId: PORTAL_ID,
    appId: 1,
    occurredAt: Math.floor(world.nowMs()),
    subscriptionType: 'deal.propertyChange',
    objectId: Number(object.id),
    propertyName: property,
    propertyValue: object.properties[property] ?? '',
    changeSource,
  };
  const secret = requiredValue('hubspot', world.settings, 'clientSecret');
  return {
    sign(url, attempt) {
      const body = JSON.stringify([{ ...event, attemptNumber: attempt }]);
      const timestamp = String(Date.now());
      return {
        body,
        headers: {
          'content-type': 'application/json',
          'x-hubspot-request-timestamp': timestamp,
          'x-hubspot-signature-v3': signHubspot(secret, 'POST', url, body, timestamp),
        },
      };
    },
  };
}

async function getObject({ params, query }: SandboxCall, world: SandboxWorld): Promise<SandboxAnswer> {
  const { objectType = '', objectId = '' } = params;
  const object = await find(world, objectType, objectId, query['idProperty']);
  if (object === undefined) return gone(objectType, objectId);
  const body: Record<string, unknown> = { ...shown(object, query['properties']?.split(',')) };
  if (query['associations'] !== undefined) {
    const associations: Record<string, unknown> = {};
    for (const to of query['associations'].split(',')) {
      const ids = await associatedIds(world, objectType, object.id, to);
      const type = `${objectType.replace(/s$/, '')}_to_${to.replace(/s$/, '')}`;
      if (ids.length > 0) associations[to] = { results: ids.map((id) => ({ id, type })) };
    }
    body['associations'] = associations;
  }
  return { status: 200, body };
}

async function listObjects({ params }: SandboxCall, world: SandboxWorld): Promise<SandboxAnswer> {
  const results = await world.list<Stored>(params['objectType'] ?? '');
  return { status: 200, body: { results } };
}

async function createObject(
  { params, body }: SandboxCall<NewObject>,
  world: SandboxWorld,
): Promise<SandboxAnswer> {
  const { objectType = '' } = params;
  const { properties, associations = [] } = body;
  const email = properties['email'];
  if (typeof email === 'string' && (await find(world, objectType, email, 'email')) !== undefined) {
    return refusal(409, 'CONFLICT', 'Contact already exists.');
  }
  if (objectType === 'notes' && !properties['hs_timestamp']) {
    return refusal(400, 'VALIDATION_ERROR', 'Property values were not valid: hs_timestamp was not set.');
  }
  const targets = await Promise.all(associations.map(({ to }) => world.get<Stored>('deals', to.id)));
  if (targets.includes(undefined))
    return refusal(400, 'VALIDATION_ERROR', 'One or more associations are not valid.');
  const object = await make(world, objectType, properties);
  for (const { to } of associations) await associate(world, objectType, object.id, 'deals', to.id);
  return { status: 201, body: object };
}

async function updateObject(
  { params, query, body }: SandboxCall<NewObject>,
  world: SandboxWorld,
): Promise<SandboxAnswer> {
  const { objectType = '', objectId = '' } = params;
  const { properties } = body;
  const object = await find(world, objectType, objectId, query['idProperty']);
  if (object === undefined) return gone(objectType, objectId);
  if (objectType === 'deals' && !isStage(properties['dealstage'])) {
    return refusal(
      400,
      'VALIDATION_ERROR',
      'Property values were not valid: dealstage is not a stage of the pipeline.',
    );
  }
  const changed = await change(world, objectType, object, properties);
  const moved = object.properties['dealstage'] !== changed.properties['dealstage'];
  if (objectType === 'deals' && moved) world.notify(changeOf(world, changed, 'dealstage', 'INTEGRATION'));
  return { status: 200, body: changed };
}

function isStage(value: string | null | undefined): boolean {
  return value === undefined || STAGES.some(([id]) => id === value);
}

async function upsertObjects(
  { params, body }: SandboxCall<{ inputs: UpsertInput[] }>,
  world: SandboxWorld,
): Promise<SandboxAnswer> {
  const { objectType = '' } = params;
  const { inputs } = body;
  const results: (Stored & { new: boolean })[] = [];
  for (const { id, idProperty = '', properties } of inputs) {
    const unique =
      (objectType === 'contacts' && idProperty === 'email') ||
      (await world.get<{ hasUniqueValue?: boolean }>('property', `${objectType}:${idProperty}`))
        ?.hasUniqueValue;
    if (unique !== true) {
      return refusal(400, 'VALIDATION_ERROR', `Property "${idProperty}" is not a unique property.`);
    }
    const present = await find(world, objectType, id, idProperty);
    const object =
      present === undefined
        ? await make(world, objectType, { ...properties, [idProperty]: id })
        : await change(world, objectType, present, properties);
    await world.put(`${objectType}#${idProperty}`, idProperty === 'email' ? id.toLowerCase() : id, object.id);
    results.push({ ...object, new: present === undefined });
  }
  const at = new Date(world.nowMs()).toISOString();
  return { status: 200, body: { status: 'COMPLETE', results, startedAt: at, completedAt: at } };
}

async function readObjects(
  { params, body }: SandboxCall<{ inputs: { id: string }[]; properties: string[] }>,
  world: SandboxWorld,
): Promise<SandboxAnswer> {
  const { inputs, properties } = body;
  const found = await world.getMany<Stored>(
    params['objectType'] ?? '',
    inputs.map(({ id }) => id),
  );
  const results = found.map((object) => shown(object, properties));
  const at = new Date(world.nowMs()).toISOString();
  return { status: 200, body: { status: 'COMPLETE', results, startedAt: at, completedAt: at } };
}

async function associateDefault({ params }: SandboxCall, world: SandboxWorld): Promise<SandboxAnswer> {
  const { fromObjectType = '', fromObjectId = '', toObjectType = '', toObjectId = '' } = params;
  if ((await world.get(fromObjectType, fromObjectId)) === undefined)
    return gone(fromObjectType, fromObjectId);
  if ((await world.get(toObjectType, toObjectId)) === undefined) return gone(toObjectType, toObjectId);
  await associate(world, fromObjectType, fromObjectId, toObjectType, toObjectId);
  const at = new Date(world.nowMs()).toISOString();
  return { status: 200, body: { status: 'COMPLETE', results: [], startedAt: at, completedAt: at } };
}

function pipelines(world: SandboxWorld): unknown {
  const at = new Date(world.nowMs()).toISOString();
  const stages = STAGES.map(([id, label], displayOrder) => ({
    id,
    label,
    displayOrder,
    metadata: { isClosed: String(id.startsWith('closed')) },
    archived: false,
    createdAt: at,
    updatedAt: at,
  }));
  return {
    id: 'default',
    label: 'Sales',
    displayOrder: 0,
    stages,
    archived: false,
    createdAt: at,
    updatedAt: at,
  };
}

async function createProperty(
  { params, body }: SandboxCall<{ name: string }>,
  world: SandboxWorld,
): Promise<SandboxAnswer> {
  const property = body;
  const id = `${params['objectType'] ?? ''}:${property.name}`;
  if (!(await world.insert('property', id, property))) {
    return refusal(409, 'OBJECT_ALREADY_EXISTS', `A property named '${property.name}' already exists.`);
  }
  return { status: 201, body: property };
}

async function addMembers(
  { params, body }: SandboxCall<string[]>,
  world: SandboxWorld,
): Promise<SandboxAnswer> {
  const recordIds = body;
  const known = new Set((await world.getMany<Stored>('contacts', recordIds)).map(({ id }) => id));
  const added: string[] = [];
  for (const recordId of recordIds.filter((id) => known.has(id))) {
    if (await world.insert('member', `${params['listId'] ?? ''}:${recordId}`, { recordId }))
      added.push(recordId);
  }
  const recordIdsMissing = recordIds.filter((id) => !known.has(id));
  return { status: 200, body: { recordsIdsAdded: added, recordIdsRemoved: [], recordIdsMissing } };
}

async function removeMembers(
  { params, body }: SandboxCall<string[]>,
  world: SandboxWorld,
): Promise<SandboxAnswer> {
  const removed: string[] = [];
  for (const recordId of body) {
    if (await world.remove('member', `${params['listId'] ?? ''}:${recordId}`)) removed.push(recordId);
  }
  return { status: 200, body: { recordsIdsAdded: [], recordIdsRemoved: removed, recordIdsMissing: [] } };
}

async function listMembers({ params }: SandboxCall, world: SandboxWorld): Promise<SandboxAnswer> {
  const members = await world.list<{ recordId: string }>('member', `${params['listId'] ?? ''}:`);
  const membershipTimestamp = new Date(world.nowMs()).toISOString();
  const results = members.map(({ recordId }) => ({ recordId, membershipTimestamp }));
  return { status: 200, body: { results } };
}

async function grantToken({ body }: SandboxCall<Form>, world: SandboxWorld): Promise<SandboxAnswer> {
  const form = body;
  const right =
    form['grant_type'] === 'refresh_token' && form['refresh_token'] === world.settings.values['refreshToken'];
  if (!right) return refusal(400, 'BAD_REFRESH_TOKEN', 'missing or invalid refresh token');
  const token = await issueToken(world, 1800);
  return { status: 200, body: { access_token: token, token_type: 'bearer', expires_in: 1800 } };
}

const EmittedDeal = z.object({
  id: z.coerce.string().regex(/^\d{1,15}$/, 'a HubSpot id is a whole number'),
  properties: z.record(z.string(), z.coerce.string()).default({}),
  contacts: z
    .array(
      z.object({ email: z.string(), firstname: z.string().default(''), lastname: z.string().default('') }),
    )
    .optional(),
});

async function dealChanged(object: unknown, world: SandboxWorld): Promise<Emission> {
  const order = EmittedDeal.safeParse(object);
  if (!order.success) throw new UnfitObjectError(z.prettifyError(order.error));
  const { id, properties, contacts } = order.data;
  const present = await world.get<Stored>('deals', id);
  const deal =
    present === undefined
      ? await make(world, 'deals', { pipeline: 'default', ...properties }, id)
      : await change(world, 'deals', present, properties);
  const known = await associatedIds(world, 'deals', id, 'contacts');
  const assumed = [
    { email: `contact-${id}@client.example`, firstname: 'Contact', lastname: `of deal ${id}` },
  ];
  for (const contact of contacts ?? (known.length > 0 ? [] : assumed)) {
    const found = await find(world, 'contacts', contact.email, 'email');
    const { id: contactId } = found ?? (await make(world, 'contacts', contact));
    await associate(world, 'deals', id, 'contacts', contactId);
  }
  const property = 'dealstage' in properties ? 'dealstage' : (Object.keys(properties)[0] ?? 'dealstage');
  return { object: deal, notification: changeOf(world, deal, property, 'CRM_UI') };
}

/** HubSpot's stand-in: objects, associations, lists, properties, pipelines; it tells us of every change of a stage. */
export const hubspotSandbox: VendorSandbox = {
  name: 'hubspot',
  spec: spec,
  basePath: '',
  operations: {
    objectsGetById: getObject,
    objectsGetPage: listObjects,
    objectsCreate: createObject,
    objectsUpdate: updateObject,
    objectsBatchUpsert: upsertObjects,
    objectsBatchRead: readObjects,
    associationsCreateDefault: associateDefault,
    pipelinesGetAll: async (_call, world) => ({ status: 200, body: { results: [pipelines(world)] } }),
    pipelinesGetById: async (_call, world) => ({ status: 200, body: pipelines(world) }),
    propertiesCreate: createProperty,
    listsAdd: addMembers,
    listsRemove: removeMembers,
    listsGetPage: listMembers,
  },
  routes: [{ method: 'POST', path: `/oauth/${HUBSPOT_VERSION}/token`, open: true, handle: grantToken }],
  refusals: {
    unauthorized: () =>
      refusal(401, 'INVALID_AUTHENTICATION', 'Authentication credentials not found or not valid.'),
    notFound: (path) => refusal(404, 'RESOURCE_NOT_FOUND', `Unable to find ${path}.`),
    invalid: (problems) => refusal(400, 'VALIDATION_ERROR', `Invalid input: ${problems.join('; ')}`),
    trouble: (status) =>
      status === 429
        ? {
            status: 'error',
            message: 'You have reached your secondly limit.',
            errorType: 'RATE_LIMIT',
            policyName: 'SECONDLY',
            correlationId: randomUUID(),
          }
        : refusal(
            status,
            status === 401 ? 'INVALID_AUTHENTICATION' : 'INTERNAL_ERROR',
            'There was a problem.',
          ).body,
  },
  authorize: async (token, world) =>
    isFixedToken('hubspot', world, 'accessToken', token) || (await isIssuedToken(world, token)),
  events: { 'deal.propertyChange': dealChanged },
};
