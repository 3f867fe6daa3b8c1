import { type ActionName, undoOf } from '../../../src/capability/actions';
import {
  learnerEnrolled,
  learnerLeft,
  studentFeedback,
} from '../../../src/engagement/domain/facts/learning/facts';
import { isComplete, type Learner } from '../../../src/engagement/domain/facts/learning/learners';
import { termToTarget } from '../../../src/promise/domain/duration';
import { isOpen, type PromiseState } from '../../../src/promise/domain/ladder/promise-state';
import type { Care, CourseRules } from '../../../src/track/domain/course';
import type { Hearer } from '../../promise/hearing';
import type { PromiseSpec } from '../../promise/promise-spec';
import { isLearned, learningHearers } from '../../stages/told/learning';
import { completed, type Lifecycle } from '../../stages/lifecycle';
import { standingFacts } from '../../stages/standing-facts';

/** What is owed to one learner: the steps of promises that stand beside those of the playbook. */
const STALLED = 'stalled-learner';
const DISCONTENT = 'discontent-learner';
const LEFT = 'end-access';
const CERTIFIED = 'certificate';

/** What a course hears beside what every track hears. */
export function courseHearers(life: Lifecycle, rules: CourseRules): Record<string, Hearer> {
  const learning = learningHearers(life);
  const standing = standingFacts(life);
  const moving =
    (hearer: Hearer): Hearer =>
    (fact) => {
      const verdict = hearer(fact);
      if (verdict === 'applied') {
        endStalls(life, rules, fact.signal);
        certifyAll(life, rules);
      }
      return verdict;
    };
  return {
    learnerEnrolled: moving(learning.learnerEnrolled),
    courseProgressed: moving(learning.courseProgressed),
    courseCompleted: moving(learning.courseCompleted),
    learnerLeft: moving((fact) => {
      const verdict = learning.learnerLeft(fact);
      if (verdict === 'applied') {
        void endAccess(life, learnerLeft.read(fact).learner);
      }
      return verdict;
    }),
    studentFeedback: (fact) => {
      const { feedback } = rules;
      if (feedback && studentFeedback.read(fact).rating <= feedback.atMost) {
        life.promises.open(talk(life, DISCONTENT, feedback, fact.commandId));
      }
      return learning.studentFeedback(fact);
    },
    resumed: (fact) => {
      const verdict = standing['resumed']?.(fact) ?? 'forPromises';
      if (verdict === 'applied') {
        // Nobody stalls while the engagement stands still.
        for (const learner of Object.values(life.state.learners ?? {})) {
          learner.sinceMs = life.desk.nowMs();
        }
      }
      return verdict;
    },
  };
}

/** Lets what an earlier run has carried over be done. */
export function careForAll(life: Lifecycle, rules: CourseRules): void {
  for (const promise of owed(life)) {
    if (promise.step === LEFT) {
      void endAccess(life, aboutOf(promise));
    } else if (promise.step === CERTIFIED && rules.certificate) {
      void certify(life, rules.certificate, aboutOf(promise));
    } else {
      life.promises.open(again(life, rules, promise));
    }
  }
}

/** Waits until nothing is owed to any learner. Who stalls still when the course is over is left in peace. */
export async function nothingIsOwed(life: Lifecycle, rules: CourseRules): Promise<void> {
  for (const promise of owed(life, STALLED)) {
    life.promises.settle(promise.key, 'waived', 'the course is over', {});
  }
  for (let open = owed(life); open.length > 0; open = owed(life)) {
    await Promise.all(open.map((promise) => life.promises.keep(again(life, rules, promise))));
  }
}

/** Asks somebody to talk to a learner who stalls in spite of every nudge. */
export function askToTalk(life: Lifecycle, then: Care, learner: string, { told }: Learner): void {
  life.promises.open(talk(life, STALLED, then, `${learner}/${told}`));
}

function endStalls(life: Lifecycle, { nudge }: CourseRules, signal: string): void {
  for (const promise of owed(life, STALLED)) {
    const learner = life.state.learners?.[aboutOf(promise)];
    if (!learner || learner.hasLeft || isComplete(learner) || learner.nudges <= (nudge?.atMost ?? 0)) {
      life.promises.settle(promise.key, learner?.hasLeft ? 'waived' : 'kept', signal, {});
    }
  }
}

// Each learner at 100 %, once. Before all enrolments are told of, nobody knows how much there is to complete.
function certifyAll(life: Lifecycle, { certificate }: CourseRules): void {
  const learners = isLearned(life, learnerEnrolled.name) ? (life.state.learners ?? {}) : {};
  for (const [id, learner] of Object.entries(learners)) {
    if (certificate && isComplete(learner) && !learner.hasLeft) {
      const spec = certified(life, certificate, id);
      if (!life.desk.promises.has(spec.key)) void certify(life, certificate, id);
    }
  }
}

async function certify(
  life: Lifecycle,
  certificate: NonNullable<CourseRules['certificate']>,
  learner: string,
): Promise<void> {
  const params = { holders: ['client'], title: certificate.title };
  await life.perform(certified(life, certificate, learner), 'certificates.issue', params, {
    contact: learner,
  });
}

function certified(life: Lifecycle, { owner, within }: Care, learner: string): PromiseSpec {
  return {
    ...besideSteps(life, CERTIFIED, learner),
    kind: 'action',
    title: 'Certify a learner who has completed the course',
    owedBy: owner,
    target: termToTarget(within),
  };
}

// All that this track has let one learner into: courses, and the channel.
async function endAccess(life: Lifecycle, learner: string): Promise<void> {
  const ends = life.state.undos.flatMap((undo) => {
    const ending = undoOf(undo.action, undo);
    return ending && ENDS.includes(ending.action) ? [ending] : [];
  });
  await Promise.all(
    ends.map(({ action, params }, index) =>
      life.perform(accessEnds(life, `${learner}/${index}`), action, { ...params, learner }),
    ),
  );
}

/** What can be ended for one learner alone. */
const ENDS: readonly ActionName[] = ['learning.expire', 'chat.removeFromChannel'];

function accessEnds(life: Lifecycle, about: string): PromiseSpec {
  return {
    ...besideSteps(life, LEFT, about),
    kind: 'action',
    title: 'End the access of a learner who left',
    owedBy: life.input.plan.raci.accountable ?? 'operations-manager',
    target: termToTarget('24 h'),
  };
}

function talk(life: Lifecycle, step: string, { owner, within }: Care, about: string): PromiseSpec {
  const what = step === STALLED ? 'stalls' : 'is not content';
  return {
    ...besideSteps(life, step, about),
    kind: 'task',
    title: `Talk to a learner who ${what}`,
    owedBy: owner,
    target: termToTarget(within),
    awaits: { stepCompleted: completed },
  };
}

function besideSteps(life: Lifecycle, step: string, about: string) {
  return {
    key: `${life.keyOf({ id: step }, 1)}/${about}`,
    step,
    stage: 'delivery',
    track: life.track,
  };
}

function again(life: Lifecycle, rules: CourseRules, promise: PromiseState): PromiseSpec {
  const { nudge, certificate, feedback } = rules;
  const about = promise.key.slice(promise.key.indexOf('/') + 1);
  if (promise.step === CERTIFIED && certificate) return certified(life, certificate, about);
  const care = promise.step === STALLED ? nudge?.then : feedback;
  return promise.step === LEFT || !care ? accessEnds(life, about) : talk(life, promise.step, care, about);
}

/** The open ones. */
function owed(life: Lifecycle, ...steps: string[]): PromiseState[] {
  const wanted = steps.length > 0 ? steps : [STALLED, DISCONTENT, LEFT, CERTIFIED];
  return [...life.desk.promises.values()].filter(
    (promise) => wanted.includes(promise.step) && promise.kind !== 'update' && isOpen(promise),
  );
}

/** The learner that a promise is about. */
function aboutOf({ key }: PromiseState): string {
  return key.split('/')[1] ?? '';
}
