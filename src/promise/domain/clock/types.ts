/** Plain types of the clock: safe to import from workflow code, which must not reach a validator. */

export const weekdays = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'] as const;
export type Weekday = (typeof weekdays)[number];

/** Local wall times `HH:MM`; a closing may be `24:00`, and one before its opening lies on the next day. */
export type OpenWindow = readonly [open: string, close: string];

/** Weekly working hours in the calendar's zone. Overlapping windows count once. */
export type Hours = '24x7' | { readonly [day in Weekday]?: readonly OpenWindow[] };

/**
 * A closure on local dates: a whole date `YYYY-MM-DD`, a part of one, a yearly span of dates `MM-DD` (both ends
 * closed, may wrap the year), or an iCalendar text (RFC 5545) whose events are closures.
 */
export type Holiday =
  | string
  | { readonly date: string; readonly from?: string; readonly to?: string }
  | {
      readonly yearlyFrom: string;
      readonly yearlyTo: string;
      readonly sinceYear?: number;
      readonly untilYear?: number;
    }
  | { readonly icalendar: string };

/** When working time passes. `tz` is an IANA time zone name. */
export interface Calendar {
  readonly tz: string;
  readonly hours: Hours;
  readonly holidays?: readonly Holiday[];
}

export type TimedKind = 'duration' | 'resolution' | 'firstResponse' | 'nextResponse' | 'periodicUpdate';

/** What is owed. Seconds are working time; a relative target is a moment, which pauses do not move. */
export type Target = (
  | { readonly kind: TimedKind; readonly seconds: number }
  | { readonly kind: 'workingDays'; readonly days: number; readonly endOfDay?: boolean }
  | { readonly kind: 'relative'; readonly rule: 'nextBusinessDayBy'; readonly time: string }
  | { readonly kind: 'relative'; readonly rule: 'endOfNextBusinessDay' }
  | { readonly kind: 'relative'; readonly rule: 'dueDate'; readonly dueDate: string }
  | { readonly kind: 'chain'; readonly levels: readonly ChainLevel[] }
) & { readonly startsOn?: ClockEventType };

/** One level of an escalation chain, counted from the deadline of the level before. */
export interface ChainLevel {
  readonly name?: string;
  readonly seconds: number;
}

export const clockEventTypes = [
  'pause',
  'resume',
  'priority',
  'resolve',
  'reopen',
  'customerMessage',
  'agentReply',
  'autoReply',
  'internalNote',
  'calendarChange',
  'assign',
  'outage',
] as const;
export type ClockEventType = (typeof clockEventTypes)[number];

interface EventAt {
  /** When it happened, RFC 3339 with offset; when it arrived or was processed is of no concern. */
  readonly at: string;
  /** The same id again is the same event. */
  readonly id?: string | number;
}

export type ClockEvent = EventAt &
  (
    | { readonly type: 'pause' | 'resume'; readonly reason?: string }
    | { readonly type: 'priority'; readonly targetSeconds: number }
    | {
        readonly type: 'resolve' | 'reopen' | 'customerMessage' | 'agentReply' | 'autoReply' | 'internalNote';
      }
    | { readonly type: 'calendarChange'; readonly calendar: Calendar }
    | {
        readonly type: 'assign';
        readonly group: string;
        readonly olaSeconds?: number;
        readonly calendar?: Calendar;
      }
    | { readonly type: 'outage'; readonly until?: string }
  );

export interface ClockPolicy {
  readonly pausable?: boolean;
  readonly retroactivePause?: boolean;
  readonly priorityChange?: 'retroactive' | 'restart';
  readonly reopen?: 'exclude-resolved' | 'include-resolved' | 'new-cycle';
  readonly calendarChange?: 'reproject' | 'pinned' | 'repair';
}

export interface ClockCase {
  readonly id: string | number | null;
  readonly calendar: Calendar;
  readonly start: string;
  readonly target: Target;
  readonly events: readonly ClockEvent[];
  readonly policy: ClockPolicy;
  readonly ask: { readonly warnings?: readonly number[]; readonly offsets?: readonly number[] };
}

/** The answer to a case. Instants are RFC 3339 in the zone of the case's calendar; a field is there where it applies. */
export interface CaseAnswer {
  id: string | number | null;
  deadline: string | null;
  error?: string;
  met?: boolean;
  elapsedSecondsAtStop?: number;
  wallSecondsAtStop?: number;
  remainingSeconds?: number;
  breachedOnAttach?: boolean;
  breachHistory?: string[];
  cycles?: number;
  chain?: (string | null)[];
  ola?: Record<string, string | null>;
  infeasible?: boolean;
  perGroupSeconds?: Record<string, number>;
  detectedNotBefore?: string | null;
  warnings?: Record<string, string | null>;
  offsets?: Record<string, string | null>;
  explanation: string[];
}
