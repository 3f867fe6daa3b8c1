import { z } from 'zod';
import { lookedUp, plainBody, reason } from '../../../fact/domain/body';
import { approvalGiven, approvalRefused, meetingHeld, restoreChosen, stepCompleted } from './steps';

const answer = z.union([
  z.string().max(5_000),
  z.number(),
  z.boolean(),
  z.record(z.string(), z.string()),
  z.null(),
]);

/** What failed of the checklists of a step. */
export const failed = z
  .array(z.string().max(100))
  .max(200)
  .optional()
  .describe("The points of the step's checklists that are not fulfilled, by id; all others are");

export const stepBodies = {
  stepCompleted: lookedUp(stepCompleted, {
    form: z.record(z.string(), answer).optional().describe("the answers to the step's form, by field name"),
    failed,
  }),
  restoreChosen: plainBody(restoreChosen, {}),
  approvalGiven: plainBody(approvalGiven, {}),
  approvalRefused: plainBody(approvalRefused, { reason }),
  meetingHeld: plainBody(meetingHeld, {}),
};
