import { z } from 'zod';
import { bodyOf, comment, id, plainBody, reason, words } from '../../../../fact/domain/body';
import {
  attendanceTaken,
  contentApproved,
  contentRefused,
  courseCompleted,
  learnerEnrolled,
  learnerLeft,
  studentFeedback,
} from './facts';

const learner = id.describe("The id of one of the engagement's contacts");
const version = words(60).describe('Of the content, such as 2.3');

export const learningBodies = {
  learnerEnrolled: bodyOf(learnerEnrolled, {}, () => ({})),
  courseCompleted: bodyOf(courseCompleted, {}, () => ({})),
  learnerLeft: bodyOf(learnerLeft, { learner, reason: reason.optional() }, (body) => ({
    learner: body.learner,
  })),
  studentFeedback: bodyOf(
    studentFeedback,
    {
      learner: learner.optional(),
      rating: z.int().min(1).max(5).describe('5 is the best'),
      text: comment.optional(),
    },
    ({ learner: of, rating }) => ({ ...(of === undefined ? {} : { learner: of }), rating }),
  ),
  attendanceTaken: bodyOf(
    attendanceTaken,
    { present: z.array(learner).max(1_000).describe('Who was present; the others were not') },
    ({ present }) => ({ present: new Set(present).size }),
  ),
  contentApproved: plainBody(contentApproved, { version }),
  contentRefused: plainBody(contentRefused, {
    version,
    failed: z
      .array(z.string().max(100))
      .min(1)
      .max(200)
      .describe("The points of the step's checklists that are not fulfilled, by id; all others are"),
    reason: reason.optional(),
  }),
};
