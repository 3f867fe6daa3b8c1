import { z } from 'zod';
import {
  type Emission,
  type SandboxAnswer,
  type SandboxCall,
  type SandboxWorld,
  UnfitObjectError,
} from '../kit/sandbox/vendor-sandbox';
import { graphPage, graphRefusal } from '../microsoft/sandbox';
import { type Bucket, newEtag, noPlan, plannerId, unfitTitle } from './sandbox-plans';

const PAGE = 50;
const MOST_ITEMS = 20;
const LONGEST_ITEM = 100;
const GUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

interface Task {
  '@odata.etag': string;
  id: string;
  planId: string;
  title: string;
  bucketId?: string;
  dueDateTime?: string | null;
  percentComplete: number;
  assignments: Record<string, { '@odata.type'?: string; orderHint?: string } | null>;
}

interface Details {
  '@odata.etag': string;
  id: string;
  description: string;
  checklist: Record<string, Item | null>;
  references: Record<string, Item | null>;
}

interface Item {
  '@odata.type'?: string;
  title?: string;
}

const noTask = graphRefusal(404, '', 'The requested item is not found.');

export async function listTasks(call: SandboxCall, world: SandboxWorld): Promise<SandboxAnswer> {
  const { 'plannerPlan-id': planId = '' } = call.params;
  if ((await world.get('plan', planId)) === undefined) return noPlan;
  const all = await world.list<Task>('task');
  const own = all.filter((task) => task.planId === planId);
  return graphPage(call, world, own, PAGE);
}

export async function createTask(
  { body }: SandboxCall<Partial<Task>>,
  world: SandboxWorld,
): Promise<SandboxAnswer> {
  if ((await world.get('plan', body.planId ?? '')) === undefined) return noPlan;
  const refused = unfitTitle(body.title) ?? (await unfitTask(body, world));
  if (refused !== undefined) return refused;
  const bucket = body.bucketId === undefined ? undefined : await world.get<Bucket>('bucket', body.bucketId);
  if (body.bucketId !== undefined && bucket?.planId !== body.planId) {
    return graphRefusal(400, '', 'The bucket is not in the plan.');
  }
  const id = await plannerId(world, 'task');
  const state = { '@odata.etag': await newEtag(world), id, percentComplete: 0, assignments: {} };
  const task = { ...state, ...body };
  await world.put('task', id, task);
  const empty = { description: '', checklist: {}, references: {} };
  await world.put('details', id, { '@odata.etag': await newEtag(world), id, ...empty } satisfies Details);
  return { status: 201, body: task };
}

async function unfitTask(
  { assignments = {}, percentComplete = 0 }: Partial<Task>,
  world: SandboxWorld,
): Promise<SandboxAnswer | undefined> {
  const users = Object.keys(assignments);
  const typed = Object.values(assignments).every(
    (one) => one === null || one['@odata.type'] === '#microsoft.graph.plannerAssignment',
  );
  if (!typed) return graphRefusal(400, '', 'The type of an assignment is missing.');
  if (percentComplete < 0 || percentComplete > 100) return graphRefusal(400, '', 'No such percentage.');
  const known = await world.getMany('user', users);
  return known.length < users.length ? graphRefusal(400, '', 'An assignee does not exist.') : undefined;
}

export async function getTask({ params }: SandboxCall, world: SandboxWorld): Promise<SandboxAnswer> {
  const task = await world.get('task', params['plannerTask-id'] ?? '');
  return task === undefined ? noTask : { status: 200, body: task };
}

export async function getDetails({ params }: SandboxCall, world: SandboxWorld): Promise<SandboxAnswer> {
  const details = await world.get('details', params['plannerTask-id'] ?? '');
  return details === undefined ? noTask : { status: 200, body: details };
}

/** Graph's refusal of a change to another state than the present one; undefined when it is that. */
function outdated({ headers }: SandboxCall, present: { '@odata.etag': string }): SandboxAnswer | undefined {
  if (headers['if-match'] === undefined)
    return graphRefusal(400, '', 'The If-Match header must be specified.');
  return headers['if-match'] === present['@odata.etag']
    ? undefined
    : graphRefusal(412, '', 'The item has been modified: the etag does not match.');
}

export async function updateTask(
  call: SandboxCall<Partial<Task>>,
  world: SandboxWorld,
): Promise<SandboxAnswer> {
  const task = await world.get<Task>('task', call.params['plannerTask-id'] ?? '');
  if (task === undefined) return noTask;
  const refused =
    outdated(call, task) ?? unfitTitle(call.body.title ?? task.title) ?? (await unfitTask(call.body, world));
  if (refused !== undefined) return refused;
  const assignments = Object.fromEntries(
    Object.entries({ ...task.assignments, ...call.body.assignments }).filter(([, one]) => one !== null),
  );
  await world.put('task', task.id, {
    ...task,
    ...call.body,
    assignments,
    '@odata.etag': await newEtag(world),
  });
  return { status: 204 };
}

export async function deleteTask(call: SandboxCall, world: SandboxWorld): Promise<SandboxAnswer> {
  const task = await world.get<Task>('task', call.params['plannerTask-id'] ?? '');
  if (task === undefined) return noTask;
  const refused = outdated(call, task);
  if (refused !== undefined) return refused;
  await Promise.all([world.remove('task', task.id), world.remove('details', task.id)]);
  return { status: 204 };
}

export async function updateDetails(
  call: SandboxCall<Partial<Details>>,
  world: SandboxWorld,
): Promise<SandboxAnswer> {
  const details = await world.get<Details>('details', call.params['plannerTask-id'] ?? '');
  if (details === undefined) return noTask;
  const { checklist = {}, references = {}, description = details.description } = call.body;
  const after = { ...details.checklist, ...checklist };
  const refused = outdated(call, details) ?? unfitItems(after) ?? unfitReferences(references);
  if (refused !== undefined) return refused;
  const changed = { description, checklist: after, references: { ...details.references, ...references } };
  await world.put('details', details.id, { ...details, ...changed, '@odata.etag': await newEtag(world) });
  return { status: 204 };
}

function unfitItems(checklist: Details['checklist']): SandboxAnswer | undefined {
  const items = Object.entries(checklist).filter(([, item]) => item !== null);
  if (items.length > MOST_ITEMS) return graphRefusal(403, '', 'MaximumChecklistItemsOnTask');
  const areFit = items.every(
    ([id, item]) =>
      GUID.test(id) &&
      item?.['@odata.type'] === '#microsoft.graph.plannerChecklistItem' &&
      (item.title ?? '').length <= LONGEST_ITEM,
  );
  return areFit ? undefined : graphRefusal(400, '', 'An item of the checklist is not valid.');
}

function unfitReferences(references: Details['references']): SandboxAnswer | undefined {
  const areFit = Object.keys(references).every((name) => !/[.:@#]/.test(name));
  return areFit ? undefined : graphRefusal(400, '', 'The name of a reference is not encoded.');
}

const Changed = z.looseObject({ id: z.string() });

/** Somebody completes, changes or deletes a task: `{ id, ...what changes }`. Nobody is told: it is asked for. */
export function changedByHand(how: 'updated' | 'completed' | 'deleted') {
  return async (object: unknown, world: SandboxWorld): Promise<Emission> => {
    const order = Changed.safeParse(object);
    if (!order.success) throw new UnfitObjectError(z.prettifyError(order.error));
    const task = await world.get<Task>('task', order.data.id);
    if (task === undefined) throw new UnfitObjectError(`There is no task ${order.data.id}.`);
    const done = how === 'completed' ? { percentComplete: 100 } : {};
    const changed = { ...task, ...order.data, ...done, '@odata.etag': await newEtag(world) };
    if (how === 'deleted') await world.remove('task', task.id);
    else await world.put('task', task.id, changed);
    return { object: changed };
  };
}
