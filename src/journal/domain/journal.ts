import type { ActionName } from '../../capability/actions';
import type { Level, PromiseState } from '../../promise/domain/ladder/promise-state';
import type { TermAnswer, TermRequest } from '../../promise/domain/ladder/terms';
import type { StageName } from '../../playbook/domain/playbook';
import type { ServiceFact } from './service-journal';
import type { Actor, EngagementSignal, InsteadOf } from '../../engagement/domain/signals';

/** What a journal is kept of. */
export type SubjectKind = 'engagement' | 'ticket' | 'incident' | 'problem' | 'report';

/** The parts of a promise that the journal needs when it is opened. */
export type OpenedPromise = Pick<
  PromiseState,
  'id' | 'key' | 'step' | 'kind' | 'stage' | 'track' | 'owedBy' | 'assignee' | 'openedAtMs'
> & { title: string };

/** What an action left behind in a vendor's system. */
export interface Effect {
  refs: Record<string, string>;
  note: string;
}

/** A fact as a workflow hands it to the journal: ids, roles, amounts and instants only. */
export type JournalFact = LifecycleFact | ServiceFact;

/** A fact of an engagement, and those of promises that every workflow shares. */
export type LifecycleFact =
  | { kind: 'engagementStarted' }
  | { kind: 'stageEntered'; stage: StageName; title: string; shown: StageName }
  | { kind: 'stageLeft'; stage: StageName; title: string; shown: StageName }
  | { kind: 'promiseOpened'; promise: OpenedPromise }
  | { kind: 'promiseWarned'; promiseId: string; title: string }
  | { kind: 'promiseBroken'; promiseId: string; title: string; noticedAtMs: number }
  | {
      kind: 'promiseKept';
      promiseId: string;
      /** The step that it is the promise of; absent for an invitation to a meeting or an update on an escalation. */
      step?: string;
      title: string;
      late: boolean;
      signal: string;
      effect?: Effect;
    }
  | { kind: 'promiseWaived'; promiseId: string; title: string; signal: string }
  | { kind: 'promiseCancelled'; promiseId: string; title: string; why: string }
  | { kind: 'promisePaused'; promiseId: string }
  | { kind: 'promiseResumed'; promiseId: string }
  | { kind: 'promiseRetargeted'; promiseId: string; title: string }
  | { kind: 'deadlineExtended'; promiseId: string; title: string; dueAtMs: number }
  | {
      kind: 'escalationRaised';
      escalationId: string;
      promiseId: string;
      title: string;
      level: Level;
      roles: string[];
      late: boolean;
    }
  | {
      kind: 'escalationClimbed';
      escalationId: string;
      promiseId: string;
      title: string;
      level: Level;
      roles: string[];
      late: boolean;
    }
  | {
      /** Somebody who could not be told of the present level when it was reached, and fits it now. */
      kind: 'escalationHeard';
      escalationId: string;
      promiseId: string;
      title: string;
      level: Level;
      personId: string;
    }
  | { kind: 'escalationAcknowledged'; escalationId: string; promiseId: string; nextUpdateAtMs: number }
  | { kind: 'escalationResolved'; escalationId: string; promiseId: string; why: string }
  | { kind: 'actionDone'; action: ActionName; title: string; refs: Record<string, string>; note: string }
  | { kind: 'actionFailed'; action: ActionName; title: string; failure: string; promiseId: string }
  | { kind: 'reminderFailed'; action: ActionName; title: string }
  | { kind: 'actionUndone'; action: ActionName; note: string }
  | { kind: 'stepSkipped'; step: string; title: string }
  | { kind: 'answersGiven'; step: string; title: string }
  | { kind: 'factStated'; signal: EngagementSignal; detail: string }
  | { kind: 'factIgnored'; signal: string; reason: string }
  | { kind: 'engagementHeld' }
  | { kind: 'engagementResumed' }
  | { kind: 'reassigned'; role: string; personId: string; actingUntilMs?: number; insteadOf?: InsteadOf }
  | { kind: 'revisionOpened'; round: number }
  | { kind: 'trackOpened'; trackId: string; workflowId: string; trackKind: string; title: string }
  | { kind: 'trackEnded'; trackId: string; title: string; outcome: 'done' | 'cancelled' }
  | { kind: 'engagementCompleted' }
  | { kind: 'engagementCancelled' };

export type JournalKind = JournalFact['kind'];

/** One numbered entry of one writer. `seq` counts 1, 2, 3 ... within the writer, so a repeated write changes nothing. */
export interface JournalEntry {
  seq: number;
  /** When it happened, in product time. */
  atMs: number;
  actor: Actor;
  /** The command that led to it, if any: the reader finds the person's own words there. */
  commandId?: string;
  fact: JournalFact;
}

/** A batch of a writer's entries and the terms to be computed with them. */
export interface RecordRequest {
  subject: { kind: SubjectKind; id: string };
  /** The id of the workflow that writes. */
  writer: string;
  entries: JournalEntry[];
  terms: TermRequest[];
  /** Terms that an earlier attempt has computed already: they are never computed twice. */
  answered?: TermAnswer[];
}

/**
 * `written` false: the database was out of reach, nothing of the batch is stored and the writer must hand it in again.
 * The terms are answered all the same.
 */
export interface RecordAnswer {
  written: boolean;
  terms: TermAnswer[];
}

export interface JournalActivities {
  /** Computes terms, each answer in its term's place; touches nothing. */
  answerTerms(terms: TermRequest[]): Promise<TermAnswer[]>;
  /** Computes the terms and appends the entries, each once, within seconds; never waits for a database that is away. */
  record(request: RecordRequest): Promise<RecordAnswer>;
  /** Appends the entries however long the database stays away. */
  recordPatiently(request: RecordRequest): Promise<RecordAnswer>;
}
