import type { EngagementTurn } from '../../journal/domain/model';
import type { FollowOutcome, IncidentKind } from './incident';

/** A fact of an incident; the linked ones also stand in the journals of the engagements and tickets concerned. */
export type IncidentFact =
  | { kind: 'incidentDeclared'; incidentKind: IncidentKind; rules: number }
  | { kind: 'incidentUpdated' }
  | { kind: 'incidentWidened'; engagements: string[]; tickets: string[] }
  | { kind: 'incidentClosed' }
  | { kind: 'incidentFollowed'; engagementId: string; turn: EngagementTurn; outcome: FollowOutcome }
  | { kind: 'incidentLinked'; incidentId: string; reference: string }
  | { kind: 'incidentOver'; incidentId: string; reference: string };
