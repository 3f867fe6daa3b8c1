import { capabilityOf } from '../../src/capability/actions';
import {
  courseCompleted,
  courseProgressed,
  LEARNING_FACTS,
  type LearningNews,
  type LearningSignal,
  learnerEnrolled,
} from '../../src/engagement/domain/facts/learning/facts';
import { factNamed } from '../../src/fact/domain/declaration';
import type { HeardFact } from '../../src/fact/domain/heard-fact';
import type { Hearer, Verdict } from '../promise/hearing';
import type { Lifecycle } from './lifecycle';

/**
 * What learners do counts whether or not somebody waits for it yet. What waits for it is kept when it is told of everybody
 * whom this journey, or this track of it, has enrolled so far. A person's word answers the promise that waits.
 */
export function learningHearers(life: Lifecycle): Record<LearningSignal, Hearer> {
  return {
    learnerEnrolled: (fact) => take(life, fact, learnerEnrolled.read(fact)),
    courseProgressed: (fact) => take(life, fact, courseProgressed.read(fact)),
    courseCompleted: (fact) => take(life, fact, courseCompleted.read(fact)),
  };
}

function take(life: Lifecycle, fact: HeardFact, news: LearningNews): Verdict {
  const { of, open = 0, course = '', percent = 0 } = news;
  if (of === undefined) {
    return 'forPromises';
  }
  const signal = fact.signal as LearningSignal;
  if (life.track === null) {
    const how = signal === courseProgressed.name ? `, ${percent} %` : '';
    life.desk.note({ kind: 'factStated', signal, detail: `the course ${course}${how}` }, fact);
  }
  if (open === 0) {
    life.state.done[toldOfAll(signal, of)] = true;
    for (const { key } of isLearned(life, signal) ? life.promises.waitingFor(signal) : []) {
      life.promises.settle(key, 'kept', signal, fact);
    }
  }
  return 'applied';
}

/** Whether this was told of everybody whom this journey, or this track of it, has enrolled: there must be somebody. */
export function isLearned(life: Lifecycle, signal: string | undefined): boolean {
  const enrollings = life.state.undos.filter(({ action }) => capabilityOf(action) === 'learning');
  return (
    signal !== undefined &&
    factNamed(LEARNING_FACTS, signal) !== undefined &&
    enrollings.length > 0 &&
    enrollings.every(({ key }) => toldOfAll(signal, key) in life.state.done)
  );
}

function toldOfAll(signal: string, of: string): string {
  return `${signal}/${of}`;
}
