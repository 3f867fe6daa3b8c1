import { z } from 'zod';
import type { IncidentSignalFields } from './incident';

const ids = z.array(z.string().min(1).max(100)).max(1_000);
const text = z.string().trim().min(1).max(20_000);

const common = {
  promiseId: z.string().max(100).optional(),
  comment: z.string().trim().max(5_000).optional(),
  occurredAt: z.iso.datetime({ offset: true }).describe('RFC 3339 with offset').optional(),
  commandId: z.string().min(1).max(100).optional(),
};

/** The body of each fact that the API takes for an incident. */
export const INCIDENT_SIGNAL_BODIES = {
  updateGiven: z.strictObject({ text, ...common }),
  linked: z.strictObject({ engagements: ids.default([]), tickets: ids.default([]), ...common }),
  closed: z.strictObject({ rootCause: text.describe('The root-cause analysis'), ...common }),
} satisfies Record<keyof IncidentSignalFields, z.ZodType>;

export type StatedIncidentSignal = {
  [S in keyof typeof INCIDENT_SIGNAL_BODIES]: {
    signal: S;
    body: z.infer<(typeof INCIDENT_SIGNAL_BODIES)[S]>;
  };
}[keyof typeof INCIDENT_SIGNAL_BODIES];
