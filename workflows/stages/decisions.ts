import { isOpen } from '../../src/promise/domain/ladder/promise-state';
import type { PromiseSpec } from '../promise/promise-spec';
import { ledgerDecisions } from './money/ledger-decisions';
import type { Lifecycle } from './lifecycle';
import { outsideDecisions } from './told/outside';
import { leftToPeople } from './said-by-person';

/**
 * What somebody has to decide because of something that others did outside, or to say to the client: tasks that come up at
 * any time, beside the journey, which ends only when they are settled.
 */
export function decisions(life: Lifecycle): PromiseSpec[] {
  return [...outsideDecisions(life), ...ledgerDecisions(life), ...leftToPeople(life)];
}

/** Lets the decisions that an earlier run has carried over be taken. */
export function reopenDecisions(life: Lifecycle): void {
  for (const spec of decisions(life)) {
    life.promises.open(spec);
  }
}

/** Whether nobody has to decide anything. */
export function isDecided(life: Lifecycle): boolean {
  return undecided(life).length === 0;
}

/** Waits until every decision is taken, also those that come up meanwhile. */
export async function decided(life: Lifecycle): Promise<void> {
  for (let open = undecided(life); open.length > 0; open = undecided(life)) {
    await Promise.all(open.map((spec) => life.promises.keep(spec)));
  }
}

function undecided(life: Lifecycle): PromiseSpec[] {
  return decisions(life).filter(({ key }) => {
    const promise = life.desk.promises.get(key);
    return promise === undefined || isOpen(promise);
  });
}
