import type { SandboxWorld } from '../../kit/sandbox/vendor-sandbox';
import { type Stored, associate, associatedIds, make, redirect } from './state';

/** What else hangs on an object. */
const ASSOCIATED = ['contacts', 'companies', 'notes', 'deals', 'tickets'];

/**
 * Merges objects into a new one, as HubSpot does: it has the history of all of them, and they are found under its id.
 * @param ids the primary one first: its values count
 */
export async function merge(
  world: SandboxWorld,
  type: string,
  ids: readonly string[],
  newId: string | undefined,
): Promise<Stored> {
  const olds = (await Promise.all(ids.map((id) => world.get<Stored>(type, id)))).filter(
    (old) => old !== undefined,
  );
  const properties = Object.assign(
    {},
    ...olds.toReversed().map((old) => old.properties),
  ) as Stored['properties'];
  const before = olds.flatMap((old) => (old.properties['hs_merged_object_ids'] ?? '').split(';'));
  const mergedIds = [...new Set([...before, ...ids])].filter((id) => id !== '').join(';');
  const made = await make(
    world,
    type,
    { ...properties, hs_merged_object_ids: mergedIds },
    'MERGE_OBJECTS',
    newId,
  );
  const history: Record<string, Stored['history'][string]> = { ...made.history };
  for (const name of Object.keys(made.properties)) {
    const all = olds.flatMap((old) => old.history[name] ?? []);
    const newestFirst = all.toSorted((a, b) => Date.parse(b.timestamp) - Date.parse(a.timestamp));
    const isNews = newestFirst[0]?.value !== made.properties[name];
    history[name] = [...(isNews ? (made.history[name] ?? []) : []), ...newestFirst];
  }
  const survivor = { ...made, history };
  await world.put(type, survivor.id, survivor);
  for (const id of ids) {
    for (const to of ASSOCIATED) {
      for (const other of await associatedIds(world, type, id, to)) {
        await associate(world, type, survivor.id, to, other);
      }
    }
    if (id !== survivor.id) await redirect(world, type, id, survivor.id);
  }
  return survivor;
}
