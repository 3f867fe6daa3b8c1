import type { Connection, Database } from '../../database/database';
import type { Engagement } from '../../database/generated/client';
import { storeSystemCommands } from '../../fact/dispatch/system-commands';
import { startStageAt } from '../../playbook/domain/starts';
import { listPlaybooks, loadPlaybook } from '../../playbook/store/playbooks';
import type { Clock } from '../../promise/domain/time';
import { shortEffectKey } from '../../vendors/kit/effect-key';
import { dealIdsOf, type Vendor } from '../../vendors/kit/vendor';
import { findVendor } from '../../vendors/registry';
import { type DealMemory, movesOf, newDealMemory } from '../domain/deal-moves';
import type { DealState, DealVerdict } from '../domain/intake';
import { type DealKey, dealMemory, knownStage, lockDeal, remember, rememberFirst } from '../store/deals';
import { readPayload } from '../store/deliveries';
import { eventOf, occurredAtMs, stageEventOf } from './delivery-subject';

interface JudgeDeps {
  db: Database;
  clock: Clock;
  vendors: readonly Vendor[];
}

/** What changes whenever the deal was judged or written by ourselves; taken before the deal is read. */
export async function dealMark(db: Connection, deal: DealKey): Promise<string> {
  const [stage, memory] = await Promise.all([knownStage(db, deal), dealMemory(db, deal)]);
  return `${memory?.judged ?? 0}/${stage ?? ''}`;
}

/**
 * Judges the stage that a deal was read in: start an engagement, tell the one that there is, or nothing. What is to be
 * told is stored in the same transaction, so that a repeated call gives the same verdict.
 */
export async function judgeDeal(deps: JudgeDeps, state: DealState): Promise<DealVerdict> {
  const { vendor, dealId, stage } = state;
  return deps.db.$transaction(async (tx) => {
    await lockDeal(tx, state);
    const external = await tx.externalId.findUnique({
      where: { system_externalId: { system: dealIdsOf(called(vendor, deps.vendors)), externalId: dealId } },
      include: { engagement: true },
    });
    return external
      ? await knownDeal(deps, tx, external.engagement, state)
      : await unknownDeal(tx, vendor, stage);
  });
}

async function knownDeal(
  { clock, vendors }: JudgeDeps,
  tx: Connection,
  engagement: Engagement,
  state: DealState,
): Promise<DealVerdict> {
  const { vendor, key, stage, mark } = state;
  const prefix = `${vendor}/${shortEffectKey(key)}/`;
  const stored = await tx.command.findMany({
    where: { subjectId: engagement.id, id: { startsWith: prefix } },
    orderBy: { id: 'asc' },
  });
  if (stored.length > 0) {
    return { do: 'tell', engagementId: engagement.id, commandIds: stored.map(({ id }) => id) };
  }
  if ((await dealMark(tx, state)) !== mark) {
    return { do: 'again' };
  }
  const event = eventOf(vendors, vendor, await readPayload(tx, { vendor, key }));
  const before = await memoryOf(tx, state, engagement);
  const known = (await knownStage(tx, state)) ?? before.told;
  const { tell, memory } = movesOf(before, known, stage, stageEventOf(event));
  const nowMs = clock.productNow();
  await remember(tx, state, stage, memory, new Date(nowMs));
  if (tell.length === 0) {
    return { do: 'nothing', outcome: `ignored: the deal is at ${stage} already` };
  }
  const commands = tell.map((passed, index) => ({
    id: `${prefix}${String(index).padStart(3, '0')}`,
    signal: 'dealChanged' as const,
    fields: { stage: passed },
    occurredAtMs: occurredAtMs(event, nowMs),
  }));
  await storeSystemCommands(tx, vendor, engagement.id, commands, new Date(nowMs));
  return { do: 'tell', engagementId: engagement.id, commandIds: commands.map(({ id }) => id) };
}

async function unknownDeal(tx: Connection, vendor: string, stage: string): Promise<DealVerdict> {
  for (const { name, version } of await listPlaybooks(tx, 200, null)) {
    if (startStageAt(vendor, await loadPlaybook(tx, name, version)) === stage) {
      return { do: 'start', playbook: `${name}@${version}` };
    }
  }
  return { do: 'nothing', outcome: `ignored: nothing starts at the stage ${stage}` };
}

/** Remembers the stage at which an engagement was started for its deal; what is known already stays. */
export async function rememberStart(
  { db, clock }: Pick<JudgeDeps, 'db' | 'clock'>,
  vendor: Vendor,
  { key, dealId, stage }: { key: string; dealId: string; stage: string },
): Promise<void> {
  const nowMs = clock.productNow();
  const payload = await readPayload(db, { vendor: vendor.name, key });
  const moved = stageEventOf(eventOf([vendor], vendor.name, payload));
  // What happened before the event that started the engagement had its say in it.
  const memory = newDealMemory(stage, moved?.stage === stage ? moved.atMs : nowMs);
  await rememberFirst(db, { vendor: vendor.name, dealId }, memory, new Date(nowMs));
}

async function memoryOf(tx: Connection, deal: DealKey, engagement: Engagement): Promise<DealMemory> {
  const remembered = await dealMemory(tx, deal);
  if (remembered) {
    return remembered;
  }
  const playbook = await loadPlaybook(tx, engagement.playbookName, engagement.playbookVersion);
  return newDealMemory(startStageAt(deal.vendor, playbook) ?? '', engagement.startedAt.getTime());
}

function called(name: string, vendors: readonly Vendor[]): Vendor {
  const vendor = findVendor(name, vendors);
  if (vendor === undefined) throw new Error(`There is no vendor ${name} in this release.`);
  return vendor;
}
