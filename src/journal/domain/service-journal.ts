import type { Priority } from '../../service-desk/domain/service-desk';
import type { InsteadOf } from '../../engagement/domain/signals';
import type { ElevationOutcome, TicketStatus } from '../../ticket/domain/ticket';

/** A fact of a ticket, as its workflow hands it to the journal. */
export type TicketFact =
  | { kind: 'ticketOpened'; priority: Priority; rules: string }
  | { kind: 'ticketResponded'; public: boolean; status: TicketStatus }
  | { kind: 'ticketClientReplied'; status: TicketStatus }
  | { kind: 'ticketAssigned'; personId: string; role: string; insteadOf?: InsteadOf }
  | { kind: 'ticketWaiting' }
  | { kind: 'ticketPriorityChanged'; priority: Priority }
  | { kind: 'ticketResolved'; firstTime: boolean }
  | { kind: 'ticketReopened'; round: number }
  | { kind: 'ticketClosed'; by: 'approval' | 'silence' }
  | { kind: 'ticketHandedOver'; team: string; title: string; role: string; personId: string | null }
  | { kind: 'ticketElevated'; to: string; title: string; promiseId: string }
  | { kind: 'ticketElevationAnswered'; outcome: ElevationOutcome }
  | { kind: 'ticketArticleLinked' }
  | { kind: 'ticketCsatGiven'; csat: number }
  | { kind: 'ticketMerged'; into: string; intoReference: string }
  | { kind: 'ticketAbsorbed'; reference: string }
  | { kind: 'ticketCancelled' }
  | { kind: 'ticketEstimated'; minutes: number }
  | { kind: 'ticketWorkLogged'; minutes: number }
  | { kind: 'ticketRulesRenewed'; from: string; to: string }
  | { kind: 'ticketLetterSent'; letter: string }
  | { kind: 'ticketLetterDropped'; letter: string; why: string }
  | { kind: 'ticketLetterFailed'; letter: string; failure: string };

/** `brokenPromise`: nobody declared it, a ladder reached it. */
export type IncidentKind = 'systemFailure' | 'dataBreach' | 'majorDisruption' | 'brokenPromise';

/** A fact of an incident; the linked ones also stand in the journals of the engagements and tickets concerned. */
export type IncidentFact =
  | { kind: 'incidentDeclared'; incidentKind: IncidentKind }
  | { kind: 'incidentUpdated' }
  | { kind: 'incidentWidened'; engagements: string[]; tickets: string[] }
  | { kind: 'incidentClosed' }
  | { kind: 'incidentLinked'; incidentId: string; reference: string }
  | { kind: 'incidentOver'; incidentId: string; reference: string };

/** A fact of a problem; the linked ones stand in the journals of the tickets that come from it. */
export type ProblemFact =
  | { kind: 'problemOpened' }
  | { kind: 'problemRootCauseFound' }
  | { kind: 'problemFixImplemented'; round: number }
  | { kind: 'problemEffectMeasured'; round: number }
  | { kind: 'problemRefinementRequested'; round: number }
  | { kind: 'problemWidened'; tickets: string[] }
  | { kind: 'problemClosed' }
  | { kind: 'problemCancelled' }
  | { kind: 'problemLinked'; problemId: string; reference: string }
  | { kind: 'problemOver'; problemId: string; reference: string };

export type ServiceFact = TicketFact | IncidentFact | ProblemFact;
