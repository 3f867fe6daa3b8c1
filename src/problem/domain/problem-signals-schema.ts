import { z } from 'zod';
import type { ProblemSignal } from './problem';

const text = z.string().trim().min(1).max(20_000);
const instant = z.iso.datetime({ offset: true }).describe('RFC 3339 with offset');

const common = {
  promiseId: z.string().max(100).optional(),
  comment: z.string().trim().max(5_000).optional(),
  occurredAt: instant.optional(),
  commandId: z.string().min(1).max(100).optional(),
};
const fact = <T extends z.core.$ZodLooseShape>(shape: T) => z.strictObject({ ...shape, ...common });

const period = z.strictObject({ from: instant, to: instant.describe('The first instant after the period') });

/** The body of each fact that the API takes for a problem. */
export const PROBLEM_SIGNAL_BODIES = {
  rootCauseFound: fact({ rootCause: text }),
  fixImplemented: fact({ solution: text }),
  effectMeasured: fact({
    metric: z
      .string()
      .regex(
        /^[a-z][A-Za-z0-9]{0,59}$/,
        'the name of a metric: letters and digits, such as firstTimeResolution',
      )
      .describe('A metric of `GET /v1/metrics`, which is computed, or one of your own with both values'),
    client: z
      .string()
      .min(1)
      .max(100)
      .optional()
      .describe('Of one client, by id; left out: of the whole house'),
    beforePeriod: period.optional().describe('Left out: as long as the other, until the problem was opened'),
    afterPeriod: period.optional().describe('Left out: from the solution on until now'),
    before: z.number().optional().describe('Only for a metric of your own'),
    after: z.number().optional().describe('Only for a metric of your own'),
  }),
  refinementRequested: fact({ reason: text }),
  closed: fact({}),
  linked: fact({ tickets: z.array(z.string().min(1).max(100)).min(1).max(1_000) }),
  cancelled: fact({ reason: text }),
} satisfies Record<ProblemSignal, z.ZodType>;

export type StatedProblemSignal = {
  [S in ProblemSignal]: { signal: S; body: z.infer<(typeof PROBLEM_SIGNAL_BODIES)[S]> };
}[ProblemSignal];

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
