import type { Connection } from '../../database/database';
import { linkBroken, linkMended, type LinkSignal } from '../../engagement/domain/facts/documents/links';
import { putFact } from '../../fact/store/facts-to-tell';
import { derivedId } from '../../promise/domain/ids';
import type { Broken } from '../domain/link';
import { type LinkPlace, placesOf } from './links';

const ACTOR = { kind: 'system', name: 'promisekeeper' } as const;

/** Puts down that a link leads nowhere, once for each place where it stands, also for those that came later. */
export async function tellBroken(tx: Connection, url: string, broken: Broken, now: Date): Promise<void> {
  for (const place of await placesOf(tx, url)) {
    await put(tx, place, linkBroken.name, broken, `${broken.why}, since ${broken.since.toISOString()}`, now);
  }
}

/** Puts down that it leads there again, for whoever was told that it did not. */
export async function tellMended(tx: Connection, url: string, broken: Broken, now: Date): Promise<void> {
  for (const place of await placesOf(tx, url)) {
    const told = await tx.command.count({
      where: { subjectId: place.engagementId, id: idOf(place, linkBroken.name, broken) },
    });
    if (told > 0) await put(tx, place, linkMended.name, broken, '', now);
  }
}

async function put(
  tx: Connection,
  place: LinkPlace,
  signal: LinkSignal,
  broken: Broken,
  note: string,
  now: Date,
): Promise<void> {
  const { engagementId, task, document, title, url } = place;
  const at = task === null ? { document: document ?? '' } : { task };
  const fact = {
    ...{ subjectId: engagementId, commandId: idOf(place, signal, broken), signal, actor: ACTOR },
    ...{ body: { ...at, title, url, note }, fields: at, occurredAtMs: now.getTime() },
  };
  await putFact(tx, fact, now);
}

function idOf(place: LinkPlace, signal: LinkSignal, { since }: Broken): string {
  const { engagementId, task, document, url } = place;
  return derivedId('cmd', engagementId, signal, task ?? '', document ?? '', url, since.toISOString());
}
