import { instant, lookedUp, type StatedOf, words } from '../../fact/domain/body';
import { escalationAcknowledged, escalationResolved } from './escalation-facts';

/** The facts that people state about an escalation, at `/v1/escalations/{id}/signals/{name}`. */
export const ESCALATION_BODIES = {
  escalationAcknowledged: lookedUp(escalationAcknowledged, {
    nextUpdateAt: instant.describe('In the future, at most 14 days ahead; RFC 3339 with offset'),
  }),
  escalationResolved: lookedUp(escalationResolved, { note: words(5_000) }),
};

export type StatedEscalationFact = StatedOf<typeof ESCALATION_BODIES>;
