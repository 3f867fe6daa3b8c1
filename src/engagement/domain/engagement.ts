import type { ActionName, Capability } from '../../capability/actions';
import type { PromiseState } from '../../promise/domain/ladder/promise-state';
import type { Plan } from '../../playbook/domain/playbook';
import type { MoneyText } from '../../money/domain/money';
import type { LedgerEntry, LedgerQuestion } from './ledger/entry';
import type { Reminded } from './ledger/reminders';
import type { TimeScale } from '../../promise/domain/time';
import type { Actor } from '../../fact/domain/actor';
import type { Acting } from './acting';
import type { PlanState } from './plan/state';
import type { Learners } from './facts/learning/learners';

export type EngagementStatus = 'active' | 'held' | 'completed' | 'cancelled';

/** The id under which Temporal knows an engagement's workflow. */
export function engagementWorkflowId(reference: string): string {
  return `engagement/${reference}`;
}

/** The id of what is left of an engagement after its end. */
export function afterwardsWorkflowId(reference: string): string {
  return `${engagementWorkflowId(reference)}/afterwards`;
}

/** What an engagement has come to, as its journal has it. */
export interface EngagementSoFar {
  /** Every invoice and payment, oldest first. */
  ledger: LedgerEntry[];
  team: Record<string, string>;
  /** The number of the newest entry that this writer has told. */
  lastSeq: number;
}

export interface AfterwardsActivities {
  /** Reads what an engagement that has ended has come to; patiently, since nothing can be told before. */
  'engagement.soFar'(request: { engagementId: string; writer: string }): Promise<EngagementSoFar>;
}

/** What an engagement's workflow starts from: ids, roles, amounts and rules, never a name or an address. */
export interface EngagementInput {
  engagementId: string;
  reference: string;
  plan: Plan;
  /** Null while nobody has said what the engagement is worth. */
  value: MoneyText | null;
  /** Nobody named the currency of the value: the installation's own was assumed. */
  isCurrencyAssumed: boolean;
  /** Facts of the engagement that conditions may ask for. */
  facts: Record<string, string | number | boolean>;
  team: Record<string, string>;
  calendar: string | null;
  /** The task queue on which each capability's connector works. */
  queues: Record<Capability, string>;
  time: TimeScale;
  /** What an earlier run of the same engagement had reached; absent at the start. */
  carried?: CarriedState;
}

export type TrackOutcome = 'done' | 'cancelled';

/** An effect that has been begun, with what is needed to undo it. */
export interface Undo {
  action: ActionName;
  key: string;
  params: Record<string, unknown>;
  /** The task queue of the vendor that did it: a later playbook may name another one. */
  queue: string;
}

/** All that a run hands to the next one of the same workflow. */
export interface CarriedState {
  lastSeq: number;
  /** The newest command ids that had their effect. */
  commands: string[];
  promises: PromiseState[];
  /** Passages that must not be repeated, by their keys. */
  done: Record<string, true>;
  /** Effects that a cancellation has to undo, oldest first. */
  undos: Undo[];
  tracks: { open: string[]; ended: Record<string, TrackOutcome> };
  /** How often the deal came back to the stage at which engagements start. */
  returns: number;
  /** What stands in the calendars, by the keys of the promises by which it came about. */
  meetings: Record<string, { step: string; title: string; startMs: number }>;
  /** What Temporal's list shows, to change it only when it changes. */
  shown: string;
  answers: Record<string, string | number | boolean>;
  team: Record<string, string>;
  /** Roles that somebody has for a time only. */
  acting: Record<string, Acting>;
  signatures: string[];
  /** Every invoice and payment, oldest first. */
  ledger: LedgerEntry[];
  /** Lines of the ledger about which somebody has to decide, by their ids, and why. */
  toDecide: Record<string, LedgerQuestion>;
  /** How far the client has been reminded of each invoice, by the id of its line. */
  reminded: Record<string, Reminded>;
  /** Who let delivery begin without the first payment, by which command; null: nobody has. */
  waiver: { actor: Actor; commandId: string } | null;
  /** How often the first payment has been awaited: once more for each time that it was taken back. */
  gateRounds: number;
  held: boolean;
  dealStage: string | null;
  /** Of a track that has one; absent until it is laid. */
  plan?: PlanState;
  /** Absent where nobody has learnt anything. */
  learners?: Learners;
}

/** The state of a workflow that has just begun. */
export function newState(team: Record<string, string>): CarriedState {
  return {
    lastSeq: 0,
    commands: [],
    promises: [],
    done: {},
    undos: [],
    tracks: { open: [], ended: {} },
    returns: 0,
    meetings: {},
    shown: '',
    answers: {},
    team: { ...team },
    acting: {},
    signatures: [],
    ledger: [],
    toDecide: {},
    reminded: {},
    waiver: null,
    gateRounds: 1,
    held: false,
    dealStage: null,
  };
}

/** What a track's workflow starts from. */
export interface TrackInput {
  engagement: Pick<
    EngagementInput,
    'engagementId' | 'reference' | 'value' | 'facts' | 'team' | 'calendar' | 'queues' | 'time'
  >;
  plan: Plan;
  trackId: string;
  /** 1 for the first delivery, 2 after the first revision, ... */
  generation: number;
  answers: Record<string, string | number | boolean>;
  held: boolean;
  acting: CarriedState['acting'];
  carried?: CarriedState;
}
