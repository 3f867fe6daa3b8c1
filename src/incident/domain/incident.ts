import type { CountingRules } from '../../promise/domain/ladder/rules';
import type { Pause } from '../../promise/domain/ladder/promise-state';
import type { Actor } from '../../fact/domain/actor';
import type { CarriedState } from '../../engagement/domain/engagement';
import type { FollowRules } from '../../service-desk/domain/follow-rules';
import type { TimeScale } from '../../promise/domain/time';

/** `brokenPromise`: nobody declared it, a ladder reached it. */
export type IncidentKind = 'systemFailure' | 'dataBreach' | 'majorDisruption' | 'brokenPromise';

/** What a person declares. */
export const DECLARED_KINDS = [
  'systemFailure',
  'dataBreach',
  'majorDisruption',
] as const satisfies IncidentKind[];

/** What a ladder reaches by itself. */
export const REACHED_KIND = 'brokenPromise' satisfies IncidentKind;

export const INCIDENT_KINDS = [...DECLARED_KINDS, REACHED_KIND] as const;

/** The id under which Temporal knows an incident's workflow. */
export function incidentWorkflowId(reference: string): string {
  return `incident/${reference}`;
}

/** What an incident's workflow starts from: ids, closed words and rules; title and root cause stay in the database. */
export interface IncidentInput {
  incidentId: string;
  reference: string;
  incidentKind: IncidentKind;
  declaredBy: Actor;
  declaredAtMs: number;
  engagements: string[];
  tickets: string[];
  updateEverySeconds: number;
  /** Of the version that rules it. */
  rules: CountingRules & { version: number; closeWithin: string; follows: FollowRules };
  time: TimeScale;
  carried?: { desk: CarriedState; incident: IncidentState };
}

/** What became of an incident when an engagement that it concerns was put on hold, resumed or cancelled. */
export type FollowOutcome = 'goesOn' | 'standsStill' | 'goesOnAgain' | 'withdrawn';

/** An entry that is still to be put into the journal of an engagement or a ticket that is concerned. */
export interface Telling {
  kind: 'engagement' | 'ticket';
  id: string;
  what: 'linked' | 'over';
}

/** What an incident's run hands to the next one, beside its promises. */
export interface IncidentState {
  status: 'open' | 'closed';
  updates: number;
  engagements: string[];
  tickets: string[];
  toTell: Telling[];
  /** The engagements concerned that do not go on, by their ids. */
  stopped: Record<string, 'held' | 'cancelled'>;
  /** When everything stood still for that, oldest first. */
  holds: Pause[];
}

/** The state of an incident that has just been declared. */
export function newIncidentState(): IncidentState {
  return {
    status: 'open',
    updates: 0,
    engagements: [],
    tickets: [],
    toTell: [],
    stopped: {},
    holds: [],
  };
}
