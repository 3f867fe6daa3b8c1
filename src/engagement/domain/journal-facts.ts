import type { ActionName } from '../../capability/actions';
import type { OutsideChange } from '../../capability/outside';
import type { InsteadOf } from '../../fact/domain/actor';
import type { StageName } from '../../playbook/domain/playbook';
import type { EngagementSignal } from './facts/registry';

/** A fact of an engagement, as its workflow or one of its tracks hands it to the journal. */
export type EngagementFact =
  | { kind: 'engagementStarted' }
  | { kind: 'stageEntered'; stage: StageName; title: string; shown: StageName }
  | { kind: 'stageLeft'; stage: StageName; title: string; shown: StageName }
  | { kind: 'actionDone'; action: ActionName; title: string; refs: Record<string, string>; note: string }
  | { kind: 'actionFailed'; action: ActionName; title: string; failure: string; promiseId: string }
  | { kind: 'reminderFailed'; action: ActionName; title: string }
  | { kind: 'actionUndone'; action: ActionName; note: string }
  | { kind: 'stepSkipped'; step: string; title: string }
  | { kind: 'answersGiven'; step: string; title: string }
  | { kind: 'factStated'; signal: EngagementSignal; detail: string }
  | ({ kind: 'outsideChanged'; vendor: string; id: string } & OutsideChange)
  | { kind: 'engagementHeld' }
  | { kind: 'engagementResumed' }
  | { kind: 'reassigned'; role: string; personId: string; actingUntilMs?: number; insteadOf?: InsteadOf }
  | { kind: 'revisionOpened'; round: number }
  | { kind: 'trackOpened'; trackId: string; workflowId: string; trackKind: string; title: string }
  | { kind: 'trackEnded'; trackId: string; title: string; outcome: 'done' | 'cancelled' }
  | { kind: 'engagementCompleted' }
  | { kind: 'engagementCancelled' };
