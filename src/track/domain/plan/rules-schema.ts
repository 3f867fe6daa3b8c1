import { z } from 'zod';
import { roles, slug, text } from '../../../playbook/domain/rules/schema';
import type { PlanRules } from './rules';

const workingDays = z.int().min(0).max(1_000);

const task = z.strictObject({
  id: slug,
  title: text,
  owner: slug,
  skill: text.optional(),
  days: z.int().min(1).max(250),
  effort: z.number().min(0).max(10_000).optional(),
  after: z.array(slug).optional(),
  parent: slug.optional(),
  startsAfter: workingDays.optional(),
  dueBefore: workingDays.optional(),
  checks: z.array(slug).min(1).optional(),
  links: z.array(z.strictObject({ title: text, url: z.url({ protocol: /^https?$/ }) })).optional(),
});

/** The form of a plan's template in a playbook file. */
export const planSchema: z.ZodType<PlanRules> = z.strictObject({
  calendar: slug.optional(),
  planners: roles,
  deadline: z
    .string()
    .regex(/^[a-z][A-Za-z0-9]*$/, 'camel case')
    .optional(),
  shownIn: z.literal('planner').optional(),
  tasks: z.array(task).min(1).max(500),
}) as z.ZodType<PlanRules>;
