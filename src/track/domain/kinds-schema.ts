import type { z } from 'zod';
import { courseShape } from './course-shape';
import type { RulesByKind } from './kinds';
import { planSchema } from './plan/rules-schema';

/** The form of rules, key by key. */
export type ShapeOf<Rules extends object> = { [K in keyof Rules]-?: z.ZodType<Rules[K]> };

/** What a playbook file says of a track beside its title and its steps, by its kind. */
export const TRACK_SHAPES: { [K in keyof RulesByKind]: ShapeOf<RulesByKind[K]> } = {
  project: { plan: planSchema.optional() },
  course: courseShape,
};
