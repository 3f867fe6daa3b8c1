import { isCancellation } from '@temporalio/workflow';
import { type OutsideChange, type OutsideId, wordsOf } from '../../../src/capability/outside';
import { restoreChosen } from '../../../src/engagement/domain/facts/steps';
import { outsideChanged } from '../../../src/engagement/domain/facts/system';
import {
  changeOf,
  decisionKey,
  OUTSIDE_DECISION,
  restorableOf,
} from '../../../src/engagement/domain/outside-decision';
import type { HeardFact } from '../../../src/fact/domain/heard-fact';
import { termToTarget } from '../../../src/promise/domain/duration';
import { isOpen } from '../../../src/promise/domain/ladder/promise-state';
import { restoreOutside } from '../../activities';
import type { Hearer } from '../../promise/hearing';
import type { PromiseSpec } from '../../promise/promise-spec';
import { describeFailure } from '../failure';
import { completed, type Lifecycle } from '../lifecycle';
import { tellPlan } from '../../tracks/told-there';

/**
 * Something on which the engagement rests was changed outside: it is told in the journal and, where somebody has to decide
 * what follows, is a task of whoever is accountable. Nothing is mended silently.
 * @param isOver whether the engagement is complete or called off: then nobody has to decide anything
 */
export function outsideHearer(life: Lifecycle, isOver: () => boolean): Hearer {
  return (fact) => {
    const { vendor, id, meeting, restorable, plan, ...change } = outsideChanged.read(fact);
    const tell = () => tellChange(life, { vendor, id, change, restorable }, fact, isOver());
    if (plan && tellPlan(life, plan, change, fact, tell)) return 'applied';
    tell();
    const how = change.what === 'meeting' ? change.how : 'declined';
    if (meeting && how !== 'declined') {
      life.desk.note(
        { kind: 'meetingChanged', ...meeting, how },
        { actor: fact.actor, atMs: fact.occurredAtMs },
      );
    }
    return 'applied';
  };
}

/**
 * @param restorable whether the vendor can put it right
 * @param isOver whether nobody has to decide anything any more
 */
export function tellChange(
  life: Lifecycle,
  { vendor, id, change, restorable }: OutsideId & { change: OutsideChange; restorable?: true | undefined },
  fact: HeardFact,
  isOver: boolean,
): void {
  life.desk.note({ kind: 'outsideChanged', vendor, id, ...change }, fact);
  if (change.what === 'project' && change.how === 'closed') settleMended(life, { vendor, id }, fact);
  if (wordsOf(change).decide !== undefined && !isOver) {
    const key = decisionKey(change, fact.commandId, restorable ? { vendor, id } : undefined);
    life.promises.open(decision(life, key, change));
  }
}

/** A project that is closed there again, by whomever, leaves nothing to decide. */
function settleMended(life: Lifecycle, { vendor, id }: OutsideId, fact: HeardFact): void {
  for (const { key } of outsideDecisions(life)) {
    const reopened = changeOf(key)?.what === 'project' ? restorableOf(key) : undefined;
    if (reopened?.vendor === vendor && reopened.id === id) {
      life.promises.settle(key, 'kept', outsideChanged.name, fact);
    }
  }
}

/** The open ones, as they were asked for. */
export function outsideDecisions(life: Lifecycle): PromiseSpec[] {
  const open = [...life.desk.promises.values()].filter(
    (promise) => promise.step === OUTSIDE_DECISION && isOpen(promise),
  );
  return open.flatMap(({ key, kind }) => {
    const change = kind === 'task' ? changeOf(key) : undefined;
    return change === undefined ? [] : [decision(life, key, change)];
  });
}

/** Somebody has decided that a vendor is to put a change right. The task is theirs until that is done. */
export function restoreHearer(life: Lifecycle): Hearer {
  const underWay = new Set<string>();
  return (fact) => {
    const { key = '' } = (fact.promiseId === undefined ? undefined : life.desk.byId(fact.promiseId)) ?? {};
    const restorable = restorableOf(key);
    const promise = life.desk.promises.get(key);
    if (!restorable || !promise || !isOpen(promise)) return { ignored: 'nothing waits to be put right' };
    life.desk.note({ kind: 'factStated', signal: restoreChosen.name, detail: '' }, fact);
    if (!underWay.has(key)) {
      underWay.add(key);
      void restore(life, key, restorable).finally(() => underWay.delete(key));
    }
    return 'applied';
  };
}

async function restore(life: Lifecycle, key: string, { vendor, id }: OutsideId): Promise<void> {
  await life.desk.whileBusy(async () => {
    try {
      await restoreOutside(vendor, id, life.input.time);
      life.promises.settle(key, 'kept', restoreChosen.name, {});
    } catch (error) {
      // The engagement was called off, and the task with it.
      if (isCancellation(error)) return;
      const { failure } = describeFailure(error);
      const what = changeOf(key)?.what;
      if (what) life.desk.note({ kind: 'restoreFailed', vendor, id, what, failure });
    }
  });
}

function decision(life: Lifecycle, key: string, change: OutsideChange): PromiseSpec {
  return {
    key,
    step: OUTSIDE_DECISION,
    kind: 'task',
    title: wordsOf(change).decide ?? wordsOf(change).told,
    stage: null,
    track: null,
    owedBy: life.input.plan.raci.accountable ?? 'operations-manager',
    target: termToTarget('24 h'),
    awaits: { stepCompleted: completed },
  };
}
