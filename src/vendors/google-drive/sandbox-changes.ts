import { z } from 'zod';
import { googleRefusal } from '../google/sandbox';
import {
  type Emission,
  type SandboxAnswer,
  type SandboxCall,
  type SandboxWorld,
  UnfitObjectError,
} from '../kit/sandbox/vendor-sandbox';

/** Puts a change of a file into the list of changes. */
export async function noteChange(world: SandboxWorld, fileId: string): Promise<void> {
  const number = await world.nextNumber('change');
  await world.put('change', String(number).padStart(10, '0'), { number, fileId });
}

interface Change {
  number: number;
  fileId: string;
}

export async function startPageToken(_call: SandboxCall, world: SandboxWorld): Promise<SandboxAnswer> {
  const newest = (await world.list<Change>('change')).at(-1)?.number ?? 0;
  return { status: 200, body: { kind: 'drive#startPageToken', startPageToken: String(newest + 1) } };
}

/** The changes from the page token's on, each file as it is now. */
export async function listChanges({ query }: SandboxCall, world: SandboxWorld): Promise<SandboxAnswer> {
  const { pageToken = '', pageSize = '100' } = query;
  if (!/^\d+$/.test(pageToken)) return googleRefusal(400, 'invalid', `Invalid Value: ${pageToken}`);
  const all = (await world.list<Change>('change')).filter(({ number }) => number >= Number(pageToken));
  const page = all.slice(0, Number(pageSize));
  const changes = await Promise.all(
    page.map(async ({ fileId }) => {
      const file = await world.get<object>('file', fileId);
      const common = { kind: 'drive#change', changeType: 'file', fileId };
      return file === undefined ? { ...common, removed: true } : { ...common, removed: false, file };
    }),
  );
  const next = String((page.at(-1)?.number ?? Number(pageToken) - 1) + 1);
  const token = page.length < all.length ? { nextPageToken: next } : { newStartPageToken: next };
  return { status: 200, body: { kind: 'drive#changeList', changes, ...token } };
}

const Named = z.looseObject({ id: z.string() });

/** Somebody moves a file to the bin, takes it out, or deletes it for good: `{ id }`. Drive is asked, it does not call. */
export function changedByHand(trashed: boolean | 'removed') {
  return async (object: unknown, world: SandboxWorld): Promise<Emission> => {
    const order = Named.safeParse(object);
    if (!order.success) throw new UnfitObjectError(z.prettifyError(order.error));
    const { id } = order.data;
    const file = await world.get<object>('file', id);
    if (file === undefined) throw new UnfitObjectError(`There is no file ${id}.`);
    const changed = { ...file, trashed };
    if (trashed === 'removed') await world.remove('file', id);
    else await world.put('file', id, changed);
    await noteChange(world, id);
    return { object: changed };
  };
}
