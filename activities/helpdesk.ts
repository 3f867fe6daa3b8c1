import type { HelpdeskPort, HelpdeskStage } from '../src/capability/offered/helpdesk';
import type { Connection } from '../src/database/database';
import { lockName } from '../src/database/lock';
import { isBeingTold } from '../src/fact/store/commands';
import { tellGone } from '../src/intake/dispatch/ticket-judgement';
import type { Priority } from '../src/service-desk/domain/service-desk';
import { mailAddressOf } from '../src/text/domain/mail-address';
import {
  isSameStage,
  stageOf,
  type StepActivities,
  type StepAnswer,
  type StepRequest,
} from '../src/ticket/domain/keeping-in-step';
import * as store from '../src/ticket/store/counterparts';
import { VendorUnconfiguredError } from '../src/vendors/kit/errors';
import { dealIdsOf } from '../src/vendors/kit/vendor';
import type { ActionDeps, Door } from './capabilities/action-deps';
import { atVendor } from './capabilities/vendor-errors';

/** Keeps the vendor's tickets in step with ours. Names, addresses and texts are looked up here, never in a workflow. */
export function createHelpdeskActivities(deps: ActionDeps, door: Door<HelpdeskPort>): StepActivities {
  const { port } = door;
  return {
    keepInStep: (request) =>
      atVendor(async (): Promise<StepAnswer> => {
        if (!isShared(port)) return { outcome: 'apart' };
        const before = await intend(deps, door, request);
        if (before === undefined) return { outcome: 'later' };
        if (before.place !== 'there') return { outcome: 'apart' };
        const vendorId = before.vendorId ?? (await made(deps, door, request));
        const change = changeOf(before, request);
        if (Object.keys(change).length > 0 && !(await port().changeTicket(vendorId, change))) {
          await lostThere(deps, door, request);
          return { outcome: 'apart' };
        }
        await remember(deps, door, request, { vendorId, before, change });
        return { outcome: 'inStep' };
      }),
  };
}

/** Without a way to the vendor nothing is shared with it. */
export function isShared(port: () => HelpdeskPort): boolean {
  try {
    return port().isShared();
  } catch (error) {
    if (error instanceof VendorUnconfiguredError) return false;
    throw error;
  }
}

/** Where the requester of a ticket may look it up; undefined where tickets are shared with nobody, or nobody said. */
export function portalUrl(port: () => HelpdeskPort): string | undefined {
  return isShared(port) ? port().portalUrl() : undefined;
}

/**
 * Puts down what is about to be written, before it is: a vendor tells of our own move at once, and whoever takes that in
 * must know it as ours. What the vendor told is heard first: half of it would be told back as a move of ours.
 * @returns undefined while more has happened than the request says
 */
async function intend(
  deps: ActionDeps,
  door: Door<HelpdeskPort>,
  { ticketId, status, priority }: StepRequest,
): Promise<store.Counterpart | undefined> {
  return locked(deps, door, ticketId, async (tx, now) => {
    const ticket = await tx.ticket.findUniqueOrThrow({ where: { id: ticketId } });
    if (ticket.status !== status || ticket.priority !== priority) return undefined;
    if (await isBeingTold(tx, ticketId, door.vendor.name)) return undefined;
    const stage = stageOf(status);
    const before = (await known(tx, door, ticketId)) ?? store.newCounterpart(stage);
    const own = [...new Set<HelpdeskStage>([...before.own, stage])];
    const ownPriorities = [...new Set([...before.ownPriorities, priority])];
    const intended = { ...before, own, ownPriorities };
    await store.rememberCounterpart(tx, door.vendor.name, ticketId, intended, now);
    return before;
  });
}

type Change = Parameters<HelpdeskPort['changeTicket']>[1];

/** What the vendor is to be told; nothing while it has just been made, or stands so already. */
function changeOf(
  { vendorId, stage: there, priority: known }: store.Counterpart,
  { status, priority }: StepRequest,
): Change {
  if (vendorId === null) return {};
  const stage = stageOf(status);
  // A ticket that was made there may stand where ours has yet to come.
  const isBehind = status === 'new' || isSameStage(there, stage);
  return { ...(isBehind ? {} : { stage }), ...(known === priority ? {} : { priority }) };
}

/** The vendor's ticket, made with how ours stands. @returns its id */
async function made(
  { db }: ActionDeps,
  { vendor, port }: Door<HelpdeskPort>,
  { ticketId, status, priority }: StepRequest,
): Promise<string> {
  const ticket = await db.ticket.findUniqueOrThrow({ where: { id: ticketId } });
  const { engagementId, reference, subject, description, requesterName, requesterEmail } = ticket;
  const deal =
    engagementId === null
      ? null
      : await db.externalId.findFirst({
          where: { system: dealIdsOf(vendor), engagementId, isPresent: true },
        });
  return await port().ensureTicket(ticketId, {
    subject: `${reference} ${subject}`,
    description,
    stage: stageOf(status),
    priority,
    requester: { name: requesterName, email: mailAddressOf(requesterEmail)?.wire },
    dealId: deal?.externalId,
  });
}

async function remember(
  deps: ActionDeps,
  door: Door<HelpdeskPort>,
  { ticketId, status, priority }: StepRequest,
  { vendorId, before, change }: { vendorId: string; before: store.Counterpart; change: Change },
): Promise<void> {
  const { name: system } = door.vendor;
  await locked(deps, door, ticketId, async (tx, now) => {
    await store.standFor(tx, system, { vendorId, ticketId }, now);
    const present = (await known(tx, door, ticketId)) ?? before;
    // What somebody did there meanwhile, and was taken in, is later than what we wrote.
    const isOvertaken = present.upToMs !== before.upToMs;
    const stage = isOvertaken || status === 'new' ? present.stage : stageOf(status);
    const after = {
      ...present,
      ...{ vendorId: present.vendorId ?? vendorId, stage },
      priority: priorityThere(priority, { before, present, change }),
    };
    await store.rememberCounterpart(tx, system, ticketId, after, now);
  });
}

/** Null where nobody knows: then it is written again with what follows here from what somebody did there. */
function priorityThere(
  priority: Priority,
  { before, present, change }: { before: store.Counterpart; present: store.Counterpart; change: Change },
): Priority | null {
  if (present.priorityUpToMs === before.priorityUpToMs || present.priority === priority) return priority;
  // Somebody gave it another one meanwhile: before ours was written, or after.
  return change.priority === undefined ? present.priority : null;
}

async function lostThere(
  deps: ActionDeps,
  door: Door<HelpdeskPort>,
  { ticketId }: StepRequest,
): Promise<void> {
  await locked(deps, door, ticketId, async (tx, now) => {
    await tellGone(deps, tx, door.vendor.name, { ticketId, atMs: now.getTime() });
  });
}

const known = (tx: Connection, { vendor }: Door<HelpdeskPort>, ticketId: string) =>
  store.counterpartOf(tx, vendor.name, ticketId);

/** One after the other for one ticket: whoever reads it at the vendor waits too. */
async function locked<T>(
  { db, clock }: ActionDeps,
  { vendor }: Door<HelpdeskPort>,
  ticketId: string,
  work: (tx: Connection, now: Date) => Promise<T>,
): Promise<T> {
  return db.$transaction(async (tx) => {
    await lockName(tx, store.counterpartLock(vendor.name, ticketId));
    return await work(tx, new Date(clock.productNow()));
  });
}
