import type { SandboxAnswer, SandboxCall, SandboxWorld } from '../kit/sandbox/vendor-sandbox';
import { requiredValue } from '../kit/vendor-settings';
import { guidOf } from '../microsoft/guid';
import { graphPage, graphRefusal } from '../microsoft/sandbox';

const PAGE = 50;
const LONGEST_TITLE = 255;

export interface Plan {
  '@odata.etag': string;
  id: string;
  title: string;
  createdDateTime: string;
}

export interface Bucket {
  '@odata.etag': string;
  id: string;
  name: string;
  planId: string;
  orderHint: string;
}

/** The state of an object, another one after each change. */
export async function newEtag(world: SandboxWorld): Promise<string> {
  return `W/"${await world.nextNumber('etag')}"`;
}

/** Planner's ids are 28 characters, by whose case they differ. */
export async function plannerId(world: SandboxWorld, kind: string): Promise<string> {
  const number = await world.nextNumber(kind);
  return `${kind[0]}${number}${guidOf(`${kind} ${number}`).replaceAll('-', '')}`.slice(0, 28);
}

export function unfitTitle(title: unknown): SandboxAnswer | undefined {
  const isFit = typeof title === 'string' && title !== '' && title.length <= LONGEST_TITLE;
  return isFit
    ? undefined
    : graphRefusal(400, '', 'The request is invalid: the title is missing or too long.');
}

function groupOf(world: SandboxWorld): string {
  return requiredValue('planner', world.settings, 'groupId');
}

export async function listPlans(call: SandboxCall, world: SandboxWorld): Promise<SandboxAnswer> {
  if (call.params['group-id'] !== groupOf(world)) return graphRefusal(404, '', 'The group was not found.');
  return graphPage(call, world, await world.list<Plan>('plan'), PAGE);
}

interface NewPlan {
  title?: string;
  container?: { url?: string };
}

export async function createPlan(
  { body }: SandboxCall<NewPlan>,
  world: SandboxWorld,
): Promise<SandboxAnswer> {
  const unfit = unfitTitle(body.title);
  if (unfit !== undefined) return unfit;
  if (body.container?.url?.endsWith(`/groups/${groupOf(world)}`) !== true) {
    return graphRefusal(403, '', 'You do not have the required permissions to access this item.');
  }
  const createdDateTime = new Date(world.nowMs()).toISOString();
  const state = { '@odata.etag': await newEtag(world), id: await plannerId(world, 'plan'), createdDateTime };
  const plan = { ...state, ...body };
  await world.put('plan', plan.id, plan);
  return { status: 201, body: plan };
}

export async function listBuckets(call: SandboxCall, world: SandboxWorld): Promise<SandboxAnswer> {
  const { 'plannerPlan-id': planId = '' } = call.params;
  if ((await world.get('plan', planId)) === undefined) return noPlan;
  const all = await world.list<Bucket>('bucket');
  const own = all.filter((bucket) => bucket.planId === planId);
  return graphPage(call, world, own, PAGE);
}

export const noPlan = graphRefusal(404, '', 'The requested item is not found.');

export async function createBucket(
  { body }: SandboxCall<Partial<Bucket>>,
  world: SandboxWorld,
): Promise<SandboxAnswer> {
  const unfit = unfitTitle(body.name);
  if (unfit !== undefined) return unfit;
  if ((await world.get('plan', body.planId ?? '')) === undefined) return noPlan;
  const bucket = { '@odata.etag': await newEtag(world), id: await plannerId(world, 'bucket'), ...body };
  await world.put('bucket', bucket.id, bucket);
  return { status: 201, body: bucket };
}
