import { z } from 'zod';
import { actionsOf } from '../../capability/actions';
import { CAPABILITIES } from '../../capability/registry';
import { plainTerm, slug, term, text } from '../../playbook/domain/rules/schema';

const care = { owner: slug, within: term };

/** The form of what a playbook says of a course. */
export const courseShape = {
  nudge: z
    .strictObject({
      after: plainTerm,
      atMost: z.int().min(1).max(20),
      do: z.enum([...actionsOf(CAPABILITIES).keys()]),
      with: z.record(z.string(), z.unknown()),
      then: z.strictObject(care),
    })
    .optional(),
  certificate: z.strictObject({ title: text, ...care }).optional(),
  feedback: z.strictObject({ atMost: z.int().min(1).max(4), ...care }).optional(),
};
