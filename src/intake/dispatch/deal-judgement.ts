import { shortEffectKey } from '../../vendors/kit/effect-key';
import type { DealVerdict } from '../domain/intake';
import type { Clock } from '../../promise/domain/time';
import type { Connection, Database } from '../../database/database';
import { readPayload } from '../store/deliveries';
import type { Engagement } from '../../database/generated/client';
import { listPlaybooks, loadPlaybook } from '../../playbook/store/playbooks';
import { type DealMemory, movesOf, newDealMemory } from '../domain/deal-moves';
import { occurredAtMs, stageEventOf } from './delivery-subject';
import { storeSystemCommands } from '../../fact/dispatch/system-commands';

/** Under this name an engagement's deal is known among its external ids. */
export const DEAL = 'hubspotDeal';

/** The stage of a deal that is known last: read by an intake, or written by our own connector. */
const STAGE = { system: 'hubspot', kind: 'deal-stage' };
/** What has been understood of the deal's way. */
const MEMORY = { system: 'hubspot', kind: 'deal-memory' };

/** What changes whenever the deal was judged or written by ourselves; taken before the deal is read. */
export async function dealMark(db: Connection, dealId: string): Promise<string> {
  const [stage, memory] = await Promise.all([
    db.externalRef.findUnique({ where: { system_kind_key: { ...STAGE, key: dealId } } }),
    db.externalRef.findUnique({ where: { system_kind_key: { ...MEMORY, key: dealId } } }),
  ]);
  const judged = (memory?.data as unknown as DealMemory | undefined)?.judged ?? 0;
  return `${judged}/${stage?.vendorId ?? ''}`;
}

/**
 * Judges the stage that a deal was read in: start an engagement, tell the one that there is, or nothing. What is to be
 * told is stored in the same transaction, so that a repeated call gives the same verdict.
 * @param mark from before the deal was read
 */
export async function judgeDeal(
  { db, clock }: { db: Database; clock: Clock },
  { key, dealId, stage, mark }: { key: string; dealId: string; stage: string; mark: string },
): Promise<DealVerdict> {
  return db.$transaction(async (tx) => {
    await lockDeal(tx, dealId);
    const external = await tx.externalId.findUnique({
      where: { system_externalId: { system: DEAL, externalId: dealId } },
      include: { engagement: true },
    });
    if (!external) {
      return unknownDeal(tx, stage);
    }
    const { engagement } = external;
    const prefix = `hubspot/${shortEffectKey(key)}/`;
    const stored = await tx.command.findMany({
      where: { subjectId: engagement.id, id: { startsWith: prefix } },
      orderBy: { id: 'asc' },
    });
    if (stored.length > 0) {
      return { do: 'tell', engagementId: engagement.id, commandIds: stored.map(({ id }) => id) };
    }
    if ((await dealMark(tx, dealId)) !== mark) {
      return { do: 'again' };
    }
    const payload = await readPayload(tx, { vendor: 'hubspot', key });
    const before = await memoryOf(tx, dealId, engagement);
    const known = await tx.externalRef.findUnique({
      where: { system_kind_key: { ...STAGE, key: dealId } },
    });
    const { tell, memory } = movesOf(before, known?.vendorId ?? before.told, stage, stageEventOf(payload));
    const nowMs = clock.productNow();
    await remember(tx, dealId, stage, memory, new Date(nowMs));
    if (tell.length === 0) {
      return { do: 'nothing', outcome: `ignored: the deal is at ${stage} already` };
    }
    const commands = tell.map((passed, index) => ({
      id: `${prefix}${String(index).padStart(3, '0')}`,
      signal: 'dealChanged' as const,
      fields: { stage: passed },
      occurredAtMs: occurredAtMs(payload, nowMs),
    }));
    await storeSystemCommands(tx, 'hubspot', engagement.id, commands, new Date(nowMs));
    return { do: 'tell', engagementId: engagement.id, commandIds: commands.map(({ id }) => id) };
  });
}

/** Remembers the stage at which an engagement was started for its deal; what is known already stays. */
export async function rememberStart(
  { db, clock }: { db: Database; clock: Clock },
  { key, dealId, stage }: { key: string; dealId: string; stage: string },
): Promise<void> {
  const nowMs = clock.productNow();
  const event = stageEventOf(await readPayload(db, { vendor: 'hubspot', key }));
  // What happened before the event that started the engagement had its say in it.
  const memory = newDealMemory(stage, event?.stage === stage ? event.atMs : nowMs);
  const createdAt = new Date(nowMs);
  await db.externalRef.createMany({
    data: [
      { ...STAGE, key: dealId, vendorId: stage, createdAt },
      { ...MEMORY, key: dealId, vendorId: stage, data: { ...memory }, createdAt },
    ],
    skipDuplicates: true,
  });
}

async function unknownDeal(tx: Connection, stage: string): Promise<DealVerdict> {
  for (const { name, version } of await listPlaybooks(tx, 200, null)) {
    const playbook = await loadPlaybook(tx, name, version);
    if (playbook.starts?.hubspot?.dealStage === stage) {
      return { do: 'start', playbook: `${name}@${version}` };
    }
  }
  return { do: 'nothing', outcome: `ignored: nothing starts at the stage ${stage}` };
}

async function memoryOf(tx: Connection, dealId: string, engagement: Engagement): Promise<DealMemory> {
  const row = await tx.externalRef.findUnique({ where: { system_kind_key: { ...MEMORY, key: dealId } } });
  if (row) {
    return row.data as unknown as DealMemory;
  }
  const { starts } = await loadPlaybook(tx, engagement.playbookName, engagement.playbookVersion);
  return newDealMemory(starts?.hubspot?.dealStage ?? '', engagement.startedAt.getTime());
}

async function remember(
  tx: Connection,
  dealId: string,
  stage: string,
  memory: DealMemory,
  createdAt: Date,
): Promise<void> {
  await tx.externalRef.upsert({
    where: { system_kind_key: { ...STAGE, key: dealId } },
    create: { ...STAGE, key: dealId, vendorId: stage, createdAt },
    update: { vendorId: stage },
  });
  const values = { vendorId: memory.told, data: { ...memory } };
  await tx.externalRef.upsert({
    where: { system_kind_key: { ...MEMORY, key: dealId } },
    create: { ...MEMORY, key: dealId, createdAt, ...values },
    update: values,
  });
}

async function lockDeal(tx: Connection, dealId: string): Promise<void> {
  await tx.$executeRaw`SELECT pg_advisory_xact_lock(hashtextextended(${`deal:${dealId}`}, 0))`;
}
