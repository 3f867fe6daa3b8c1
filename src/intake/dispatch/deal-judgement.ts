import type { VendorEvent } from '../../capability/events';
import type { Connection, Database } from '../../database/database';
import type { Engagement } from '../../database/generated/client';
import { startingAt, startStageAt } from '../../playbook/domain/starts';
import { firstPublished } from '../../playbook/store/playbooks';
import { newestRules } from '../../playbook/store/newest-rules';
import { playbooksOf } from '../../playbook/store/playbooks-of';
import type { Clock } from '../../promise/domain/time';
import { shortEffectKey } from '../../vendors/kit/effect-key';
import { dealIdsOf, type Vendor } from '../../vendors/kit/vendor';
import { findVendor } from '../../vendors/registry';
import { type DealMemory, movesOf } from '../domain/deal-moves';
import type { DealState, DealVerdict, DeliveryKey } from '../domain/intake';
import * as store from '../store/deals';
import { readPayload } from '../store/deliveries';
import { eventOf, occurredAtMs } from './delivery-subject';
import { putOutsideChange } from './outside-judgement';
import { putVendorFacts } from './vendor-facts';

interface JudgeDeps {
  db: Database;
  clock: Clock;
  vendors: readonly Vendor[];
}

/** A deal in the state that it was read in, and what brought us to read it. */
interface Sight extends DeliveryKey {
  deal: DealState;
  event: VendorEvent;
}

/**
 * Judges a deal as it was read: start an engagement, tell the one that there is, or nothing. What is to be told is stored
 * in the same transaction, so that a repeated call gives the same verdict; an older reading that is judged after a newer
 * one tells nothing.
 */
export async function judgeDeal(
  deps: JudgeDeps,
  { vendor, key, deal: read }: DeliveryKey & { deal: DealState },
): Promise<DealVerdict> {
  return deps.db.$transaction(async (tx) => {
    const event = await eventOf(deps.vendors, vendor, await readPayload(tx, { vendor, key }));
    const deal = { ...read, mergedIds: allMergedIds(read, event) };
    await store.lockDeal(tx, [deal.dealId, ...deal.mergedIds]);
    const engagement = await standingFor(deps, tx, { vendor, key, deal, event });
    return engagement
      ? await knownDeal(deps, tx, engagement, { vendor, key, deal, event })
      : await unknownDeal(tx, vendor, deal);
  });
}

/** What the event tells counts too: the vendor may show it on the deal itself a little later. */
function allMergedIds({ dealId, mergedIds }: DealState, event: VendorEvent): string[] {
  const told = event.about === 'deal' ? [event.id, ...event.mergedIds] : [];
  return [...new Set([...mergedIds, ...told])].filter((id) => id !== dealId);
}

/** The engagement that stands for the deal, by its present id or, when it was merged, by one of those before. */
async function standingFor(
  { clock, vendors }: JudgeDeps,
  tx: Connection,
  { vendor, deal, event }: Sight,
): Promise<Engagement | undefined> {
  const { dealId, mergedIds, mergedAtMs } = deal;
  const system = dealIdsOf(called(vendor, vendors));
  const known = await store.engagementsOfDeal(tx, system, [dealId, ...mergedIds]);
  if (known.length === 0) return await store.claimDeal(tx, system, deal);
  const standing = known.find(({ externalId }) => externalId === dealId) ?? known[0];
  if (standing === undefined || mergedIds.length === 0) {
    return standing?.engagement;
  }
  const { engagement, externalId } = standing;
  const now = new Date(clock.productNow());
  if (!(await store.dealMemory(tx, { vendor, dealId }))) {
    // The merged deal brings along what happened to the others: before the merge, that was no move of this engagement's.
    const before = await memoryOf(tx, { vendor, dealId: externalId }, engagement);
    const upToMs = Math.max(before.upToMs, (mergedAtMs ?? occurredAtMs(event, now.getTime())) - 1);
    await store.remember(tx, { vendor, dealId }, { ...before, upToMs }, now);
  }
  await store.renameDeal(tx, system, engagement.id, deal);
  const concerned = new Set(known.map((one) => one.engagement.id));
  for (const id of concerned) {
    await putOutsideChange(tx, {
      vendor,
      engagementId: id,
      change: { what: 'deal', how: concerned.size > 1 ? 'joined' : 'merged' },
      id: dealId,
      factId: `${vendor}/${shortEffectKey([dealId, ...mergedIds.toSorted()].join('/'))}/merged`,
      occurredAtMs: occurredAtMs(event, now.getTime()),
      now,
    });
  }
  return engagement;
}

async function knownDeal(
  { clock }: JudgeDeps,
  tx: Connection,
  engagement: Engagement,
  { vendor, key, deal }: Sight,
): Promise<DealVerdict> {
  const { dealId, stage } = deal;
  const prefix = `${vendor}/${shortEffectKey(key)}/`;
  const stored = await tx.command.findMany({
    where: { subjectId: engagement.id, id: { startsWith: prefix }, signal: 'dealChanged' },
    orderBy: { id: 'asc' },
  });
  if (stored.length > 0) {
    return { do: 'tell', engagementId: engagement.id, commandIds: stored.map(({ id }) => id) };
  }
  const nowMs = clock.productNow();
  const now = new Date(nowMs);
  const before = await memoryOf(tx, { vendor, dealId }, engagement);
  const { tell, memory } = movesOf(before, deal.way, await store.ownStages(tx, { vendor, dealId }));
  await store.remember(tx, { vendor, dealId }, memory, now);
  if (tell.length === 0) {
    return { do: 'nothing', outcome: `ignored: the deal is at ${stage} already` };
  }
  const commands = tell.map(({ stage: passed, atMs }, index) => ({
    id: `${prefix}${String(index).padStart(3, '0')}`,
    signal: 'dealChanged' as const,
    fields: {
      stage: passed,
      ...(deal.isLost && passed === stage && index === tell.length - 1 ? { lost: dealId } : {}),
    },
    occurredAtMs: Math.min(atMs, nowMs),
  }));
  await putVendorFacts(tx, vendor, engagement.id, commands, now);
  return { do: 'tell', engagementId: engagement.id, commandIds: commands.map(({ id }) => id) };
}

/** Of several playbooks that start by a deal, the one that was published first has it: a newer one takes over nothing. */
async function unknownDeal(tx: Connection, vendor: string, deal: DealState): Promise<DealVerdict> {
  const starting = startingAt(await newestRules(tx), vendor, deal);
  const first = await firstPublished(
    tx,
    starting.map(({ name }) => name),
  );
  const start = starting.find(({ name }) => name === first);
  return start
    ? { do: 'start', playbook: `${start.name}@${start.version}` }
    : { do: 'nothing', outcome: `ignored: nothing starts at the stage ${deal.stage}` };
}

/** Remembers at which stage an engagement was started for its deal; what is known already stays. */
export async function rememberStart(
  { db, clock }: Pick<JudgeDeps, 'db' | 'clock'>,
  { vendor, dealId, stage, way }: store.DealKey & Pick<DealState, 'stage'> & Pick<Readonly<DealState>, 'way'>,
): Promise<void> {
  const nowMs = clock.productNow();
  // What happened before had its say in the start.
  const memory: DealMemory = { told: stage, upToMs: way.at(-1)?.atMs ?? nowMs };
  await store.rememberFirst(db, { vendor, dealId }, memory, new Date(nowMs));
}

async function memoryOf(tx: Connection, deal: store.DealKey, engagement: Engagement): Promise<DealMemory> {
  const remembered = await store.dealMemory(tx, deal);
  if (remembered) {
    return remembered;
  }
  const { playbook, earlier } = await playbooksOf(tx, engagement);
  const [first = playbook] = earlier;
  return { told: startStageAt(deal.vendor, first) ?? '', upToMs: engagement.startedAt.getTime() };
}

function called(name: string, vendors: readonly Vendor[]): Vendor {
  const vendor = findVendor(name, vendors);
  if (vendor === undefined) throw new Error(`There is no vendor ${name} in this release.`);
  return vendor;
}
