import * as fc from 'fast-check';
import type { LearningNews, LearningSignal } from '../../../src/engagement/domain/facts/learning/facts';
import {
  comeFurther,
  haveAllLeft,
  isComplete,
  isOverForAll,
  learning,
  type Learners,
  percentOf,
} from '../../../src/engagement/domain/facts/learning/learners';

const news = fc.record({
  signal: fc.constantFrom<LearningSignal>('learnerEnrolled', 'courseProgressed', 'courseCompleted'),
  learner: fc.constantFrom('con_a', 'con_b'),
  course: fc.constantFrom('101', '102'),
  percent: fc.integer({ min: 0, max: 100 }),
});

function told(all: readonly (LearningNews & { signal: LearningSignal })[]): Learners {
  const learners: Learners = {};
  all.forEach(({ signal, ...one }, index) => comeFurther(learners, signal, one, index));
  return learners;
}

const standing = (learners: Learners) =>
  Object.fromEntries(Object.entries(learners).map(([id, { courses }]) => [id, { ...courses }]));

describe('How far learners have come', () => {
  it('[S4-19] is the same in whatever order and however often it is told', () => {
    fc.assert(
      fc.property(
        fc
          .array(news, { maxLength: 12 })
          .chain((all) =>
            fc.tuple(
              fc.constant(all),
              fc.shuffledSubarray([...all, ...all], { minLength: all.length * 2, maxLength: all.length * 2 }),
            ),
          ),
        ([all, again]) => {
          expect(standing(told(again))).toEqual(standing(told(all)));
        },
      ),
    );
  });

  it('is complete by the word that it is, and by no number', () => {
    const learners = told([{ signal: 'courseProgressed', learner: 'con_a', course: '101', percent: 100 }]);
    expect(percentOf(learners['con_a']!)).toBe(99);
    expect(isComplete(learners['con_a']!)).toBe(false);
    comeFurther(learners, 'courseCompleted', { learner: 'con_a', course: '101' }, 1);
    expect(isComplete(learners['con_a']!)).toBe(true);
    comeFurther(learners, 'learnerEnrolled', { learner: 'con_a', course: '102', percent: 0 }, 2);
    expect(percentOf(learners['con_a']!)).toBe(50);
    expect(learning(learners).map(([id]) => id)).toEqual(['con_a']);
  });

  it('begins the time anew, and the nudges, only for whoever came further', () => {
    const learners = told([{ signal: 'learnerEnrolled', learner: 'con_a', course: '101', percent: 0 }]);
    learners['con_a']!.nudges = 2;
    const same = { learner: 'con_a', course: '101', percent: 0 };
    expect(comeFurther(learners, 'courseProgressed', same, 5)).toBe(false);
    expect(learners['con_a']).toMatchObject({ nudges: 2, sinceMs: 0 });
    expect(comeFurther(learners, 'courseProgressed', { ...same, percent: 10 }, 6)).toBe(true);
    expect(learners['con_a']).toMatchObject({ nudges: 0, sinceMs: 6 });
  });

  it('holds up nobody who is left, and is over when nobody learns', () => {
    expect(isOverForAll({})).toBe(false);
    expect(haveAllLeft({})).toBe(false);
    const learners = told([
      { signal: 'courseCompleted', learner: 'con_a', course: '101' },
      { signal: 'learnerEnrolled', learner: 'con_b', course: '101' },
    ]);
    expect(isOverForAll(learners)).toBe(false);
    learners['con_b']!.hasLeft = true;
    expect(isOverForAll(learners)).toBe(true);
    expect(haveAllLeft(learners)).toBe(false);
    learners['con_a']!.hasLeft = true;
    expect(haveAllLeft(learners)).toBe(true);
  });

  it('is nobody’s where nobody is named', () => {
    expect(comeFurther({}, 'courseProgressed', { course: '101', percent: 10 }, 0)).toBe(false);
  });
});
