import type { SandboxAnswer, SandboxCall, SandboxWorld } from '../kit/sandbox/vendor-sandbox';
import { changeOf } from './sandbox-events';
import {
  type NewObject,
  STAGES,
  type Stored,
  type UpsertInput,
  associate,
  associatedIds,
  change,
  find,
  gone,
  make,
  refusal,
  shown,
} from './sandbox-state';

export async function getObject({ params, query }: SandboxCall, world: SandboxWorld): Promise<SandboxAnswer> {
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

export async function listObjects({ params }: SandboxCall, world: SandboxWorld): Promise<SandboxAnswer> {
  const results = await world.list<Stored>(params['objectType'] ?? '');
  return { status: 200, body: { results } };
}

export async function createObject(
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

export async function updateObject(
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

export async function upsertObjects(
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

export async function readObjects(
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

export async function associateDefault({ params }: SandboxCall, world: SandboxWorld): Promise<SandboxAnswer> {
  const { fromObjectType = '', fromObjectId = '', toObjectType = '', toObjectId = '' } = params;
  if ((await world.get(fromObjectType, fromObjectId)) === undefined)
    return gone(fromObjectType, fromObjectId);
  if ((await world.get(toObjectType, toObjectId)) === undefined) return gone(toObjectType, toObjectId);
  await associate(world, fromObjectType, fromObjectId, toObjectType, toObjectId);
  const at = new Date(world.nowMs()).toISOString();
  return { status: 200, body: { status: 'COMPLETE', results: [], startedAt: at, completedAt: at } };
}
