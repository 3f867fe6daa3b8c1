import { plainBody } from '../../../fact/domain/body';
import { stepCompleted } from './outside';

export const outsideBodies = {
  stepCompleted: plainBody(stepCompleted, {}),
};
