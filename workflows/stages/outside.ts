import { OUTSIDE_CHANGES, type OutsideChange, wordsOf } from '../../src/capability/outside';
import { outsideChanged } from '../../src/engagement/domain/facts/system';
import type { HeardFact } from '../../src/fact/domain/heard-fact';
import { termToTarget } from '../../src/promise/domain/duration';
import { isOpen } from '../../src/promise/domain/ladder/promise-state';
import type { Hearer } from '../promise/hearing';
import type { PromiseSpec } from '../promise/promise-spec';
import { completed, type Lifecycle } from './lifecycle';

/** The step that the promises of such decisions go by. */
const STEP = 'outside-change';

/**
 * Something on which the engagement rests was changed outside: it is told in the journal and, where somebody has to decide
 * what follows, is a task of whoever is accountable. Nothing is mended silently.
 * @param isOver whether the engagement is complete or called off: then nobody has to decide anything
 */
export function outsideHearer(life: Lifecycle, isOver: () => boolean): Hearer {
  return (fact) => {
    const { vendor, id, meeting, ...change } = outsideChanged.read(fact);
    tellChange(life, { vendor, id, change }, fact, isOver());
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

/** @param isOver whether nobody has to decide anything any more */
export function tellChange(
  life: Lifecycle,
  { vendor, id, change }: { vendor: string; id: string; change: OutsideChange },
  fact: HeardFact,
  isOver: boolean,
): void {
  life.desk.note({ kind: 'outsideChanged', vendor, id, ...change }, fact);
  if (wordsOf(change).decide !== undefined && !isOver) {
    life.promises.open(decision(life, keyOf(change, fact.commandId), change));
  }
}

/** The open ones, as they were asked for. */
export function outsideDecisions(life: Lifecycle): PromiseSpec[] {
  const open = [...life.desk.promises.values()].filter((promise) => promise.step === STEP && isOpen(promise));
  return open.flatMap(({ key, kind }) => {
    const change = kind === 'task' ? changeIn(key) : undefined;
    return change === undefined ? [] : [decision(life, key, change)];
  });
}

function decision(life: Lifecycle, key: string, change: OutsideChange): PromiseSpec {
  return {
    key,
    step: STEP,
    kind: 'task',
    title: wordsOf(change).decide ?? wordsOf(change).told,
    stage: null,
    track: null,
    owedBy: life.input.plan.raci.accountable ?? 'operations-manager',
    target: termToTarget('24 h'),
    awaits: { stepCompleted: completed },
  };
}

function keyOf({ what, how }: OutsideChange, commandId: string): string {
  return `${STEP}/${what}/${how}/${commandId}`;
}

function changeIn(key: string): OutsideChange | undefined {
  const [, what = '', how = ''] = key.split('/');
  const changes: Readonly<Record<string, object>> = OUTSIDE_CHANGES;
  const isChange = Object.hasOwn(changes, what) && Object.hasOwn(changes[what] ?? {}, how);
  return isChange ? ({ what, how } as OutsideChange) : undefined;
}
