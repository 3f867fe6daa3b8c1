import type { SandboxAnswer, SandboxCall, SandboxWorld } from '../../kit/sandbox/vendor-sandbox';
import { associate, associatedIds, find, gone, refusal } from './state';

/** HubSpot's limits: associations on one page, and objects in one batch. */
const PAGE_SIZE = 500;
const LARGEST_BATCH = 1_000;

/** What an object shows of its associations beside itself: the first page of each kind that was asked for. */
export async function shownAssociations(
  world: SandboxWorld,
  type: string,
  id: string,
  kinds: readonly string[],
): Promise<Record<string, unknown>> {
  const shown: Record<string, unknown> = {};
  for (const to of kinds) {
    const ids = await associatedIds(world, type, id, to);
    const label = `${type.replace(/s$/, '')}_to_${to.replace(/s$/, '')}`;
    const { page, paging } = pageOf(ids, 0);
    if (ids.length > 0) shown[to] = { results: page.map((one) => ({ id: one, type: label })), ...paging };
  }
  return shown;
}

/** What is associated with each of some objects, page by page; an object without associations is left out. */
export async function readAssociations(
  { params, body }: SandboxCall<{ inputs: { id: string; after?: string }[] }>,
  world: SandboxWorld,
): Promise<SandboxAnswer> {
  const { fromObjectType = '', toObjectType = '' } = params;
  const { inputs } = body;
  if (inputs.length > LARGEST_BATCH) {
    return refusal(400, 'VALIDATION_ERROR', `The maximum number of inputs is ${LARGEST_BATCH}.`);
  }
  const results: object[] = [];
  for (const { id, after = '0' } of inputs) {
    if (!/^\d+$/.test(after)) return refusal(400, 'VALIDATION_ERROR', `Invalid paging token: ${after}`);
    const object = await find(world, fromObjectType, id);
    const ids =
      object === undefined ? [] : await associatedIds(world, fromObjectType, object.id, toObjectType);
    const { page, paging } = pageOf(ids, Number(after));
    const to = page.map((toObjectId) => ({ toObjectId, associationTypes: [] }));
    if (to.length > 0) results.push({ from: { id }, to, ...paging });
  }
  const at = new Date(world.nowMs()).toISOString();
  return { status: 200, body: { status: 'COMPLETE', results, startedAt: at, completedAt: at } };
}

function pageOf(ids: readonly string[], start: number): { page: readonly string[]; paging: object } {
  const page = ids.slice(start, start + PAGE_SIZE);
  const end = start + page.length;
  return { page, paging: end < ids.length ? { paging: { next: { after: String(end) } } } : {} };
}

export async function associateDefault({ params }: SandboxCall, world: SandboxWorld): Promise<SandboxAnswer> {
  const { fromObjectType = '', fromObjectId = '', toObjectType = '', toObjectId = '' } = params;
  const from = await find(world, fromObjectType, fromObjectId);
  if (from === undefined) return gone(fromObjectType, fromObjectId);
  const to = await find(world, toObjectType, toObjectId);
  if (to === undefined) return gone(toObjectType, toObjectId);
  await associate(world, fromObjectType, from.id, toObjectType, to.id);
  const at = new Date(world.nowMs()).toISOString();
  return { status: 200, body: { status: 'COMPLETE', results: [], startedAt: at, completedAt: at } };
}
