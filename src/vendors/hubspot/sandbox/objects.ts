import type { SandboxAnswer, SandboxCall, SandboxWorld } from '../../kit/sandbox/vendor-sandbox';
import { PROJECT_STATUS } from '../answers';
import { shownAssociations } from './associations';
import { changeOf, eventOf } from './events';
import { readOnly } from './feedback';
import { refusedValues } from './rules';
import {
  type NewObject,
  type Stored,
  type UpsertInput,
  associate,
  change,
  find,
  gone,
  isUnique,
  make,
  refusal,
  shown,
} from './state';

export async function getObject({ params, query }: SandboxCall, world: SandboxWorld): Promise<SandboxAnswer> {
  const { objectType = '', objectId = '' } = params;
  const { idProperty } = query;
  if (idProperty !== undefined && !(await isUnique(world, objectType, idProperty)))
    return notUnique(idProperty);
  const found =
    query['archived'] === 'true'
      ? await world.get<Stored>(objectType, objectId)
      : await find(world, objectType, objectId, idProperty);
  if (found === undefined || found.archived !== (query['archived'] === 'true')) {
    return gone(objectType, objectId);
  }
  const object = found;
  const withHistory = query['propertiesWithHistory']?.split(',');
  const body: Record<string, unknown> = { ...shown(object, query['properties']?.split(','), withHistory) };
  if (query['associations'] !== undefined) {
    const kinds = query['associations'].split(',');
    body['associations'] = await shownAssociations(world, objectType, object.id, kinds);
  }
  return { status: 200, body };
}

function notUnique(property: string): SandboxAnswer {
  return refusal(400, 'VALIDATION_ERROR', `Property "${property}" is not a unique property.`);
}

/** HubSpot's limits for one page and one batch. */
const LARGEST_PAGE = 100;

export async function listObjects(
  { params, query }: SandboxCall,
  world: SandboxWorld,
): Promise<SandboxAnswer> {
  const { limit = '10', after = '0', properties, propertiesWithHistory } = query;
  const size = Number(limit);
  if (!(size >= 1 && size <= LARGEST_PAGE)) {
    return refusal(400, 'VALIDATION_ERROR', `Page size must be 1 to ${LARGEST_PAGE}.`);
  }
  const all = (await world.list<Stored>(params['objectType'] ?? '')).filter(({ archived }) => !archived);
  const start = Number(after);
  const page = all.slice(start, start + size);
  const end = start + page.length;
  const results = page.map((object) =>
    shown(object, properties?.split(','), propertiesWithHistory?.split(',')),
  );
  const paging = end < all.length ? { paging: { next: { after: String(end) } } } : {};
  return { status: 200, body: { results, ...paging } };
}

export async function createObject(
  { params, body }: SandboxCall<NewObject>,
  world: SandboxWorld,
): Promise<SandboxAnswer> {
  const { objectType = '' } = params;
  const forbidden = readOnly(objectType);
  if (forbidden !== undefined) return forbidden;
  const { properties, associations = [] } = body;
  const refused = await refusedValues(world, objectType, properties);
  if (refused !== undefined) return refused;
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
  const object = await make(world, objectType, properties, 'INTEGRATION');
  for (const { to } of associations) await associate(world, objectType, object.id, 'deals', to.id);
  return { status: 201, body: shown(object) };
}

export async function updateObject(
  { params, query, body }: SandboxCall<NewObject>,
  world: SandboxWorld,
): Promise<SandboxAnswer> {
  const { objectType = '', objectId = '' } = params;
  const forbidden = readOnly(objectType);
  if (forbidden !== undefined) return forbidden;
  const { properties } = body;
  const object = await find(world, objectType, objectId, query['idProperty']);
  if (object === undefined) return gone(objectType, objectId);
  const refused = await refusedValues(world, objectType, properties);
  if (refused !== undefined) return refused;
  const changed = await change(world, objectType, object, properties, 'INTEGRATION');
  await tellMove(world, objectType, object, changed);
  return { status: 200, body: shown(changed) };
}

/** HubSpot tells every change of what is subscribed to, also one that an app made. */
async function tellMove(world: SandboxWorld, type: string, before: Stored, after: Stored): Promise<void> {
  const [of, ...properties] = SUBSCRIBED[type] ?? [];
  if (of === undefined) return;
  for (const property of properties) {
    if (before.properties[property] === after.properties[property]) continue;
    await world.notify(changeOf(world, of, after, property, 'INTEGRATION'));
  }
}

const SUBSCRIBED: Readonly<Record<string, [of: 'deal' | 'ticket', ...properties: string[]]>> = {
  deals: ['deal', 'dealstage', PROJECT_STATUS],
  tickets: ['ticket', 'hs_pipeline_stage'],
};

export async function upsertObjects(
  { params, body }: SandboxCall<{ inputs: UpsertInput[] }>,
  world: SandboxWorld,
): Promise<SandboxAnswer> {
  const { objectType = '' } = params;
  const forbidden = readOnly(objectType);
  if (forbidden !== undefined) return forbidden;
  const { inputs } = body;
  if (inputs.length > LARGEST_PAGE) return tooMany();
  const results: object[] = [];
  for (const { id, idProperty = '', properties } of inputs) {
    if (!(await isUnique(world, objectType, idProperty))) return notUnique(idProperty);
    const refused = await refusedValues(world, objectType, { ...properties, [idProperty]: id });
    if (refused !== undefined) return refused;
    const present = await find(world, objectType, id, idProperty);
    const object =
      present === undefined
        ? await make(world, objectType, { ...properties, [idProperty]: id }, 'INTEGRATION')
        : await change(world, objectType, present, properties, 'INTEGRATION');
    if (present !== undefined) await tellMove(world, objectType, present, object);
    else if (objectType === 'tickets') {
      const how = { changeFlag: 'CREATED', changeSource: 'INTEGRATION' };
      await world.notify(eventOf(world, 'ticket.creation', object.id, how));
    }
    await world.put(`${objectType}#${idProperty}`, idProperty === 'email' ? id.toLowerCase() : id, object.id);
    results.push({ ...shown(object), new: present === undefined });
  }
  const at = new Date(world.nowMs()).toISOString();
  return { status: 200, body: { status: 'COMPLETE', results, startedAt: at, completedAt: at } };
}

interface BatchRead {
  inputs: { id: string }[];
  properties: string[];
  propertiesWithHistory: string[];
  idProperty?: string;
}

function tooMany(): SandboxAnswer {
  return refusal(400, 'VALIDATION_ERROR', `The maximum number of inputs is ${LARGEST_PAGE}.`);
}

/** What is not there is named beside what is, with status 207. */
export async function readObjects(
  { params, body }: SandboxCall<BatchRead>,
  world: SandboxWorld,
): Promise<SandboxAnswer> {
  const { objectType = '' } = params;
  const { inputs, properties, propertiesWithHistory, idProperty } = body;
  if (inputs.length > LARGEST_PAGE) return tooMany();
  if (idProperty !== undefined && !(await isUnique(world, objectType, idProperty)))
    return notUnique(idProperty);
  const found = await Promise.all(inputs.map(({ id }) => find(world, objectType, id, idProperty)));
  const present = new Map(
    found.filter((object) => object !== undefined).map((object) => [object.id, object]),
  );
  const results = [...present.values()].map((object) => shown(object, properties, propertiesWithHistory));
  const missing = inputs.filter((_input, index) => found[index] === undefined).map(({ id }) => id);
  const at = new Date(world.nowMs()).toISOString();
  const answer = { status: 'COMPLETE', results, startedAt: at, completedAt: at };
  if (missing.length === 0) return { status: 200, body: answer };
  const message = 'Could not get some objects, they may be deleted or not exist. Check that ids are valid.';
  const error = { status: 'error', category: 'OBJECT_NOT_FOUND', message, context: { ids: missing } };
  return { status: 207, body: { ...answer, numErrors: 1, errors: [error] } };
}
