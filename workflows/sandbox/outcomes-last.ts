import type { WorkflowInterceptors } from '@temporalio/workflow';
import { getActivator } from '@temporalio/workflow/lib/global-attributes';

type Activation = Parameters<NonNullable<InternalInterceptor['activate']>>[0]['activation'];
type InternalInterceptor = NonNullable<WorkflowInterceptors['internals']>[number];

/** Among the conditions that a workflow waits for, whose numbers are natural. */
const OWN = -1;

/**
 * Keeps every history replayable where a local activity took longer than its task, so that the task was prolonged, and
 * something else happened meanwhile. As it happens the workflow hears of that first, comes to rest, and hears of the local
 * activity's outcome when it is there; a replay would be given both at once, and might order other commands. Here the
 * outcome always comes last, when all else has come to rest.
 */
export function interceptors(): WorkflowInterceptors {
  return {
    internals: [
      {
        activate(input, next) {
          const jobs = input.activation.jobs ?? [];
          const outcomes = jobs.filter(({ resolveActivity }) => resolveActivity?.isLocal);
          const others = jobs.filter((job) => !outcomes.includes(job));
          const only = (some: typeof jobs) => ({
            ...input,
            activation: { ...input.activation, jobs: some } as Activation,
          });
          if (outcomes.length === 0 || others.length === 0) {
            next(input);
            return;
          }
          next(only(others));
          atRest(() => next(only(outcomes)));
        },
      },
    ],
  };
}

/**
 * Calls when nothing that has happened so far can do anything more: conditions are looked at again and again, with
 * whatever was waiting for promises run in between, until one such look has unblocked none.
 */
function atRest(act: () => void): void {
  const { blockedConditions } = getActivator();
  let before: string | undefined;
  let rests = false;
  const look = () => {
    blockedConditions.set(OWN, {
      fn: () => {
        const now = [...blockedConditions.keys()].join();
        rests = now === before;
        before = now;
        return true;
      },
      resolve: () => void Promise.resolve().then(() => (rests ? act() : look())),
    });
  };
  look();
}
