import type { FactBody, StatedOf } from '../../../fact/domain/body';
import { agreementBodies } from './agreement-bodies';
import { courseBodies } from './course-bodies';
import { documentBodies } from './documents/bodies';
import { learningBodies } from './learning/bodies';
import { ledgerBodies } from './ledger-bodies';
import { planBodies } from './plan/bodies';
import type { SignalFields, StatableSignal } from './registry';
import { resultBodies } from './result-bodies';
import { stepBodies } from './steps-bodies';

/** The body of each fact that the API takes for an engagement. */
export const ENGAGEMENT_BODIES = {
  ...stepBodies,
  ...agreementBodies,
  ...ledgerBodies,
  ...resultBodies,
  ...learningBodies,
  ...planBodies,
  ...documentBodies,
  ...courseBodies,
} satisfies { [S in StatableSignal]: FactBody<SignalFields[S]> };

/** A fact's name with its body, as the schemas have passed it. */
export type StatedEngagementFact = StatedOf<typeof ENGAGEMENT_BODIES>;
