import { action, capability, port } from '../capability';
import { name, optional, parties } from '../parameters';

/** Somebody who is to learn. */
export interface NewLearner {
  readonly email: string;
  readonly name: string;
}

/** What a learner is enrolled in: one course, or a bundle with all of its courses. */
export type Enrolling = { readonly course: string } | { readonly bundle: string };

/** How far a learner has come with one course. */
export interface Enrolment {
  readonly id: string;
  readonly course: string;
  /** 0 to 100, whole. */
  readonly percent: number;
  readonly isComplete: boolean;
  /** The learner cannot get at the course any more. */
  readonly isExpired: boolean;
}

export interface NewEnrolment extends Enrolment {
  /** Made under the key that was asked for, and not there before. */
  readonly isOurs: boolean;
}

/** Where people learn. Nobody gets a mail from there because of what is done here. */
export interface LearningPort {
  /** The learner with this address, made if there is none; one who is there stays as they are. @returns the id */
  ensureLearner(learner: NewLearner): Promise<string>;
  /** The courses of a bundle, or the one course, by id. */
  coursesOf(what: Enrolling): Promise<readonly string[]>;
  /**
   * The learner's enrolments in what is asked for, one for each course, made where there is none: with full access, from
   * `activatedAt` on.
   * @param activatedAt RFC 3339
   * @throws ActionRefusedError when the learner's access to a course has ended before
   */
  ensureEnrolments(
    key: string,
    learner: string,
    what: Enrolling,
    activatedAt: string,
  ): Promise<readonly NewEnrolment[]>;
  /** The enrolment that was made under a key, also one whose making was never answered. @returns undefined when none was */
  findEnrolment(key: string, learner: string, course: string): Promise<Enrolment | undefined>;
  /** @returns undefined when there is no such enrolment any more */
  readEnrolment(id: string): Promise<Enrolment | undefined>;
  /**
   * Ends the learner's access to a course that is not complete. Repeatable.
   * @param at RFC 3339
   * @returns the enrolment as it is afterwards
   */
  expireEnrolment(id: string, at: string): Promise<Enrolment | undefined>;
}

const expire = action({ of: name, learner: optional(name) });

/** Courses that people learn by themselves, and how far they have come. */
export const learning = capability({
  port: port<LearningPort>(),
  actions: {
    /**
     * Enrols the learners, each made if they are not known there, in a course, by the vendor's id of it, or by an answer that
     * says it: `{{answer:course}}`.
     */
    enrolInCourse: action(
      { learners: parties, course: name },
      { by: expire, with: ({ key }) => ({ of: key }) },
    ),
    /** Enrols the learners, each made if they are not known there, in a bundle and all of its courses, by its id. */
    enrolInBundle: action(
      { learners: parties, bundle: name },
      { by: expire, with: ({ key }) => ({ of: key }) },
    ),
    /**
     * Ends what the enrolling with the key `of` began, of the one `learner` or of all: what is complete, or was there before,
     * stays.
     */
    expire,
  },
});
