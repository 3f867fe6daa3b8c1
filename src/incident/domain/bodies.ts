import { z } from 'zod';
import { bodyOf, type FactBody, id, longText, plainBody, type StatedOf } from '../../fact/domain/body';
import { closed, type IncidentSignalFields, linked, type StatableIncidentSignal, updateGiven } from './facts';

const ids = z.array(id).max(1_000);

/** The body of each fact that the API takes for an incident. */
export const INCIDENT_BODIES = {
  updateGiven: plainBody(updateGiven, { text: longText }),
  linked: bodyOf(
    linked,
    { engagements: ids.default([]), tickets: ids.default([]) },
    ({ engagements, tickets }) => ({ engagements, tickets }),
  ),
  closed: plainBody(closed, { rootCause: longText.describe('The root-cause analysis') }),
} satisfies { [S in StatableIncidentSignal]: FactBody<IncidentSignalFields[S]> };

export type StatedIncidentFact = StatedOf<typeof INCIDENT_BODIES>;
