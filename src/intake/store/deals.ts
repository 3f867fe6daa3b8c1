import type { Connection } from '../../database/database';
import { lockName } from '../../database/lock';
import type { Engagement } from '../../database/generated/client';
import type { DealMemory } from '../domain/deal-moves';

/** A deal at the vendor that keeps it. */
export interface DealKey {
  vendor: string;
  dealId: string;
}

/** The stages that our own connector has written, the newest as its value. */
const STAGE = 'deal-stage';
/** How far an engagement has been told of the deal's way. */
const MEMORY = 'deal-memory';

/** Whoever judges a deal waits for whoever judges it already, under whatever id, until the end of the transaction. */
export async function lockDeal(tx: Connection, ids: readonly string[]): Promise<void> {
  for (const id of ids.toSorted()) {
    await lockName(tx, `deal:${id}`);
  }
}

/** The engagements that stand for a deal under any of its ids, the oldest first. */
export async function engagementsOfDeal(
  db: Connection,
  system: string,
  ids: readonly string[],
): Promise<{ externalId: string; engagement: Engagement }[]> {
  return db.externalId.findMany({
    where: { system, externalId: { in: [...ids] } },
    include: { engagement: true },
    orderBy: [{ engagement: { startedAt: 'asc' } }, { engagementId: 'asc' }, { externalId: 'asc' }],
  });
}

/**
 * The engagement that made a deal itself, which stands for it from now on: the CRM may tell of it before the answer to its
 * making was put down. Undefined for a deal that came from elsewhere.
 */
export async function claimDeal(
  tx: Connection,
  system: string,
  { dealId, madeBy }: { dealId: string; madeBy?: string },
): Promise<Engagement | undefined> {
  if (madeBy === undefined) return undefined;
  const engagement = await tx.engagement.findUnique({ where: { id: madeBy } });
  if (engagement === null) return undefined;
  await tx.externalId.createMany({
    data: [{ system, externalId: dealId, engagementId: engagement.id }],
    skipDuplicates: true,
  });
  return engagement;
}

/** From now on the deal goes by its new id; the old ones stay known, so that none of them starts anything. */
export async function renameDeal(
  tx: Connection,
  system: string,
  engagementId: string,
  { dealId, mergedIds }: { dealId: string; mergedIds: readonly string[] },
): Promise<void> {
  const olds = mergedIds.map((externalId) => ({ system, externalId, engagementId, isPresent: false }));
  await tx.externalId.createMany({
    data: [{ system, externalId: dealId, engagementId }, ...olds],
    skipDuplicates: true,
  });
  await tx.externalId.updateMany({
    where: { system, engagementId, externalId: { not: dealId } },
    data: { isPresent: false },
  });
}

export async function ownStages(db: Connection, deal: DealKey): Promise<ReadonlySet<string>> {
  const row = await find(db, deal, STAGE);
  const { stages = '' } = (row?.data ?? {}) as Record<string, string>;
  return new Set([row?.vendorId ?? '', ...stages.split('\n')].filter((stage) => stage !== ''));
}

export async function dealMemory(db: Connection, deal: DealKey): Promise<DealMemory | undefined> {
  return (await find(db, deal, MEMORY))?.data as DealMemory | undefined;
}

/** Remembers at which stage an engagement was started for its deal; what is known already stays. */
export async function rememberFirst(
  db: Connection,
  deal: DealKey,
  memory: DealMemory,
  createdAt: Date,
): Promise<void> {
  const { told: vendorId } = memory;
  await db.externalRef.createMany({
    data: [
      { ...keyOf(deal, STAGE), vendorId, createdAt },
      { ...keyOf(deal, MEMORY), vendorId, data: { ...memory }, createdAt },
    ],
    skipDuplicates: true,
  });
}

/** Remembers how far an engagement has been told. */
export async function remember(
  tx: Connection,
  deal: DealKey,
  memory: DealMemory,
  createdAt: Date,
): Promise<void> {
  const key = keyOf(deal, MEMORY);
  const values = { vendorId: memory.told, data: { ...memory } };
  await tx.externalRef.upsert({
    where: { system_kind_key: key },
    create: { ...key, ...values, createdAt },
    update: values,
  });
}

async function find(
  db: Connection,
  deal: DealKey,
  kind: string,
): Promise<{ vendorId: string; data: unknown } | null> {
  return db.externalRef.findUnique({ where: { system_kind_key: keyOf(deal, kind) } });
}

function keyOf({ vendor, dealId }: DealKey, kind: string): { system: string; kind: string; key: string } {
  return { system: vendor, kind, key: dealId };
}
