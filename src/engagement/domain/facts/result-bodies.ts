import { z } from 'zod';
import { bodyOf, comment, plainBody, words } from '../../../fact/domain/body';
import { personName } from './agreement-bodies';
import { deliveryAccepted, qualityChecked, revisionRequested, surveyAnswered } from './result';
import { failed } from './steps-bodies';

export const resultBodies = {
  qualityChecked: bodyOf(
    qualityChecked,
    {
      passed: z.boolean(),
      findings: z.union([comment, z.array(z.string().max(1_000)).max(100)]).optional(),
      failed,
    },
    ({ passed, failed: points = [] }) => ({ passed, ...(points.length > 0 ? { failed: points } : {}) }),
  ),
  deliveryAccepted: plainBody(deliveryAccepted, { acceptedBy: personName }),
  revisionRequested: bodyOf(
    revisionRequested,
    { items: z.array(words(2_000)).min(1).max(100) },
    ({ items }) => ({ items: items.length }),
  ),
  surveyAnswered: bodyOf(
    surveyAnswered,
    { nps: z.int().min(0).max(10), csat: z.int().min(1).max(5) },
    ({ nps, csat }) => ({ nps, csat }),
  ),
};
