import { randomUUID } from 'node:crypto';
import type { SandboxAnswer, SandboxWorld } from '../kit/sandbox/vendor-sandbox';

/** The stages of the stand-in's only pipeline. */
export const STAGES = [
  ['planning_proposal', 'Planning proposal'],
  ['contractsent', 'Contract sent'],
  ['closedwon', 'Closed won'],
  ['closedlost', 'Closed lost'],
] as const;
/** The vendor's own ids start here, so that ids given to `_emit` stay free. */
const FIRST_ID = 51_000_000_000;
type Properties = Record<string, string | null>;
export interface Stored {
  id: string;
  properties: Properties;
  createdAt: string;
  updatedAt: string;
  archived: false;
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

export async function make(
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

export async function change(
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

/** The object by its id, or by a unique property. */
export async function find(
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

export function shown(object: Stored, wanted?: readonly string[]): Stored {
  if (wanted === undefined) return object;
  const own = ['hs_object_id', ...wanted].map((name): [string, string | null] => [
    name,
    name === 'hs_object_id' ? object.id : (object.properties[name] ?? null),
  ]);
  return { ...object, properties: Object.fromEntries(own) };
}
