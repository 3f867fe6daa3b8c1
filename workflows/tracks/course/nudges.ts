import { type Learner, learning } from '../../../src/engagement/domain/facts/learning/learners';
import type { Step } from '../../../src/playbook/domain/playbook';
import { termToSeconds } from '../../../src/promise/domain/duration';
import { isOpen } from '../../../src/promise/domain/ladder/promise-state';
import type { CourseRules } from '../../../src/track/domain/course';
import type { Appointment } from '../../promise/desk';
import type { Lifecycle } from '../../stages/lifecycle';
import { askToTalk } from './care';

type Nudging = NonNullable<CourseRules['nudge']>;

/**
 * The learner who stalls next, as a moment of the desk. It falls on the hour at which they came further last: then they have
 * time for it.
 */
export function nextNudge(life: Lifecycle, steps: Step[], { nudge }: CourseRules): Appointment | null {
  if (!nudge || life.state.held || isOver(life, steps)) {
    return null;
  }
  const afterMs = termToSeconds(nudge.after) * 1_000;
  const [next] = learning(life.state.learners ?? {})
    .filter(([, { nudges }]) => nudges <= nudge.atMost)
    .map(([id, learner]) => ({ id, learner, atMs: learner.sinceMs + afterMs }))
    .toSorted((a, b) => a.atMs - b.atMs);
  return next
    ? { atMs: next.atMs, what: 'A learner stalls', pass: () => pass(life, nudge, next.id, next.learner) }
    : null;
}

// What waits for everybody to be complete has ended, perhaps by a person's word.
function isOver(life: Lifecycle, steps: Step[]): boolean {
  const last = steps.find((step) => step.for?.signal === 'courseCompleted')?.id;
  return [...life.desk.promises.values()].some((promise) => promise.step === last && !isOpen(promise));
}

function pass(life: Lifecycle, nudge: Nudging, id: string, learner: Learner): void {
  learner.sinceMs = life.desk.nowMs();
  learner.nudges += 1;
  learner.told += 1;
  if (learner.nudges > nudge.atMost) {
    askToTalk(life, nudge.then, id, learner);
  } else {
    void send(life, nudge, id, learner);
  }
}

// One that cannot be sent is noted and left: another one follows, or somebody talks to them.
async function send(life: Lifecycle, nudge: Nudging, id: string, learner: Learner): Promise<void> {
  const { do: action, with: params, atMost } = nudge;
  const title = `Nudge ${learner.nudges} of ${atMost} to a learner who stalls`;
  const asked = life.asked(action, life.effectKeyOf(`nudge/${id}/${learner.told}`));
  await life.desk.whileBusy(async () => {
    try {
      const { refs, note } = await life.call(action, asked.key, params, title, { contact: id });
      life.desk.note({ kind: 'actionDone', title, ...asked, refs, note });
    } catch {
      life.desk.note({ kind: 'reminderFailed', action, title });
    }
  });
}
