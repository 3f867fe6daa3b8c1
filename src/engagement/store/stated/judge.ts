import type { Connection } from '../../../database/database';
import { declared } from '../../../fact/domain/declaration';
import type { Fault } from '../../../fact/domain/fault';
import { playbooksOf } from '../../../playbook/store/playbooks-of';
import { choosePromise, type NoChoice } from '../../domain/choose-promise';
import type { StatedEngagementFact } from '../../domain/facts/bodies';
import { ENGAGEMENT_FACTS, type EngagementFactDeclaration } from '../../domain/facts/registry';
import type { Stater } from '../../domain/permissions';
import { type Engagement, listPromises, type PromiseRecord } from '../engagements';
import type { HostsOf } from '../questions';
import { plannersOf } from '../../domain/plan/of-playbook';
import { type CompletedFact, completeFact } from './complete';
import { promiseOfTask } from './plan';

/** Somebody who states a fact of an engagement. */
export interface Stating {
  db: Connection;
  engagement: Engagement;
  stater: Stater;
  /** False: a vendor does, which gives no work to people of ours. */
  byPerson: boolean;
  hostsOf: HostsOf;
  /** Product time. */
  nowMs: number;
}

/** A fact that may be stated, whole, with the promise that it is about; null: with the engagement itself. */
export interface Taken extends CompletedFact {
  promise: PromiseRecord | null;
}

/** Why a fact cannot be taken. `ended`: the engagement takes no more facts of this kind. */
export type NotTaken = NoChoice | { why: 'ended' };

/**
 * Judges a fact that has passed its schema, whoever states it: which promise it is about, whether the stater may state it,
 * whether it fits, and what it comes to.
 */
export async function judgeStated(
  { db, engagement, stater, byPerson, hostsOf, nowMs }: Stating,
  stated: StatedEngagementFact,
): Promise<Taken | { refused: NotTaken }> {
  const { signal, body } = stated;
  const fact: EngagementFactDeclaration = declared(ENGAGEMENT_FACTS, signal);
  const [{ playbook, earlier }, promises] = await Promise.all([
    playbooksOf(db, engagement),
    listPromises(db, engagement.id),
  ]);
  const named = await promiseNamed(db, engagement.id, body);
  if ('faults' in named) return refusedFor(named.faults);
  const choice = choosePromise({
    fact,
    promises,
    stater,
    promiseId: named.promiseId,
    party: 'party' in body ? body.party : undefined,
    context: {
      decisions: playbook.decisions,
      planners: plannersOf(playbook),
      team: engagement.team as Record<string, string>,
    },
  });
  if ('refused' in choice) return choice;
  const { promise } = choice;
  // What has ended takes facts about money, and whatever keeps what is still promised.
  const isHeard = promise?.state === 'open' || fact.countsAfterTheEnd === true;
  if (!isHeard && hasEnded(engagement)) return { refused: { why: 'ended' } };
  const about = { db, engagement, playbook, earlier, promise, stater, hostsOf, byPerson, nowMs };
  const completed = await completeFact(about, stated);
  return 'faults' in completed ? refusedFor(completed.faults) : { promise, ...completed };
}

/** Named by its own id, or as the task of a plan that it is. */
async function promiseNamed(
  db: Connection,
  engagementId: string,
  body: StatedEngagementFact['body'],
): Promise<{ promiseId: string | undefined } | { faults: readonly Fault[] }> {
  const task = 'task' in body && !('title' in body) ? body.task : undefined;
  if (body.promiseId !== undefined || task === undefined) return { promiseId: body.promiseId };
  return await promiseOfTask(db, engagementId, task);
}

function hasEnded({ status }: Engagement): boolean {
  return status === 'completed' || status === 'cancelled';
}

function refusedFor(faults: readonly Fault[]): { refused: NotTaken } {
  return { refused: { why: 'wrong', faults } };
}
