import type { SandboxAnswer, SandboxCall, SandboxWorld } from '../../kit/sandbox/vendor-sandbox';
import { type Stored, refusal } from './state';

export async function createProperty(
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

export async function addMembers(
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

export async function removeMembers(
  { params, body }: SandboxCall<string[]>,
  world: SandboxWorld,
): Promise<SandboxAnswer> {
  const removed: string[] = [];
  for (const recordId of body) {
    if (await world.remove('member', `${params['listId'] ?? ''}:${recordId}`)) removed.push(recordId);
  }
  return { status: 200, body: { recordsIdsAdded: [], recordIdsRemoved: removed, recordIdsMissing: [] } };
}

export async function listMembers(
  { params, query }: SandboxCall,
  world: SandboxWorld,
): Promise<SandboxAnswer> {
  const members = await world.list<{ recordId: string }>('member', `${params['listId'] ?? ''}:`);
  const membershipTimestamp = new Date(world.nowMs()).toISOString();
  const { limit = '100', after = '0' } = query;
  const size = Number(limit);
  if (!(size >= 1 && size <= 250)) return refusal(400, 'VALIDATION_ERROR', 'Page size must be 1 to 250.');
  const start = Number(after);
  const page = members.slice(start, start + size);
  const end = start + page.length;
  const results = page.map(({ recordId }) => ({ recordId, membershipTimestamp }));
  const paging = end < members.length ? { paging: { next: { after: String(end) } } } : {};
  return { status: 200, body: { results, ...paging } };
}
