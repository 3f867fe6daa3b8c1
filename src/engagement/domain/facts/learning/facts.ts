import { fact } from '../declare';

/**
 * Facts of what learners do in courses. A vendor tells each learner's; whoever owes the promise that waits for one may state
 * it for all of them.
 */

/** What a vendor tells of one learner in one course; nothing of it where a person states it. */
export interface LearningNews {
  /** The key of the action that enrolled the learner. */
  of?: string;
  /** Our id of the contact who learns. */
  learner?: string;
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

/** What vendors tell of learners. */
export const LEARNING_FACTS = [learnerEnrolled, courseProgressed, courseCompleted] as const;
export type LearningSignal = (typeof LEARNING_FACTS)[number]['name'];

/** `learner`: our id of the contact. */
export const learnerLeft = fact<{ learner: string }>()({
  name: 'learnerLeft',
  says: 'A learner takes the course no more: their access ends, all others go on',
  statedBy: 'deciders',
  isOptional: true,
  told: (_detail, actor) => `A learner takes the course no more, stated by ${actor}`,
});

/** `learner`: our id of the contact, where it was said who. `rating`: 1 to 5, the best. */
export const studentFeedback = fact<{ learner?: string; rating: number }>()({
  name: 'studentFeedback',
  says: 'A learner said how the course is',
  statedBy: 'deciders',
  isOptional: true,
  told: (rating) => `A learner said how the course is: ${rating} of 5`,
});

/** `present`: how many learners were. Who they are stays in the database. */
export const attendanceTaken = fact<{ present: number }>()({
  name: 'attendanceTaken',
  says: 'A session of the course took place: who was present',
  statedBy: 'owner',
  needs: 'openPromise',
  keeps: { wait: { body: { present: [] } } },
});

export const contentApproved = fact()({
  name: 'contentApproved',
  says: 'The content of the course passed its checklist, in the version that is named',
  statedBy: 'owner',
  needs: 'openPromise',
  keeps: { wait: { body: { version: '' } } },
});

export const contentRefused = fact()({
  name: 'contentRefused',
  says: 'The content of the course did not pass its checklist',
  statedBy: 'owner',
  needs: 'openPromise',
  keeps: { alternative: { body: { version: '', failed: [] } } },
});

/** What the tracks of an engagement hear of learners as well. */
export const TOLD_OF_LEARNERS = [...LEARNING_FACTS, learnerLeft, studentFeedback] as const;
