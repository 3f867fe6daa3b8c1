import type { ActionName } from '../../capability/actions';
import type { OutsideChange, OutsideId, OutsideThing } from '../../capability/outside';
import type { InsteadOf } from '../../fact/domain/actor';
import type { StageName } from '../../playbook/domain/playbook';
import type { AskedOutside, Effect } from '../../journal/domain/promise-facts';
import type { EngagementSignal } from './facts/registry';
import type { LedgerEntry } from './ledger/entry';
import type { DatedTask, PlanChangeKind } from './plan/state';
import type { MoneyText } from '../../money/domain/money';

/** Something stands in the ledger now. */
export interface LedgerPosted {
  kind: 'ledgerPosted';
  entry: LedgerEntry;
  /** Counts from 1. */
  position: number;
  /** What it comes to, in words, for whoever stated it: what is paid, what is open. */
  answer: string;
  /** What is still to be paid at the steps that wait for a payment, by their ids. */
  asks: Readonly<Record<string, MoneyText>>;
}

/** A fact of an engagement, as its workflow or one of its tracks hands it to the journal. */
export type EngagementFact =
  /** `assumedCurrency`: nobody named one, so the value counts in this. */
  | { kind: 'engagementStarted'; assumedCurrency?: string }
  /** The playbook before it is done, and the engagement goes on by this one. `before`: the title of that one. */
  | { kind: 'playbookBegan'; name: string; version: number; title: string; before: string }
  | { kind: 'stageEntered'; stage: StageName; title: string; shown: StageName }
  | { kind: 'stageLeft'; stage: StageName; title: string; shown: StageName }
  /** What stands beside the promises was done, such as a reminder. */
  | ({ kind: 'actionDone'; title: string } & AskedOutside & Effect)
  /** `advice`: what happened and what to do, where it is known. */
  | {
      kind: 'actionFailed';
      action: ActionName;
      title: string;
      failure: string;
      promiseId: string;
      advice?: string;
    }
  | { kind: 'reminderFailed'; action: ActionName; title: string }
  /** `undoes`: the key of what is undone. */
  | { kind: 'actionUndone'; action: ActionName; undoes: string; note: string }
  | { kind: 'stepSkipped'; step: string; title: string }
  | { kind: 'answersGiven'; step: string; title: string }
  | { kind: 'factStated'; signal: EngagementSignal; detail: string }
  | ({ kind: 'outsideChanged'; vendor: string; id: string } & OutsideChange)
  /** What somebody had chosen to have put right could not be. */
  | ({ kind: 'restoreFailed'; what: OutsideThing; failure: string } & OutsideId)
  | LedgerPosted
  /** The client was told again of an invoice that is late. `count` of `atMost`; `note` says to how many it went. */
  | {
      kind: 'invoiceReminded';
      invoice: string;
      count: number;
      atMost: number;
      dueAtMs: number | null;
      open: MoneyText;
      note: string;
    }
  | { kind: 'engagementHeld' }
  | { kind: 'engagementResumed' }
  | { kind: 'reassigned'; role: string; personId: string; actingUntilMs?: number; insteadOf?: InsteadOf }
  /** An acting role ended by itself; null: nobody had it before. */
  | { kind: 'actingEnded'; role: string; personId: string | null }
  | { kind: 'revisionOpened'; round: number }
  | { kind: 'trackOpened'; trackId: string; workflowId: string; trackKind: string; title: string }
  | { kind: 'trackEnded'; trackId: string; title: string; outcome: 'done' | 'cancelled' }
  | { kind: 'planLaid'; trackId: string; tasks: readonly DatedTask[]; promiseIds: readonly string[] }
  /** `task`: the one that was changed, null: all of them; `tasks`: all that are not as they were before. */
  | {
      kind: 'planChanged';
      trackId: string;
      how: PlanChangeKind;
      task: string | null;
      tasks: readonly DatedTask[];
      promiseIds: readonly string[];
      /** To whom it was given. */
      personId?: string;
    }
  | { kind: 'engagementCompleted' }
  | { kind: 'engagementCancelled' };
