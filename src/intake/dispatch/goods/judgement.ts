import type { OutsideThing } from '../../../capability/outside';
import type { Connection, Database } from '../../../database/database';
import { lockName } from '../../../database/lock';
import { outsideChanged } from '../../../engagement/domain/facts/system';
import { type OutsideObject, restingOn, saw } from '../../../engagement/store/outside';
import type { Clock } from '../../../promise/domain/time';
import { shortEffectKey } from '../../../vendors/kit/effect-key';
import type { GoodsNews } from '../../domain/goods-news';
import type { GoodsVerdict, Telling } from '../../domain/intake';
import { putOutsideChange } from '../outside-judgement';

/** Goods as they were read. */
export interface GoodsSight {
  vendor: string;
  what: Extract<OutsideThing, 'order' | 'shipment'>;
  id: string;
  news: readonly GoodsNews[];
  /** Nothing more is to be heard of them. */
  isOver: boolean;
}

/** Whether any engagement is known to rest on it: else it is not worth reading yet. */
export async function restsOn(
  db: Connection,
  { vendor, what, id }: Pick<GoodsSight, 'vendor' | 'what' | 'id'>,
) {
  return (await restingOn(db, { vendor, what }, [id])).length > 0;
}

/**
 * Judges goods as they were read: each engagement that rests on them is told once of each thing that has become of them. What
 * is told goes by ids that follow from the goods and is stored in one transaction: however often and in whatever order the
 * vendor calls, it is the same. What was so before something that was told already is told no more.
 */
export async function judgeGoods(
  { db, clock }: { db: Database; clock: Clock },
  { vendor, what, id, news, isOver }: GoodsSight,
): Promise<GoodsVerdict> {
  const nowMs = clock.productNow();
  const now = new Date(nowMs);
  const told = await db.$transaction(async (tx) => {
    await lockName(tx, `${what}:${vendor}:${id}`);
    const all: Telling[] = [];
    for (const resting of await restingOn(tx, { vendor, what }, [id])) {
      const { engagementId } = resting;
      const root = `${vendor}/${shortEffectKey(`${engagementId}/${what}/${id}`)}`;
      for (const one of await untold(tx, root, resting, news)) {
        const occurredAtMs = Math.min(one.atMs, nowMs);
        const factId = `${root}/${String(occurredAtMs).padStart(14, '0')}/${one.name}`;
        const { change, kept } = one;
        const fact = { vendor, engagementId, change, id: one.id, factId, occurredAtMs, now };
        await putOutsideChange(tx, { ...fact, ...(kept && { kept }) });
      }
      if (isOver) await saw(tx, resting, { id, place: 'gone' }, now);
      const commandIds = (await toldBy(tx, engagementId, root)).map((command) => command.id);
      if (commandIds.length > 0) all.push({ engagementId, commandIds });
    }
    return all;
  });
  return told.length > 0
    ? { do: 'tell', told }
    : { do: 'nothing', outcome: `noted: nothing is to be told of this ${what}` };
}

/** Whatever was told of the goods, the oldest first. */
async function toldBy(tx: Connection, subjectId: string, root: string) {
  return tx.command.findMany({
    where: { subjectId, signal: outsideChanged.name, id: { startsWith: `${root}/` } },
    orderBy: { id: 'asc' },
  });
}

/** What is news, the oldest first; what our own connector did is none. */
async function untold(
  tx: Connection,
  root: string,
  { engagementId, own, what: whole }: OutsideObject,
  news: readonly GoodsNews[],
): Promise<GoodsNews[]> {
  const told = (await toldBy(tx, engagementId, root)).map(({ id: command, body }) => ({
    command,
    ...(body as { id?: string; occurredAt?: string }),
  }));
  return news
    .filter(({ change, id, name, atMs }) => {
      const isOurs = change.what === whole && own.includes(change.how);
      const isTold = told.some(({ command }) => command.endsWith(`/${name}`));
      const isOutdated = told.some((one) => one.id === id && Date.parse(one.occurredAt ?? '') > atMs);
      return !isOurs && !isTold && !isOutdated;
    })
    .toSorted((a, b) => a.atMs - b.atMs);
}
