import type { OutsideChange } from '../../capability/outside';
import type { InsteadOf } from '../../fact/domain/actor';
import type { Priority } from '../../service-desk/domain/service-desk';
import type { ElevationOutcome, TicketStatus } from './ticket';

/** A fact of a ticket, as its workflow hands it to the journal. */
export type TicketFact =
  | { kind: 'ticketOpened'; priority: Priority; rules: number }
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
  | { kind: 'ticketCancelled'; with?: 'engagement' }
  | { kind: 'ticketHeld'; sinceMs: number; clocks: 'paused' | 'running' }
  | { kind: 'ticketResumed'; clocks: 'goOn' | 'restarted' | 'running' }
  | ({ kind: 'ticketChangedOutside'; vendor: string; id: string } & Extract<
      OutsideChange,
      { what: 'ticket' }
    >)
  | { kind: 'ticketOutlivesEngagement' }
  | { kind: 'ticketEstimated'; minutes: number }
  | { kind: 'ticketWorkLogged'; minutes: number }
  | { kind: 'ticketRulesRenewed'; from: number; to: number }
  | { kind: 'ticketLetterSent'; letter: string }
  | { kind: 'ticketLetterDropped'; letter: string; why: string }
  | { kind: 'ticketLetterFailed'; letter: string; failure: string };
