import type { OutsideSight, OutsideState, OutsideThing } from '../../capability/outside';
import type { Connection } from '../../database/database';
import type { OutsideObject, Prisma } from '../../database/generated/client';

export type { OutsideObject } from '../../database/generated/client';

/** Something in a vendor's system on which an engagement rests. */
export interface OutsideKey {
  vendor: string;
  what: OutsideThing;
  vendorId: string;
  engagementId: string;
}

/**
 * Remembers that an engagement rests on something outside; what is known already stays.
 * @param seen how it was made, where its vendor has to be asked how it stands
 */
export async function restOn(
  db: Connection,
  key: OutsideKey,
  createdAt: Date,
  seen: OutsideState = { place: 'there' },
): Promise<void> {
  const data = { ...key, own: [], seen: stored(seen), createdAt };
  await db.outsideObject.createMany({ data, skipDuplicates: true });
}

/** The same from now on, also where an earlier one has come to its end. */
export async function restAnew(db: Connection, key: OutsideKey, createdAt: Date): Promise<void> {
  const { vendor, what, vendorId, engagementId } = key;
  const seen = stored({ place: 'there' });
  await db.outsideObject.upsert({
    where: { vendor_what_vendorId_engagementId: { vendor, what, vendorId, engagementId } },
    create: { ...key, own: [], seen, createdAt },
    update: { seen, createdAt },
  });
}

/** The vendor's ids of what engagements rest on still: what is gone, or has come to its end, is left out. */
export async function idsResting(
  db: Connection,
  vendor: string,
  things: readonly OutsideThing[],
): Promise<string[]> {
  const gone: OutsideSight['place'] = 'gone';
  const rows = await db.outsideObject.findMany({
    where: { vendor, what: { in: [...things] }, NOT: { seen: { path: ['place'], equals: gone } } },
    select: { vendorId: true },
    distinct: ['vendorId'],
    orderBy: { vendorId: 'asc' },
  });
  return rows.map(({ vendorId }) => vendorId);
}

/** Remembers how something stood at the latest look. */
export async function saw(
  db: Connection,
  { vendor, what, vendorId, engagementId }: OutsideObject,
  { id: _id, unheard: _unheard, ...seen }: OutsideSight,
  lookedAt: Date,
): Promise<void> {
  await db.outsideObject.updateMany({
    where: { vendor, what, vendorId, engagementId },
    data: { seen: stored(seen), lookedAt },
  });
}

function stored(seen: OutsideState): Prisma.InputJsonObject {
  return { ...seen, ...(seen.declinedBy === undefined ? {} : { declinedBy: [...seen.declinedBy] }) };
}

/**
 * Remembers, before it is done, that we change something outside ourselves: what the vendor then tells of it is no news.
 * @param how in the words of `OUTSIDE_CHANGES`
 */
export async function changeOurselves(
  db: Connection,
  key: Pick<OutsideKey, 'vendor' | 'what' | 'vendorId'>,
  how: string,
): Promise<void> {
  const { vendor, what, vendorId } = key;
  await db.outsideObject.updateMany({ where: { vendor, what, vendorId }, data: { own: { push: how } } });
}

/** Who rests on any of these. */
export async function restingOn(
  db: Connection,
  { vendor, what }: Pick<OutsideKey, 'vendor' | 'what'>,
  vendorIds: readonly string[],
): Promise<OutsideObject[]> {
  return db.outsideObject.findMany({
    where: { vendor, what, vendorId: { in: [...vendorIds] } },
    orderBy: [{ engagementId: 'asc' }, { vendorId: 'asc' }],
  });
}
