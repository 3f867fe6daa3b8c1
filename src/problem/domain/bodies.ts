import { z } from 'zod';
import {
  bodyOf,
  type FactBody,
  id,
  instant,
  longText,
  plainBody,
  type StatedOf,
} from '../../fact/domain/body';
import {
  cancelled,
  closed,
  effectMeasured,
  fixImplemented,
  linked,
  type ProblemSignalFields,
  refinementRequested,
  rootCauseFound,
  type StatableProblemSignal,
} from './facts';

const period = z.strictObject({
  from: instant.describe('Before `to`; RFC 3339 with offset'),
  to: instant.describe('The first instant after the period, not in the future'),
});

/** The body of each fact that the API takes for a problem. */
export const PROBLEM_BODIES = {
  rootCauseFound: plainBody(rootCauseFound, { rootCause: longText }),
  fixImplemented: plainBody(fixImplemented, { solution: longText }),
  effectMeasured: plainBody(effectMeasured, {
    metric: z
      .string()
      .regex(
        /^[a-z][A-Za-z0-9]{0,59}$/,
        'the name of a metric: letters and digits, such as firstTimeResolution',
      )
      .describe('A metric of `GET /v1/metrics`, which is computed, or one of your own with both values'),
    client: id.optional().describe('Of one client, by id; left out: of the whole house'),
    beforePeriod: period.optional().describe('Left out: as long as the other, until the problem was opened'),
    afterPeriod: period.optional().describe('Left out: from the solution on until now'),
    before: z.number().optional().describe('Only for a metric of your own'),
    after: z.number().optional().describe('Only for a metric of your own'),
  }),
  refinementRequested: plainBody(refinementRequested, { reason: longText }),
  closed: plainBody(closed, {}),
  linked: bodyOf(linked, { tickets: z.array(id).min(1).max(1_000) }, ({ tickets }) => ({ tickets })),
  cancelled: plainBody(cancelled, { reason: longText }),
} satisfies { [S in StatableProblemSignal]: FactBody<ProblemSignalFields[S]> };

export type StatedProblemFact = StatedOf<typeof PROBLEM_BODIES>;

/** What was measured before and after a solution, as it is kept with the problem. */
export interface MeasuredEffect {
  metric: string;
  /** A client's id; null: the whole house. */
  client: string | null;
  before: number;
  after: number;
  beforePeriod: { from: string; to: string };
  afterPeriod: { from: string; to: string };
  /** Whether we computed it from our own records; else somebody told it. */
  computed: boolean;
}
