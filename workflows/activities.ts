import type { BoardActivities, BoardRequest } from '../src/engagement/domain/plan/board';
import type { RestoreActivities } from '../src/capability/outside';
import type { JournalActivities } from '../src/subject/domain/recording';
import {
  type ActivityInterfaceFor,
  ActivityCancellationType,
  proxyActivities,
  proxyLocalActivities,
  type RetryPolicy,
} from '@temporalio/workflow';
import {
  type ActionActivities,
  type ActionName,
  capabilityOf,
  type Capability,
} from '../src/capability/actions';
import { type TimeScale, wallDuration } from '../src/promise/domain/time';
import type { StepActivities, StepAnswer, StepRequest } from '../src/ticket/domain/keeping-in-step';
import type { LetterActivities, LetterAnswer, LetterRequest } from '../src/ticket/domain/letters';

/** Every activity call of this product is bounded per attempt and in total; the reason stands beside each number. */

/** One attempt of a call. */
export const ATTEMPT = {
  // Three times the HTTP core's own time-out, for an action that makes several calls.
  startToCloseTimeout: '30 seconds',
  // A worker that was killed says nothing more: its calls are taken up by another one after this time.
  heartbeatTimeout: '10 seconds',
} as const;

const local = proxyLocalActivities<JournalActivities>({
  // Longer than the database's own cut-off, short enough to keep no workflow task open through an outage: one that lasts
  // for four fifths of a task's ten seconds is prolonged, and played twice.
  startToCloseTimeout: '5 seconds',
  scheduleToCloseTimeout: '7 seconds',
  retry: { initialInterval: '200 milliseconds', maximumAttempts: 2 },
});

const patient = proxyActivities<JournalActivities>({
  summary: 'Write the journal, however long the database is away',
  ...ATTEMPT,
  // Longer than any outage that somebody would let happen; the journal must not lose a line.
  scheduleToCloseTimeout: '90 days',
  retry: { initialInterval: '1 second', backoffCoefficient: 1.5, maximumInterval: '20 seconds' },
});

export const record = local.record;
export const answerTerms = local.answerTerms;
export const recordPatiently = patient.recordPatiently;
export const tellLevels = patient.tellLevels;

/** Shorter pauses between two attempts would do nothing for anybody; wall-clock milliseconds. */
const SHORTEST_LONG_PAUSE_MS = 5_000;

/**
 * How a vendor's call is tried again: soon at first, and at last after pauses of some minutes of the product's time.
 * @param longestMs the longest pause, in milliseconds of product time
 */
export function vendorRetry(longestMs: number, time: TimeScale): RetryPolicy {
  const maximumInterval = Math.max(SHORTEST_LONG_PAUSE_MS, wallDuration(longestMs, time));
  return { initialInterval: '1 second', backoffCoefficient: 2, maximumInterval };
}

/** The longest pause before a vendor's call is tried again, in milliseconds of product time. */
export const LONGEST_PAUSE_MS = 300_000;

/** The action of this name, on the task queue of the connector that provides it. */
export function actionActivity<N extends ActionName>(
  name: N,
  queues: Record<Capability, string>,
  time: TimeScale,
): ActivityInterfaceFor<ActionActivities>[N] {
  const actions = proxyActivities<ActionActivities>({
    taskQueue: queues[capabilityOf(name)],
    ...ATTEMPT,
    // A vendor that stays away longer than a day leaves the step to a person.
    scheduleToCloseTimeout: '24 hours',
    retry: vendorRetry(LONGEST_PAUSE_MS, time),
    // What undoes an effect must not overtake the effect itself.
    cancellationType: ActivityCancellationType.WAIT_CANCELLATION_COMPLETED,
  });
  return actions[name];
}

/** Sends a letter to a ticket's requester, on the task queue of the mail connector. */
export async function tellRequester(
  taskQueue: string,
  request: LetterRequest,
  time: TimeScale,
): Promise<LetterAnswer> {
  const letters = proxyActivities<LetterActivities>({
    taskQueue,
    ...ATTEMPT,
    // A letter that is a day late says nothing any more.
    scheduleToCloseTimeout: '24 hours',
    retry: vendorRetry(LONGEST_PAUSE_MS, time),
  });
  const summary = `Tell the requester: ${request.letter}`;
  return await letters.tellRequester.executeWithOptions({ summary }, [request]);
}

/** Has a vendor put something right that others have moved to the bin or deleted, on the vendor's own task queue. */
export async function restoreOutside(vendor: string, id: string, time: TimeScale): Promise<void> {
  const outside = proxyActivities<RestoreActivities>({
    taskQueue: vendor,
    summary: 'Put right what was changed outside',
    ...ATTEMPT,
    scheduleToCloseTimeout: '24 hours',
    retry: vendorRetry(LONGEST_PAUSE_MS, time),
  });
  await outside['outside.restore']({ id });
}

/** Has a vendor show a plan as it is stored, on that vendor's task queue. */
export async function showBoard(
  taskQueue: string,
  request: BoardRequest,
  time: TimeScale,
): Promise<{ isWhole: boolean }> {
  const boards = proxyActivities<BoardActivities>({
    taskQueue,
    summary: 'Show the plan',
    ...ATTEMPT,
    // A vendor that stays away longer than a day leaves it to a person.
    scheduleToCloseTimeout: '24 hours',
    retry: vendorRetry(LONGEST_PAUSE_MS, time),
  });
  return await boards['board.show'](request);
}

/** Tells a vendor how a ticket stands that is kept in step there, on that vendor's task queue. */
export async function keepInStep(
  taskQueue: string,
  request: StepRequest,
  time: TimeScale,
): Promise<StepAnswer> {
  const steps = proxyActivities<StepActivities>({
    taskQueue,
    ...ATTEMPT,
    // A vendor that stays away longer than a day leaves it to a person.
    scheduleToCloseTimeout: '24 hours',
    retry: vendorRetry(LONGEST_PAUSE_MS, time),
  });
  return await steps.keepInStep(request);
}
