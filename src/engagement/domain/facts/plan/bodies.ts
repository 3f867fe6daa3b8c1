import { z } from 'zod';
import { instant, lookedUp, plainBody, reason, words } from '../../../../fact/domain/body';
import { taskAdded, taskDone, taskDropped, taskMoved, taskReassigned } from './facts';

const task = z
  .string()
  .regex(/^[a-z0-9]+(-[a-z0-9]+)*$/, 'lower-case words joined by hyphens')
  .max(100);
const person = z.string().min(1).max(100);
const day = z
  .union([z.iso.date(), instant])
  .describe(
    "A day in the plan's calendar: a date such as 2026-12-24, or an instant on it, RFC 3339 with offset",
  );
const overrideReason = reason
  .optional()
  .describe('Why they get it although they have too few hours left in its weeks');
const which = task.optional().describe('Which task, by its id in the plan; or name its promise');

export const planBodies = {
  taskAdded: lookedUp(taskAdded, {
    track: task.optional().describe('To whose plan; may be left out where there is one'),
    task: task.optional().describe('What the plan calls it; left out: the plan numbers it'),
    title: words(300),
    owner: z.string().min(1).max(100).describe("One of the playbook's roles"),
    personId: person.optional().describe('Who does it; left out: whoever has the role here'),
    days: z.int().min(1).max(250).describe('How many working days it takes'),
    effortHours: z.number().min(0).max(10_000).optional(),
    after: z.array(task).max(100).optional().describe('What is done before it begins'),
    parent: task.optional().describe('What it is a part of'),
    startAt: day.optional(),
    overrideReason,
  }),
  taskMoved: lookedUp(taskMoved, {
    task: which,
    startAt: day.optional(),
    dueAt: day.optional(),
    reason: reason.optional(),
  }),
  taskDropped: lookedUp(taskDropped, { task: which, reason }),
  taskReassigned: lookedUp(taskReassigned, { task: which, personId: person, overrideReason }),
  taskDone: plainBody(taskDone, { task: which }),
};
