import type { ActionName } from '../../capability/actions';
import type { MoneyText } from '../../money/domain/money';
import type { Level, PromiseState } from '../../promise/domain/ladder/promise-state';

/** The parts of a promise that the journal needs when it is opened. */
export type OpenedPromise = Pick<
  PromiseState,
  'id' | 'key' | 'step' | 'kind' | 'stage' | 'track' | 'owedBy' | 'assignee' | 'openedAtMs'
> & {
  title: string;
  /** What it asks to be paid, where it waits for a payment. */
  asks?: MoneyText;
  /** What a system is asked to do, where that keeps it. */
  effect?: AskedOutside;
};

/** Something that is asked of a vendor. */
export interface AskedOutside {
  /** The same one has one effect. */
  key: string;
  action: ActionName;
  vendor: string;
}

/** What an action left behind in a vendor's system. */
export interface Effect {
  refs: Record<string, string>;
  note: string;
}

/** What of the rules a promise belongs to; nothing for an update on an escalation. */
export interface OfRules {
  /** The step, or the meeting of the client strategy cycle, that it is the promise of. */
  step?: string;
  /** The step to whose meeting it is the invitation. */
  meeting?: string;
}

/** What became of a meeting that was in the calendars: people moved, deleted or restored it, or we called it off. */
export type MeetingChange = 'moved' | 'deleted' | 'restored' | 'cancelled';

/** A fact of a promise and of its ladder: the same in the journal of every subject. */
export type PromiseFact =
  | { kind: 'promiseOpened'; promise: OpenedPromise }
  | { kind: 'promiseWarned'; promiseId: string; title: string }
  | { kind: 'promiseBroken'; promiseId: string; title: string; noticedAtMs: number }
  | ({
      kind: 'promiseKept';
      promiseId: string;
      title: string;
      late: boolean;
      signal: string;
      effect?: Effect;
    } & OfRules)
  | ({ kind: 'promiseWaived'; promiseId: string; title: string; signal: string } & OfRules)
  | ({ kind: 'promiseCancelled'; promiseId: string; title: string; why: string } & OfRules)
  /** `step`: the step, or the meeting of the cycle, that it is; `promiseId`: the promise by which it came about. */
  | { kind: 'meetingChanged'; promiseId: string; step: string; title: string; how: MeetingChange }
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
  /** The deadline that raised it holds again after another had taken its place; who was told knows. */
  | { kind: 'escalationResumed'; escalationId: string; promiseId: string; title: string; level: Level }
  | { kind: 'escalationAcknowledged'; escalationId: string; promiseId: string; nextUpdateAtMs: number }
  | { kind: 'escalationResolved'; escalationId: string; promiseId: string; why: string }
  | { kind: 'factIgnored'; signal: string; reason: string };
