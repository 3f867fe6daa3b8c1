import type { PromiseState } from '../../promise/domain/ladder/promise-state';

/** The rows that a journal's facts make, as the database keeps them: the same names, in camel case. */

/** An instant: RFC 3339 in UTC, with milliseconds. */
export type Instant = string;

export function instantOf(ms: number): Instant {
  return new Date(ms).toISOString();
}

/** A fact that keeps a promise, with a body that needs only the person's own input added. */
export interface Way {
  signal: string;
  body: Record<string, unknown>;
  /** What is offered for fields of the body when it is read, because only people's data can say it. */
  offers?: Record<string, Offer>;
}

/** The client's first contact, whoever signs for us, or one person for each role of a team. */
export type Offer = 'contact' | 'signatory' | 'team';

export interface PromiseRow {
  id: string;
  subjectId: string;
  engagementId: string | null;
  ticketId: string | null;
  workflowId: string;
  key: string;
  step: string;
  kind: PromiseState['kind'];
  title: string;
  stage: string | null;
  track: string | null;
  owedBy: string;
  assigneeId: string | null;
  openedAt: Instant;
  dueAt: Instant | null;
  state: 'open' | 'kept' | 'waived' | 'cancelled';
  late: boolean;
  level: number;
  settledAt: Instant | null;
  settledBy: Record<string, unknown> | null;
  brokenAt: Instant | null;
  noticedAt: Instant | null;
  paused: boolean;
  keptBy: Way[];
  explanation: string[];
}

/** One level of an escalation that has been told. `told` are ids of people. */
export interface Climb {
  level: number;
  at: Instant;
  told: string[];
}

export interface EscalationRow {
  id: string;
  subjectId: string;
  engagementId: string | null;
  ticketId: string | null;
  /** The incident that it belongs to, or that manages the crisis it reached; the incident's room writes the latter. */
  incidentId: string | null;
  promiseId: string;
  level: number;
  role: string;
  raisedAt: Instant;
  respondBy: Instant | null;
  state: 'open' | 'acknowledged' | 'resolved';
  climbs: Climb[];
  updatedAt: Instant;
}

export interface NoticeRow {
  id: string;
  personId: string;
  subjectId: string;
  promiseId: string;
  escalationId: string | null;
  reason: string;
  level: number;
  urgent: boolean;
  late: boolean;
  text: string;
  createdAt: Instant;
}

export interface TrackRow {
  id: string;
  engagementId: string;
  workflowId: string;
  kind: string;
  title: string;
  state: 'open' | 'done' | 'cancelled';
  openedAt: Instant;
  endedAt: Instant | null;
}

export interface QualityCheckRow {
  promiseId: string;
  point: string;
  engagementId: string;
  checklist: string;
  title: string;
  step: string;
  playbookName: string;
  playbookVersion: number;
  passed: boolean;
  at: Instant;
}

/** A line of an engagement's ledger; `position` counts from 1. */
export interface LedgerEntryRow {
  id: string;
  engagementId: string;
  position: number;
  entryId: string;
  kind: string;
  milestone: string | null;
  invoiceNumber: string | null;
  /** Decimal text with all of the currency's places. */
  amount: string;
  currency: string;
  at: Instant;
  dueAt: Instant | null;
}

/**
 * `waiting`: asked for, and not answered; `handedOver`: it is a task for a person now; `byHand`: a person has done it;
 * `cancelled`: it was called off before it was answered.
 */
export type EffectState = 'waiting' | 'done' | 'handedOver' | 'byHand' | 'cancelled' | 'undone';

/** Something that an engagement has asked of a vendor. */
export interface EffectRow {
  /** Under which it was asked for: the same one has one effect. */
  key: string;
  engagementId: string;
  /** Null: it stands beside the promises, as a reminder does. */
  promiseId: string | null;
  action: string;
  vendor: string;
  title: string;
  state: EffectState;
  /** Ids and links at the vendor. */
  refs: Record<string, string>;
  note: string | null;
  /** The kind of the failure by which it was handed over. */
  failure: string | null;
  askedAt: Instant;
  endedAt: Instant | null;
}

/** A task of a plan: it is the promise of the same id. */
export interface PlanTaskRow {
  promiseId: string;
  engagementId: string;
  /** The id of the track's workflow. */
  trackId: string;
  /** Its id in the plan. */
  task: string;
  title: string;
  parent: string | null;
  owner: string;
  personId: string | null;
  /** Working days of the plan's calendar. */
  days: number;
  effortHours: number;
  after: string[];
  links: { title: string; url: string }[];
  /** 1, and one more each time that it was to be done again. */
  round: number;
  /** Local dates of the plan's calendar. */
  notBeforeOn: string;
  startOn: string;
  dueOn: string;
  startAt: Instant;
  dueAt: Instant;
  state: 'open' | 'done' | 'dropped';
  /** When it was done or dropped. */
  endedAt: Instant | null;
}

/** What became of a command. */
export interface CommandRow {
  id: string;
  state: 'applied' | 'ignored';
  /** Why it was ignored; of one that was applied, what it comes to. */
  reason: string | null;
  settledAt: Instant;
}

/** The rows of the tables that a journal fills, beside the subject's own. */
export interface Rows {
  promise: PromiseRow;
  escalation: EscalationRow;
  notice: NoticeRow;
  track: TrackRow;
  planTask: PlanTaskRow;
  qualityCheck: QualityCheckRow;
  ledgerEntry: LedgerEntryRow;
  effect: EffectRow;
  command: CommandRow;
}

export type TableName = keyof Rows;

/** By what each table tells its rows apart, within a subject. */
export const ROW_KEYS: { [T in TableName]: (row: Rows[T]) => string } = {
  promise: ({ id }) => id,
  escalation: ({ id }) => id,
  notice: ({ id }) => id,
  track: ({ id }) => id,
  planTask: ({ promiseId }) => promiseId,
  qualityCheck: ({ promiseId, point }) => `${promiseId}/${point}`,
  ledgerEntry: ({ id }) => id,
  effect: ({ key }) => key,
  command: ({ id }) => id,
};
