import { bodyOf } from '../../../../fact/domain/body';
import { courseCompleted, learnerEnrolled } from './facts';

export const learningBodies = {
  learnerEnrolled: bodyOf(learnerEnrolled, {}, () => ({})),
  courseCompleted: bodyOf(courseCompleted, {}, () => ({})),
};
