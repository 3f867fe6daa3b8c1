import { capabilityOf } from '../../../src/capability/actions';
import {
  courseCompleted,
  courseProgressed,
  LEARNING_FACTS,
  type LearningNews,
  type LearningSignal,
  learnerEnrolled,
  learnerLeft,
  studentFeedback,
  type TOLD_OF_LEARNERS,
} from '../../../src/engagement/domain/facts/learning/facts';
import {
  comeFurther,
  haveAllLeft,
  isOverForAll,
} from '../../../src/engagement/domain/facts/learning/learners';
import { factNamed } from '../../../src/fact/domain/declaration';
import type { HeardFact } from '../../../src/fact/domain/heard-fact';
import type { Hearer, Verdict } from '../../promise/hearing';
import type { Lifecycle } from '../lifecycle';

type ToldOfLearners = (typeof TOLD_OF_LEARNERS)[number]['name'];

/**
 * What learners do counts whether or not somebody waits for it yet. What waits for it is kept when it is told of everybody
 * whom this journey, or this track of it, has enrolled so far, and who has not left. A person's word answers the promise that
 * waits.
 */
export function learningHearers(life: Lifecycle): Record<ToldOfLearners, Hearer> {
  return {
    learnerEnrolled: (fact) => take(life, fact, learnerEnrolled.read(fact)),
    courseProgressed: (fact) => take(life, fact, courseProgressed.read(fact)),
    courseCompleted: (fact) => take(life, fact, courseCompleted.read(fact)),
    learnerLeft: (fact) => leave(life, fact),
    studentFeedback: (fact) => {
      noteOnce(life, fact, String(studentFeedback.read(fact).rating));
      return 'applied';
    },
  };
}

function take(life: Lifecycle, fact: HeardFact, news: LearningNews): Verdict {
  const { of, open = 0, course = '', percent = 0 } = news;
  if (of === undefined) {
    return 'forPromises';
  }
  const signal = fact.signal as LearningSignal;
  const how = signal === courseProgressed.name ? `, ${percent} %` : '';
  noteOnce(life, fact, `the course ${course}${how}`);
  comeFurther((life.state.learners ??= {}), signal, news, life.desk.nowMs());
  if (open === 0) {
    life.state.done[toldOfAll(signal, of)] = true;
  }
  settleLearned(life, signal, fact);
  return 'applied';
}

/** Whoever has left holds up nobody. */
function leave(life: Lifecycle, fact: HeardFact): Verdict {
  const { learner: id } = learnerLeft.read(fact);
  const learner = life.state.learners?.[id];
  if (!learner) {
    return { ignored: 'nobody of that id is enrolled here' };
  }
  if (learner.hasLeft) {
    return { ignored: 'they have left already' };
  }
  learner.hasLeft = true;
  noteOnce(life, fact, '');
  settleLearned(life, courseCompleted.name, fact);
  return 'applied';
}

// What is told of the whole engagement is journalled by it, not by each of its tracks.
function noteOnce(life: Lifecycle, fact: HeardFact, detail: string): void {
  if (life.track === null) {
    life.desk.note({ kind: 'factStated', signal: fact.signal as ToldOfLearners, detail }, fact);
  }
}

function settleLearned(life: Lifecycle, signal: LearningSignal, fact: HeardFact): void {
  if (isLearned(life, signal)) {
    const isWaived = haveAllLeft(life.state.learners ?? {});
    for (const { key } of life.promises.waitingFor(signal)) {
      life.promises.settle(key, isWaived ? 'waived' : 'kept', isWaived ? fact.signal : signal, fact);
    }
  }
}

/** Whether this was told of everybody whom this journey, or this track of it, has enrolled: there must be somebody. */
export function isLearned(life: Lifecycle, signal: string | undefined): boolean {
  if (signal === undefined || factNamed(LEARNING_FACTS, signal) === undefined) {
    return false;
  }
  return (
    isToldOfAll(life, signal) ||
    // Whoever leaves is not told of any more: what counts is how far all others have come.
    (signal === courseCompleted.name &&
      isToldOfAll(life, learnerEnrolled.name) &&
      isOverForAll(life.state.learners ?? {}))
  );
}

function isToldOfAll({ state }: Lifecycle, signal: string): boolean {
  const enrollings = state.undos.filter(({ action }) => capabilityOf(action) === 'learning');
  return enrollings.length > 0 && enrollings.every(({ key }) => toldOfAll(signal, key) in state.done);
}

function toldOfAll(signal: string, of: string): string {
  return `${signal}/${of}`;
}
