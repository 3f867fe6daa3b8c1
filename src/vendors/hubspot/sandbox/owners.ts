import { z } from 'zod';
import type { SandboxAnswer, SandboxCall, SandboxWorld } from '../../kit/sandbox/vendor-sandbox';
import { refusal } from './state';

/** Somebody who works in HubSpot. */
export const User = z.object({
  userId: z.int().positive(),
  firstName: z.string().default(''),
  lastName: z.string().default(''),
});
export type User = z.infer<typeof User>;

/** An owner's id is another one than the id of its user. */
const FIRST_OWNER_ID = 77_000_000;

interface Owner extends User {
  id: string;
  type: 'PERSON';
  archived: boolean;
  createdAt: string;
  updatedAt: string;
}

/** Makes somebody an owner, once. @returns the owner's id */
export async function ownerFor(world: SandboxWorld, user: User): Promise<string> {
  const id = String(FIRST_OWNER_ID + user.userId);
  const at = new Date(world.nowMs()).toISOString();
  const owner: Owner = { ...user, id, type: 'PERSON', archived: false, createdAt: at, updatedAt: at };
  await world.put('owner', id, owner);
  return id;
}

export async function getOwner({ params, query }: SandboxCall, world: SandboxWorld): Promise<SandboxAnswer> {
  const { ownerId = '' } = params;
  const id = query['idProperty'] === 'userId' ? String(FIRST_OWNER_ID + Number(ownerId)) : ownerId;
  const owner = await world.get<Owner>('owner', id);
  if (owner === undefined) return refusal(404, 'OBJECT_NOT_FOUND', `Owner ${ownerId} does not exist.`);
  return { status: 200, body: owner };
}
