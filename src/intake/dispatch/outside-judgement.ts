import type { VendorEvent } from '../../capability/events';
import { isRestorable, type OutsideChange } from '../../capability/outside';
import type { Connection, Database } from '../../database/database';
import { lockName } from '../../database/lock';
import { outsideChanged } from '../../engagement/domain/facts/system';
import { changeOnBoard } from '../store/board';
import { meetingAt } from '../../engagement/store/meetings';
import { restingOn, restOn } from '../../engagement/store/outside';
import type { Clock } from '../../promise/domain/time';
import { shortEffectKey } from '../../vendors/kit/effect-key';
import { dealIdsOf, type Vendor } from '../../vendors/kit/vendor';
import { findVendor } from '../../vendors/registry';
import type { DeliveryKey } from '../domain/intake';
import { engagementsOfDeal } from '../store/deals';
import { readPayload } from '../store/deliveries';
import { eventOf, occurredAtMs } from './delivery-subject';
import { putVendorFacts } from './vendor-facts';

/** A change outside that an engagement is to hear of. */
export interface OutsideFact {
  vendor: string;
  engagementId: string;
  change: OutsideChange;
  /** The vendor's id of what was changed. */
  id: string;
  /** The same change has the same id, however often it is seen. */
  factId: string;
  /** What the vendor says beside and no workflow gets. */
  kept?: Record<string, string>;
  occurredAtMs: number;
  /** Of a task: when it is due there now, in milliseconds. */
  dueMs?: number | undefined;
  now: Date;
}

/** Puts a change outside down, once, for the dispatcher to tell the engagement. */
export async function putOutsideChange(tx: Connection, fact: OutsideFact): Promise<void> {
  const { vendor, engagementId, change, id, factId, kept, dueMs, occurredAtMs: atMs, now } = fact;
  const onBoard =
    change.what === 'task' ? await changeOnBoard(tx, { vendor, id, engagementId, dueMs }, change) : {};
  if (onBoard === 'noNews') return;
  const meeting = change.what === 'meeting' ? await meetingAt(tx, { vendor, id, engagementId }) : undefined;
  const told = {
    id: factId,
    signal: outsideChanged.name,
    fields: { ...change, vendor, id, ...(canRestore(vendor, change) ? { restorable: true } : {}) },
    known: {
      ...(meeting ? { meeting: { ...meeting } } : {}),
      ...(onBoard?.plan ? { plan: { ...onBoard.plan } } : {}),
    },
    ...(kept && { kept }),
    occurredAtMs: atMs,
  };
  await putVendorFacts(tx, vendor, engagementId, [told], now);
}

function canRestore(vendor: string, change: OutsideChange): boolean {
  return isRestorable(change, findVendor(vendor)?.restores ?? []);
}

/**
 * Puts down for each engagement that rests on what a delivery tells of that it was changed. What our own connector did
 * is no news, nor is what happened before something that was told of the same thing already: vendors keep no order.
 * @returns what became of it, in a plain sentence; null when nothing rests on it, as far as is known yet
 */
export async function judgeOutside(
  { db, clock, vendors }: { db: Database; clock: Clock; vendors: readonly Vendor[] },
  { vendor, key }: DeliveryKey,
): Promise<string | null> {
  return db.$transaction(async (tx) => {
    const event = await eventOf(vendors, vendor, await readPayload(tx, { vendor, key }));
    if (event.about !== 'outside') return 'ignored: it is about something else';
    const { what, how } = event.change;
    // One delivery after the other of the same thing: each sees what the earlier one has told.
    for (const id of event.ids.toSorted()) await lockName(tx, `outside:${vendor}:${what}:${id}`);
    const resting = await restingOnEvent(tx, vendor, vendors, event);
    if (resting.length === 0) return null;
    const news = resting.filter(({ own }) => !own.includes(how));
    if (news.length === 0) return 'ignored: we did it ourselves';
    const nowMs = clock.productNow();
    const now = new Date(nowMs);
    const told = new Set<string>();
    for (const { engagementId, vendorId } of news) {
      if (event.into !== undefined) {
        await restOn(tx, { vendor, what, engagementId, vendorId: event.into }, now);
      }
      const fact = {
        vendor,
        engagementId,
        change: event.change,
        id: event.into ?? vendorId,
        factId: `${vendor}/${shortEffectKey(key)}/${what}-${how}`,
        occurredAtMs: occurredAtMs(event, nowMs),
        now,
      };
      if (await isOutdated(tx, fact)) continue;
      await putOutsideChange(tx, fact);
      told.add(engagementId);
    }
    return told.size === 0
      ? `ignored: the ${what} has changed again since`
      : `told ${told.size}: ${what} ${how}`;
  });
}

/** Whether something later was told of the same thing. */
async function isOutdated(
  tx: Connection,
  { vendor, engagementId, change, id, factId, occurredAtMs: atMs }: OutsideFact,
): Promise<boolean> {
  const told = await tx.command.findMany({
    where: { subjectId: engagementId, signal: outsideChanged.name, body: { path: ['id'], equals: id } },
  });
  return told.some(({ id: command, body }) => {
    const other = body as { vendor?: string; what?: string; occurredAt?: string };
    const isSame = other.vendor === vendor && other.what === change.what;
    return isSame && command !== factId && Date.parse(other.occurredAt ?? '') > atMs;
  });
}

interface Resting {
  engagementId: string;
  vendorId: string;
  own: string[];
}

async function restingOnEvent(
  tx: Connection,
  vendor: string,
  vendors: readonly Vendor[],
  { change, ids }: Extract<VendorEvent, { about: 'outside' }>,
): Promise<Resting[]> {
  const { what } = change;
  const found = findVendor(vendor, vendors);
  if (what !== 'deal' || found === undefined) return restingOn(tx, { vendor, what }, ids);
  const engagements = await engagementsOfDeal(tx, dealIdsOf(found), ids);
  return engagements.map(({ externalId, engagement }) => ({
    engagementId: engagement.id,
    vendorId: externalId,
    own: [],
  }));
}
