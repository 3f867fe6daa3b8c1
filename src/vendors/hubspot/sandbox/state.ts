import { randomUUID } from 'node:crypto';
import type { SandboxAnswer, SandboxWorld } from '../../kit/sandbox/vendor-sandbox';

/** The stages of the stand-in's only pipeline. */
export const STAGES = [
  ['planning_proposal', 'Planning proposal'],
  ['contractsent', 'Contract sent'],
  ['closedwon', 'Closed won'],
  ['closedlost', 'Closed lost'],
] as const;
/** The stages of the stand-in's only pipeline of tickets: those of every account. */
export const TICKET_STAGES = [
  ['1', 'New'],
  ['2', 'Waiting on contact'],
  ['3', 'Waiting on us'],
  ['4', 'Closed'],
] as const;
/** The vendor's own ids start here, so that ids given to `_emit` stay free. */
const FIRST_ID = 51_000_000_000;
type Properties = Record<string, string | null>;
export interface Stored {
  id: string;
  properties: Properties;
  createdAt: string;
  updatedAt: string;
  archived: boolean;
  /** The values that each property had, the newest first. */
  history: Readonly<Record<string, readonly Value[]>>;
}
/** One value that a property had. */
interface Value {
  value: string | null;
  timestamp: string;
  sourceType: string;
  updatedByUserId?: number;
}
export interface UpsertInput {
  id: string;
  idProperty?: string;
  properties: Properties;
}
export type Form = Record<string, string>;
export interface NewObject {
  properties: Properties;
  associations?: { to: { id: string } }[];
}

export function refusal(status: number, category: string, message: string): SandboxAnswer {
  return { status, body: { status: 'error', message, correlationId: randomUUID(), category } };
}

export function gone(type: string, id: string): SandboxAnswer {
  return refusal(404, 'OBJECT_NOT_FOUND', `Object not found. objectId ${id} of type ${type} does not exist.`);
}

function link(from: string, fromId: string, to: string, toId = ''): string {
  return `${from}:${fromId}:${to}:${toId}`;
}

/** @param source who writes, in HubSpot's words: `CRM_UI`, `INTEGRATION` */
export async function make(
  world: SandboxWorld,
  type: string,
  properties: Properties,
  source: string,
  givenId?: string,
): Promise<Stored> {
  const id = givenId ?? String(FIRST_ID + (await world.nextNumber('object')));
  const at = new Date(world.nowMs()).toISOString();
  const empty = { id, properties: {}, createdAt: at, updatedAt: at, archived: false, history: {} };
  const object = withValues(empty, properties, { source }, world.nowMs());
  await world.put(type, id, object);
  if (typeof properties['email'] === 'string')
    await world.put(`${type}#email`, properties['email'].toLowerCase(), id);
  return object;
}

export async function change(
  world: SandboxWorld,
  type: string,
  object: Stored,
  properties: Properties,
  source: string,
  userId?: number,
): Promise<Stored> {
  const changed = withValues(object, properties, { source, userId }, world.nowMs());
  await world.put(type, object.id, changed);
  return changed;
}

/** Deletes an object, or brings it back. */
export async function archive(
  world: SandboxWorld,
  type: string,
  object: Stored,
  archived: boolean,
): Promise<Stored> {
  const changed = { ...object, archived, updatedAt: new Date(world.nowMs()).toISOString() };
  await world.put(type, object.id, changed);
  return changed;
}

/** From now on an object is found under another id. */
export async function redirect(world: SandboxWorld, type: string, from: string, to: string): Promise<void> {
  await world.remove(type, from);
  await world.put(`${type}->`, from, to);
}

const KEPT_VALUES = 100;

/** A value that is the same is no change; no two changes of a property have one instant. */
function withValues(
  object: Stored,
  properties: Properties,
  { source: sourceType, userId }: { source: string; userId?: number | undefined },
  nowMs: number,
): Stored {
  const by = userId === undefined ? {} : { updatedByUserId: userId };
  const history: Record<string, readonly Value[]> = { ...object.history };
  for (const [name, value] of Object.entries(properties)) {
    const before = history[name] ?? [];
    if (before[0] !== undefined && before[0].value === value) continue;
    const afterLast = before[0] === undefined ? 0 : Date.parse(before[0].timestamp) + 1;
    const timestamp = new Date(Math.max(Math.floor(nowMs), afterLast)).toISOString();
    history[name] = [{ value, timestamp, sourceType, ...by }, ...before].slice(0, KEPT_VALUES);
  }
  const updatedAt = new Date(nowMs).toISOString();
  return { ...object, properties: { ...object.properties, ...properties }, updatedAt, history };
}

export async function associate(
  world: SandboxWorld,
  from: string,
  fromId: string,
  to: string,
  toId: string,
): Promise<void> {
  await world.put('association', link(from, fromId, to, toId), {});
  await world.put('association', link(to, toId, from, fromId), {});
}

export async function associatedIds(
  world: SandboxWorld,
  from: string,
  fromId: string,
  to: string,
): Promise<string[]> {
  const prefix = link(from, fromId, to);
  return (await world.listIds('association', prefix)).map((id) => id.slice(prefix.length));
}

/** The object by its id, by one that it had before it was merged, or by a unique property; not one that was deleted. */
export async function find(
  world: SandboxWorld,
  type: string,
  id: string,
  idProperty?: string,
): Promise<Stored | undefined> {
  const key = idProperty === 'email' ? id.toLowerCase() : id;
  const isById = idProperty === undefined || idProperty === 'hs_object_id';
  const indexed = isById ? id : await world.get<string>(`${type}#${idProperty}`, key);
  const object = indexed === undefined ? undefined : await following(world, type, indexed);
  return object?.archived === true ? undefined : object;
}

async function following(world: SandboxWorld, type: string, id: string): Promise<Stored | undefined> {
  const object = await world.get<Stored>(type, id);
  if (object !== undefined) return object;
  const next = await world.get<string>(`${type}->`, id);
  return next === undefined ? undefined : await following(world, type, next);
}

/** Whether a property identifies an object of the type. */
export async function isUnique(world: SandboxWorld, type: string, property: string): Promise<boolean> {
  if (type === 'contacts' && property === 'email') return true;
  const made = await world.get<{ hasUniqueValue?: boolean }>('property', `${type}:${property}`);
  return made?.hasUniqueValue === true;
}

/** An object as HubSpot shows it, with the properties that were asked for. */
export function shown(
  { history, ...object }: Stored,
  wanted?: readonly string[],
  withHistory: readonly string[] = [],
): object {
  const all = valuesOf({ history, ...object });
  const own = ['hs_object_id', ...(wanted ?? [])].map((name) => [name, all[name] ?? null]);
  const properties = wanted === undefined ? object.properties : Object.fromEntries(own);
  if (withHistory.length === 0) return { ...object, properties };
  const named = withHistory.map((name) => [name, history[name] ?? []]);
  return { ...object, properties, propertiesWithHistory: Object.fromEntries(named) };
}

/** All values of an object, with those that HubSpot sets itself. */
export function valuesOf(object: Stored): Properties {
  return { ...object.properties, ...computed(object) };
}

function computed({ id, properties, createdAt, updatedAt }: Stored): Properties {
  const stage = properties['dealstage'];
  return {
    hs_object_id: id,
    hs_createdate: createdAt,
    hs_lastmodifieddate: updatedAt,
    hs_is_closed_won: String(stage === 'closedwon'),
    hs_is_closed_lost: String(stage === 'closedlost'),
  };
}
