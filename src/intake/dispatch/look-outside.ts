import type { Logger } from 'pino';
import type { OutsideSight, OutsideState, OutsideThing } from '../../capability/outside';
import type { Connection, Database } from '../../database/database';
import { lockName } from '../../database/lock';
import { Bell } from '../../dispatch/bell';
import { OutageLog } from '../../dispatch/outage-log';
import { type OutsideObject, idsResting, restingOn, saw } from '../../engagement/store/outside';
import type { Clock, TimeScale } from '../../promise/domain/time';
import type { VendorClients } from '../../vendors/clients';
import { VendorError, VendorUnconfiguredError } from '../../vendors/kit/errors';
import { shortEffectKey } from '../../vendors/kit/effect-key';
import type { Vendor } from '../../vendors/kit/vendor';
import { findVendor } from '../../vendors/registry';
import { changesBetween } from '../domain/outside-changes';
import { lookCursor, moveLookCursor } from '../store/look-cursors';
import { storeDeliveries } from '../store/webhooks';
import { putOutsideChange } from './outside-judgement';

export interface LookDeps {
  db: Database;
  clock: Clock;
  time: TimeScale;
  clients: VendorClients;
  vendors: readonly Vendor[];
  log: Pick<Logger, 'warn' | 'info'>;
}

/** How long a change may stay unheard where the vendor has to be asked, unless it says otherwise itself; product time. */
const LOOK_EVERY_MS = 5 * 60_000;
/** Vendors are asked no more often than this, however fast the product's time runs; wall-clock milliseconds. */
const SHORTEST_PAUSE_MS = 5_000;

/**
 * Asks the vendors that do not call us what has changed of that on which engagements rest, for as long as the process
 * lives, and those whose calls may be lost a little less often. Several processes may: what two of them see is told once.
 */
export async function runLooks(deps: LookDeps, signal: AbortSignal): Promise<void> {
  const outage = new OutageLog(deps.log, 'Looking at what stands outside');
  const pauseMs = Math.max(SHORTEST_PAUSE_MS, LOOK_EVERY_MS / deps.time.scale);
  const pause = new Bell();
  const seldom = new Map<string, number>();
  while (!signal.aborted) {
    const nowMs = deps.clock.productNow();
    const vendors = deps.vendors.filter(({ name }) => (seldom.get(name) ?? nowMs) <= nowMs);
    try {
      await lookOutside({ ...deps, vendors });
      for (const { name, looksEveryMs } of vendors) {
        if (looksEveryMs !== undefined) seldom.set(name, nowMs + looksEveryMs);
      }
      outage.worked();
    } catch (error) {
      outage.failed(error);
    }
    await pause.wait(outage.backOffMs || pauseMs, signal);
  }
}

/** One look at each vendor; trouble with one does not hold up the others. @throws the first trouble, at the end */
export async function lookOutside(deps: Omit<LookDeps, 'time' | 'log'>): Promise<void> {
  const looks = deps.vendors.map(async (vendor) => {
    if (vendor.looksAt !== undefined) await lookAt(deps, vendor, vendor.looksAt);
  });
  const failed = (await Promise.allSettled(looks)).find(({ status }) => status === 'rejected');
  if (failed?.status === 'rejected') throw failed.reason;
}

/**
 * A look that was asked for. One that fails is no trouble: the next one is due within minutes.
 * @returns what became of it, in a plain sentence
 */
export async function lookNow(deps: Omit<LookDeps, 'time' | 'log'>, vendor: string): Promise<string> {
  const found = findVendor(vendor, deps.vendors);
  if (found?.looksAt === undefined) return `ignored: nothing of ${vendor} is looked at`;
  try {
    await lookAt(deps, found, found.looksAt);
    return 'looked at what has changed';
  } catch (error) {
    if (error instanceof VendorError) return 'left to the next look: the vendor could not be asked';
    throw error;
  }
}

async function lookAt(
  { db, clock, clients }: Omit<LookDeps, 'time' | 'log'>,
  vendor: Vendor,
  things: readonly OutsideThing[],
): Promise<void> {
  const before = await lookCursor(db, vendor.name);
  let look;
  try {
    look = await clients.look(vendor, before, () => idsResting(db, vendor.name, things));
  } catch (error) {
    // Without a way to the vendor, nothing of it was made either.
    if (error instanceof VendorUnconfiguredError) return;
    throw error;
  }
  const { sights, unheard = [], cursor } = look;
  await db.$transaction(async (tx) => {
    await lockName(tx, `look:${vendor.name}`);
    if ((await lookCursor(tx, vendor.name)) !== before) return;
    const now = new Date(clock.productNow());
    for (const what of things) {
      await tellSights(tx, { vendor: vendor.name, what, sights, look: before ?? '', now });
    }
    await storeDeliveries(tx, vendor.name, unheard, now);
    await moveLookCursor(tx, vendor.name, cursor, now);
  });
}

interface Seeing {
  vendor: string;
  what: OutsideThing;
  sights: readonly OutsideSight[];
  /** Which look it is. */
  look: string;
  now: Date;
}

async function tellSights(tx: Connection, seeing: Seeing): Promise<void> {
  const { vendor, what, sights, now } = seeing;
  const byId = new Map(sights.map((sight) => [sight.id, sight]));
  for (const row of await restingOn(tx, { vendor, what }, [...byId.keys()])) {
    const sight = byId.get(row.vendorId);
    if (sight?.unheard !== undefined) {
      await storeDeliveries(tx, vendor, [sight.unheard], now);
    } else if (sight !== undefined) {
      await tellSight(tx, seeing, row, sight);
      await saw(tx, row, sight, now);
    }
  }
}

async function tellSight(
  tx: Connection,
  { vendor, what, look, now }: Seeing,
  { engagementId, vendorId, own, seen }: OutsideObject,
  sight: OutsideSight,
): Promise<void> {
  const before = (seen ?? { place: 'there' }) as unknown as OutsideState;
  for (const change of changesBetween(what, before, sight)) {
    if (own.includes(change.how)) continue;
    await putOutsideChange(tx, {
      vendor,
      engagementId,
      change,
      id: vendorId,
      factId: `${vendor}/${shortEffectKey(`${look}/${vendorId}`)}/${what}-${change.how}`,
      occurredAtMs: now.getTime(),
      dueMs: sight.dueMs,
      now,
    });
  }
}
