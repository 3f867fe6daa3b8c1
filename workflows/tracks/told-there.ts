import { getExternalWorkflowHandle } from '@temporalio/workflow';
import type { OutsideChange } from '../../src/capability/outside';
import { taskDone, taskMoved } from '../../src/engagement/domain/facts/plan/facts';
import type { ChangeOnBoard } from '../../src/engagement/domain/plan/board';
import type { HeardFact, SentFact } from '../../src/fact/domain/heard-fact';
import type { Lifecycle } from '../stages/lifecycle';

/**
 * What somebody did to a task of a plan where they see it, as if they had stated it here: the track judges it.
 * @param otherwise for a track that has ended meanwhile
 * @returns false when it is nothing that a track could be told
 */
export function tellPlan(
  life: Lifecycle,
  { track, task, promiseId, dueMs }: ChangeOnBoard,
  { how }: OutsideChange,
  { commandId, actor, occurredAtMs }: HeardFact,
  otherwise: () => void,
): boolean {
  if (!life.state.tracks.open.includes(track)) return false;
  const sent = (fields: object): SentFact => ({ commandId, actor, occurredAtMs, promiseId, fields });
  const tell = (signal: string, fact: SentFact) => {
    // A task is not moved or done twice: the track knows the command. One that has ended leaves it to us.
    const told = getExternalWorkflowHandle(track).signal(signal, fact);
    void life.desk.whileBusy(() => told.catch(otherwise));
    return true;
  };
  if (how === 'completed') return tell(taskDone.name, sent({}));
  if (how === 'dueDateMoved' && dueMs !== undefined) {
    return tell(taskMoved.name, sent({ task, startMs: null, dueMs }));
  }
  return false;
}
