import { workflowInfo, type WorkflowInterceptors } from '@temporalio/workflow';

/** A task is taken from this worker and given up, so that it is played anew from the history. Nothing is lost by it. */
class TornTask extends Error {
  override readonly name = 'TornTask';
}

/**
 * Keeps every history replayable where a worker stood still (a machine that was suspended, stopped or starved) for
 * longer than a task may take while a local activity of that task was under way. Temporal has timed the task out and
 * hands what happened since to the same worker as another task; the SDK plays that on top of what the lost task had
 * done, while a replay, which knows nothing of the lost one, plays both together and may order other commands. From then
 * on the workflow could be replayed by nobody. So the second task is failed, and played anew from the history.
 *
 * A task that the SDK prolongs for a long local activity looks the same. It is failed once: in the replay that follows,
 * the local activity has begun in what is history already.
 */
export function interceptors(): WorkflowInterceptors {
  /** For each local activity under way that did not begin in a replay: the length of the history when it did. */
  const begunAt = new Map<object, number>();
  return {
    outbound: [
      {
        async scheduleLocalActivity(input, next) {
          const { historyLength, unsafe } = workflowInfo();
          if (!unsafe.isReplaying) begunAt.set(input, historyLength);
          try {
            return await next(input);
          } finally {
            begunAt.delete(input);
          }
        },
      },
    ],
    internals: [
      {
        activate(input, next) {
          const { historyLength, isReplaying } = input.activation;
          const isTorn = [...begunAt.values()].some((length) => length !== Number(historyLength));
          if (isTorn && isReplaying !== true) {
            throw new TornTask(
              'The worker stood still for longer than its task may take; it is played anew.',
            );
          }
          next(input);
        },
      },
    ],
  };
}
