import type { StepKind } from '../kind';
import type { Target } from '../clock/types';

/** 0: nobody told yet; 1 to 3: the rungs of the ladder; 4: crisis. */
export type Level = 0 | 1 | 2 | 3 | 4;
export const CRISIS: Level = 4;

/** An interval of product time in which a clock does not count; `toMs` null: it still lasts. */
export interface Pause {
  fromMs: number;
  toMs: number | null;
  reason: 'held' | 'waitingForClient' | 'resolved';
}

/** A stretch of working time that is counted from an instant; the deadline activity turns it into instants. */
export interface Term {
  startMs: number;
  target: Target;
  /** At every hour, whatever the calendar: a person named the instant at which it ends. */
  byTheClock?: true;
}

/** What has been computed of a term; null while the clock is paused or the answer is on its way. */
export interface TermMoments {
  dueMs: number | null;
  warningsMs: number[];
  marksMs: number[];
}

export type EscalationStatus = 'open' | 'acknowledged' | 'resolved';

/** One climb of the ladder for one broken promise. */
export interface Escalation {
  id: string;
  level: Level;
  status: EscalationStatus;
  raisedAtMs: number;
  /** The time that the present level has to respond; null at crisis, and until it is computed. */
  respond: Term | null;
  respondByMs: number | null;
}

/** An escalation as it was, and the deadline that raised it. */
export interface SuspendedEscalation {
  breachMs: number;
  escalation: Escalation;
}

export type PromiseStatus = 'open' | 'kept' | 'waived' | 'cancelled';

/** Something owed by somebody until a deadline, with its clock and its ladder. Serialisable and free of personal data. */
export interface PromiseState {
  id: string;
  key: string;
  step: string;
  kind: StepKind | 'update';
  stage: string | null;
  track: string | null;
  owedBy: string;
  assignee: string | null;
  calendar: string;
  openedAtMs: number;
  term: Term;
  /** Null until the first answer of the deadline activity, and while paused. */
  moments: TermMoments | null;
  /** Extra instants, in seconds of working time after the opening: reminders and the end of an optional wait. */
  markSeconds: number[];
  warned: number;
  marksPassed: number;
  pauses: Pause[];
  escalates: boolean;
  escalation: Escalation | null;
  /** What a change of the target ended; the same deadline, broken already, lets it go on. */
  suspended: SuspendedEscalation | null;
  status: PromiseStatus;
  /** Whether it was kept after its deadline. */
  late: boolean;
  /** Past its present deadline; false again after an extension. */
  broken: boolean;
  /** Every instant at which a deadline passed, however late that was noticed. Never shortened. */
  breachesMs: number[];
  settledAtMs: number | null;
  /** How an awaited fact settled it, for the code that waits. */
  settledBy: string | null;
}

/** The pauses of a clock that starts: those that it has, and that of a hold that is on and not among them. */
export function startingPauses(pauses: readonly Pause[], held: boolean, fromMs: number): Pause[] {
  const isAmong = pauses.some(({ reason, toMs }) => reason === 'held' && toMs === null);
  return held && !isAmong ? [...pauses, { fromMs, toMs: null, reason: 'held' }] : [...pauses];
}

export function isOpen(promise: PromiseState): boolean {
  return promise.status === 'open';
}

export function isPaused(promise: PromiseState): boolean {
  return promise.pauses.some((pause) => pause.toMs === null);
}
