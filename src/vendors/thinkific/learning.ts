import type { Enrolling, LearningPort, NewEnrolment } from '../../capability/offered/learning';
import { ActionRefusedError } from '../../capability/refusal';
import { VendorError } from '../kit/errors';
import type { PortDeps } from '../kit/vendor';
import { stillEnrolling, type ThinkificClient, type ThinkificEnrolment } from './client';

/** Thinkific's ids are numbers. */
const ID = /^\d{1,15}$/;

/** What is to be made is put down before: whoever comes again knows what of it is ours. */
export function thinkificLearning(thinkific: ThinkificClient, { memory }: PortDeps): LearningPort {
  const begunKey = (key: string, course: string) => `${key}/${course}`;

  async function coursesOf(what: Enrolling): Promise<readonly string[]> {
    const id = 'course' in what ? what.course : what.bundle;
    if (!ID.test(id)) throw unknownThing(what);
    if ('course' in what) return [what.course];
    const courses = await thinkific.coursesOfBundle(what.bundle);
    if (courses === undefined || courses.length === 0) throw unknownThing(what);
    return courses;
  }

  async function findEnrolment(key: string, learner: string, course: string) {
    const begun = await memory.find('enrolment-begun', begunKey(key, course));
    return begun && (await thinkific.findEnrolment(learner, course));
  }

  return {
    coursesOf,
    findEnrolment,

    async ensureLearner(learner) {
      const present = await thinkific.findUser(learner.email);
      if (present !== undefined) return present;
      try {
        return await thinkific.createUser(learner);
      } catch (error) {
        // The address was taken at this moment, or by a try that was never answered.
        if (!(error instanceof VendorError && error.status === 422)) throw error;
        const taken = await thinkific.findUser(learner.email);
        if (taken === undefined) throw error;
        return taken;
      }
    },

    async ensureEnrolments(key, learner, what, activatedAt) {
      const courses = await coursesOf(what);
      const before = new Map<string, ThinkificEnrolment>();
      for (const course of courses) {
        const present = await thinkific.findEnrolment(learner, course);
        if (present?.isExpired === true) throw endedBefore(course);
        if (present !== undefined) before.set(course, present);
      }
      const missing = courses.filter((course) => !before.has(course));
      for (const course of missing) await memory.keep('enrolment-begun', begunKey(key, course), learner);
      if (missing.length > 0) await thinkific.enrol(learner, what, activatedAt);
      const made: NewEnrolment[] = [];
      for (const course of courses) {
        const enrolment = before.get(course) ?? (await thinkific.findEnrolment(learner, course));
        if (enrolment === undefined) throw stillEnrolling();
        const { isTrial, ...standing } = enrolment;
        if (isTrial) await thinkific.activate(enrolment.id, activatedAt);
        const isOurs = (await memory.find('enrolment-begun', begunKey(key, course))) !== undefined;
        made.push({ ...standing, isOurs });
      }
      return made;
    },

    readEnrolment: (id) => thinkific.readEnrolment(id),

    async expireEnrolment(id, at) {
      const before = await thinkific.readEnrolment(id);
      if (before === undefined || before.isComplete || before.isExpired) return before;
      await thinkific.expire(id, at);
      return { ...before, isExpired: true };
    },
  };
}

function unknownThing(what: Enrolling): ActionRefusedError {
  const thing =
    'course' in what ? `no course ${what.course}` : `no bundle ${what.bundle}, or no course in it`;
  return new ActionRefusedError(
    `Thinkific has ${thing}, so nobody was enrolled. Correct the playbook, and enrol the learners by hand.`,
  );
}

function endedBefore(course: string): ActionRefusedError {
  return new ActionRefusedError(
    `A learner’s access to the course ${course} has ended before, so nothing was changed of it. Renew it in Thinkific by hand.`,
  );
}
