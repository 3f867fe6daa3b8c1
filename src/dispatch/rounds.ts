import type { Client } from '@temporalio/client';
import { shortEffectKey } from '../vendors/kit/effect-key';
import { WORKFLOW_QUEUE } from '../capability/capability-queues';
import type { IntakeInput } from '../intake/domain/intake';
import {
  lockReceived,
  markDispatched,
  postpone,
  setAside,
  type WaitingDelivery,
} from '../intake/store/deliveries';
import { lockPending, markAnnounced, peopleBeingTold } from '../post/store/outbox';
import { TemporalUnavailable } from '../temporal/client';
import { eventOf, shortWhy, subjectOf } from '../intake/dispatch/delivery-subject';
import type { Vendor } from '../vendors/kit/vendor';
import type { HandOverDeps } from './hand-over';

export interface DispatchDeps extends HandOverDeps {
  /** For signal-with-start. Any connection of this process will do. */
  client: Pick<Client, 'workflow' | 'withDeadline'>;
  /** Those whose calls can be read. */
  vendors: readonly Vendor[];
}

const DELIVERIES_AT_ONCE = 50;
const NOTICES_AT_ONCE = 2_000;
/** Longer than every call to Temporal that a round makes; wall-clock milliseconds. */
const TRANSACTION = { maxWait: 5_000, timeout: 30_000 };
const CALL_TIMEOUT_MS = 5_000;
/** The wait before a delivery that Temporal refused is tried again; wall-clock milliseconds. */
const REFUSED_AGAIN_MS = 60_000;

/**
 * Starts an intake for each delivery that waits, oldest first. Two dispatchers share the work: rows are locked while
 * their workflows are started, and a workflow is started once for each delivery. One that nobody understands is set aside.
 * @returns how many were started or set aside
 * @throws TemporalUnavailable; what was not started waits for the next round
 */
export async function dispatchDeliveries(deps: DispatchDeps): Promise<number> {
  const { db, clock, settings, vendors } = deps;
  const later = () => new Date(clock.productNow() + REFUSED_AGAIN_MS * settings.time.scale);
  const outcome = await db.$transaction(async (tx) => {
    const waiting = await lockReceived(tx, new Date(clock.productNow()), DELIVERIES_AT_ONCE);
    let done = 0;
    const readable: [WaitingDelivery, ReadEvent][] = [];
    for (const delivery of waiting) {
      const event = await eventOf(vendors, delivery.vendor, delivery.payload);
      if (event.about === 'unknown') {
        await setAside(tx, delivery, shortWhy(event.why));
        done += 1;
      } else {
        readable.push([delivery, event]);
      }
    }
    const started = await Promise.allSettled(
      readable.map(([delivery, event]) => startIntake(deps, delivery, event)),
    );
    const errors: unknown[] = [];
    for (const [index, [delivery]] of readable.entries()) {
      const result = started[index];
      if (result?.status === 'fulfilled') {
        await markDispatched(tx, delivery);
        done += 1;
      } else {
        errors.push(result?.reason);
        if (!(result?.reason instanceof TemporalUnavailable)) await postpone(tx, delivery, later());
      }
    }
    return { done, errors };
  }, TRANSACTION);
  if (outcome.errors.length > 0) {
    throw outcome.errors[0];
  }
  return outcome.done;
}

type ReadEvent = Parameters<typeof subjectOf>[0];

/** One workflow for each delivery, and one more each time that a person has it handled again. */
async function startIntake(
  { temporal }: DispatchDeps,
  { vendor, key, replays }: WaitingDelivery,
  event: ReadEvent,
): Promise<void> {
  const input: IntakeInput = { vendor, key, subject: subjectOf(event) };
  const again = replays === 0 ? '' : `/${replays}`;
  await temporal.start('intake', {
    workflowId: `intake/${vendor}/${shortEffectKey(key)}${again}`,
    taskQueue: WORKFLOW_QUEUE,
    args: [input],
    staticSummary: `A call of ${vendor}`,
  });
}

/**
 * Wakes the postman of everybody who has notices that no postman knows of.
 * @returns how many notices were announced
 * @throws when Temporal is away; what was not announced waits for the next round
 */
export async function announceNotices(deps: DispatchDeps): Promise<number> {
  const outcome = await deps.db.$transaction(async (tx) => {
    const waiting = await lockPending(tx, NOTICES_AT_ONCE);
    let done = 0;
    for (const personId of new Set(waiting.map((notice) => notice.personId))) {
      try {
        await wakePostman(deps, personId);
      } catch (error) {
        return { done, error };
      }
      const ids = waiting.filter((notice) => notice.personId === personId).map(({ id }) => id);
      await markAnnounced(tx, ids);
      done += ids.length;
    }
    return { done, error: null };
  }, TRANSACTION);
  if (outcome.error !== null) {
    throw outcome.error;
  }
  return outcome.done;
}

/** Wakes every postman that should be at work, in case somebody ended one by hand. */
export async function wakePostmen(deps: DispatchDeps): Promise<void> {
  for (const personId of await peopleBeingTold(deps.db)) {
    await wakePostman(deps, personId);
  }
}

async function wakePostman({ client, settings }: DispatchDeps, personId: string): Promise<void> {
  await client.withDeadline(Date.now() + CALL_TIMEOUT_MS, () =>
    client.workflow.signalWithStart('postman', {
      workflowId: `postman/${personId}`,
      taskQueue: WORKFLOW_QUEUE,
      args: [{ personId, queues: settings.capabilities, time: settings.time }],
      signal: 'noticesWaiting',
      signalArgs: [],
      staticSummary: 'Tells one person what waits for them',
      // The postman of yesterday has ended; while one is at work, it gets the signal.
      workflowIdReusePolicy: 'ALLOW_DUPLICATE',
      workflowIdConflictPolicy: 'USE_EXISTING',
    }),
  );
}
