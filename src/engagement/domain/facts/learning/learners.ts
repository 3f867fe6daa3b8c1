import type { LearningNews, LearningSignal } from './facts';

/** How far a learner has come. */
export interface Learner {
  /** In percent, by the vendor's ids of the courses; complete is 100. */
  courses: Record<string, number>;
  /** When they came further last, or were enrolled, or were nudged; product time. */
  sinceMs: number;
  /** How often they were nudged since they came further; one more: somebody was asked to talk to them. */
  nudges: number;
  /** How often that was ever. */
  told: number;
  hasLeft: boolean;
}

/** Those who learn, by our ids of the client's contacts. */
export type Learners = Record<string, Learner>;

/**
 * Takes in what is told of a learner, in whatever order and however often it is told: nobody ever comes less far.
 * @param atMs when it was told
 * @returns whether the learner has come further, or is new
 */
export function comeFurther(
  learners: Learners,
  signal: LearningSignal,
  { learner: id, course, percent = 0 }: LearningNews,
  atMs: number,
): boolean {
  if (id === undefined || course === undefined) return false;
  const learner = learners[id] ?? { courses: {}, sinceMs: atMs, nudges: 0, told: 0, hasLeft: false };
  const before = learner.courses[course];
  // Only the vendor's own word makes a course complete: rounded up, 99.6 % would be 100.
  const reached = signal === 'courseCompleted' ? COMPLETE : Math.min(percent, COMPLETE - 1);
  if (before !== undefined && reached <= before) return false;
  learner.courses[course] = reached;
  learner.sinceMs = Math.max(learner.sinceMs, atMs);
  learner.nudges = 0;
  learners[id] = learner;
  return true;
}

const COMPLETE = 100;

/** Over all of their courses, whole; 100 only when every one is complete. */
export function percentOf({ courses }: Pick<Learner, 'courses'>): number {
  const all = Object.values(courses);
  return all.length === 0 ? 0 : Math.floor(all.reduce((sum, percent) => sum + percent, 0) / all.length);
}

export function isComplete(learner: Pick<Learner, 'courses'>): boolean {
  return percentOf(learner) === COMPLETE;
}

/** Who still learns. */
export function learning(learners: Learners): [id: string, learner: Learner][] {
  return Object.entries(learners).filter(([, one]) => !one.hasLeft && !isComplete(one));
}

/** Whether there were learners, and each is complete or has left. */
export function isOverForAll(learners: Learners): boolean {
  return Object.keys(learners).length > 0 && learning(learners).length === 0;
}

/** Whether there were learners, and nobody of them is left. */
export function haveAllLeft(learners: Learners): boolean {
  const all = Object.values(learners);
  return all.length > 0 && all.every(({ hasLeft }) => hasLeft);
}
