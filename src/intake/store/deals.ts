import type { Connection } from '../../database/database';
import type { DealMemory } from '../domain/deal-moves';

/** A deal at the vendor that keeps it. */
export interface DealKey {
  vendor: string;
  dealId: string;
}

/** The stage that is known last: read by an intake, or written by our own connector. */
const STAGE = 'deal-stage';
/** What has been understood of the deal's way. */
const MEMORY = 'deal-memory';

/** Whoever judges a deal waits for whoever judges it already, until the end of the transaction. */
export async function lockDeal(tx: Connection, { dealId }: DealKey): Promise<void> {
  await tx.$executeRaw`SELECT pg_advisory_xact_lock(hashtextextended(${`deal:${dealId}`}, 0))`;
}

export async function knownStage(db: Connection, deal: DealKey): Promise<string | undefined> {
  return (await find(db, deal, STAGE))?.vendorId;
}

export async function dealMemory(db: Connection, deal: DealKey): Promise<DealMemory | undefined> {
  return (await find(db, deal, MEMORY))?.data as DealMemory | undefined;
}

/** Remembers the stage at which an engagement was started for its deal; what is known already stays. */
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

/** Remembers the stage that a deal was read in, and what was understood by it. */
export async function remember(
  tx: Connection,
  deal: DealKey,
  stage: string,
  memory: DealMemory,
  createdAt: Date,
): Promise<void> {
  await put(tx, deal, STAGE, { vendorId: stage }, createdAt);
  await put(tx, deal, MEMORY, { vendorId: memory.told, data: { ...memory } }, createdAt);
}

async function put(
  tx: Connection,
  deal: DealKey,
  kind: string,
  values: { vendorId: string; data?: object },
  createdAt: Date,
): Promise<void> {
  const key = keyOf(deal, kind);
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
