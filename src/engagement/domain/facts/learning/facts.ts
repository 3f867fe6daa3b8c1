import { fact } from '../declare';

/**
 * Facts of what learners do in courses. A vendor tells each learner's; whoever owes the promise that waits for one may state
 * it for all of them.
 */

/** What a vendor tells of one learner in one course; nothing of it where a person states it. */
export interface LearningNews {
  /** The key of the action that enrolled the learner. */
  of?: string;
  /** The vendor's ids. */
  enrolment?: string;
  course?: string;
  /** How far the learner has come, 0 to 100. */
  percent?: number;
  /** Of how many of those whom the action enrolled, each in each course, the same is not told yet. */
  open?: number;
}

export const learnerEnrolled = fact<LearningNews>()({
  name: 'learnerEnrolled',
  says: 'A learner is enrolled in a course, with full access',
  statedBy: 'owner',
  needs: 'openPromise',
  keeps: { wait: {} },
  told: (course) => `A learner is enrolled in ${course}`,
});

export const courseProgressed = fact<LearningNews>()({
  name: 'courseProgressed',
  says: 'A learner has come further with a course',
  statedBy: 'product',
  told: (course) => `A learner has come further: ${course}`,
});

export const courseCompleted = fact<LearningNews>()({
  name: 'courseCompleted',
  says: 'A learner has completed a course',
  statedBy: 'owner',
  needs: 'openPromise',
  keeps: { wait: {} },
  told: (course) => `A learner has completed ${course}`,
});

/** All of them. */
export const LEARNING_FACTS = [learnerEnrolled, courseProgressed, courseCompleted] as const;
export type LearningSignal = (typeof LEARNING_FACTS)[number]['name'];
