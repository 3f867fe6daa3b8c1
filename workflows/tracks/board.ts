import { condition, isCancellation, workflowInfo } from '@temporalio/workflow';
import type { HeardFact } from '../../src/fact/domain/heard-fact';
import { termToTarget } from '../../src/promise/domain/duration';
import type { PromiseState } from '../../src/promise/domain/ladder/promise-state';
import type { PlanRules } from '../../src/track/domain/plan/rules';
import type { PlanTask } from '../../src/track/domain/plan/task';
import { wallDuration } from '../../src/promise/domain/time';
import { showBoard } from '../activities';
import type { PromiseSpec } from '../promise/promise-spec';
import { SYSTEM } from '../promise/journal';
import { completed, type Lifecycle } from '../stages/lifecycle';

const BY_HAND = 'board-by-hand';
/** A delivery that is done does not wait for the vendor any longer. */
const LAST_SIGHT_MS = 15 * 60_000;

/**
 * Keeps a plan in sight where people work on it beside us. What the vendor shows is remembered where it is asked: a next
 * run, or one after a worker's death, shows what is missing and no more.
 */
export class Board {
  private shown: readonly PlanTask[] | undefined;
  private readonly differing = new Set<string>();

  constructor(private readonly shownIn: PlanRules['shownIn']) {}

  /** Whoever has changed a task there sees afterwards what it stands for here, also when that was refused. */
  hears({ actor, promiseId }: HeardFact): void {
    const isFromThere = actor.kind === 'system' && actor.name !== (SYSTEM as { name?: string }).name;
    if (isFromThere && promiseId !== undefined) this.differing.add(promiseId);
  }

  /** Does the work of a track, and shows its plan meanwhile. */
  async during(life: Lifecycle, work: () => Promise<void>): Promise<void> {
    if (this.shownIn === undefined) return await work();
    const waiting = openByHand(life);
    if (waiting) life.promises.open(byHand(life, waiting.key));
    let isOver = false;
    const worked = async () => {
      await work();
      isOver = true;
    };
    await Promise.all([worked(), this.keep(life, () => isOver)]);
    const left = openByHand(life);
    if (left) life.promises.settle(left.key, 'cancelled', 'the delivery is done', {});
  }

  /** Takes what is not done out of sight, when the engagement was called off. */
  async withdraw(life: Lifecycle): Promise<void> {
    if (this.shownIn === undefined || !life.state.plan) return;
    await this.show(life);
    const left = openByHand(life);
    if (left) await life.promises.keep(byHand(life, left.key));
  }

  private async keep(life: Lifecycle, isOver: () => boolean): Promise<void> {
    for (;;) {
      await condition(() => isOver() || !this.isShown(life));
      if (this.isShown(life)) return;
      if (isOver()) {
        const lastSight = wallDuration(LAST_SIGHT_MS, life.input.time);
        await Promise.race([this.show(life), condition(() => false, lastSight)]);
        return;
      }
      await this.show(life);
    }
  }

  private isShown({ state: { plan } }: Lifecycle): boolean {
    return plan === undefined || (plan.tasks === this.shown && this.differing.size === 0);
  }

  private async show(life: Lifecycle): Promise<void> {
    // What is shown is read from the database, where it has to be first.
    await life.desk.rest();
    this.shown = life.state.plan?.tasks;
    const differing = [...this.differing];
    this.differing.clear();
    const { engagementId, queues, time } = life.input;
    const request = { engagementId, trackId: workflowInfo().workflowId, differing };
    const waiting = openByHand(life);
    try {
      while (!(await showBoard(queues.planner, request, time)).isWhole);
      if (waiting) life.promises.settle(waiting.key, 'kept', 'shown', {});
    } catch (error) {
      if (isCancellation(error)) throw error;
      if (!waiting) life.promises.open(byHand(life));
    }
  }
}

/** The task for a person that the board has become, while the vendor refuses or stays away. */
function openByHand({ desk }: Lifecycle): PromiseState | undefined {
  return desk.openPromises().find(({ step }) => step === BY_HAND);
}

function byHand({ desk, track, input }: Lifecycle, key = `${BY_HAND}/${timesIn(desk) + 1}`): PromiseSpec {
  return {
    key,
    step: BY_HAND,
    kind: 'task',
    title: 'Bring the board of the project up to date by hand, as its plan stands here',
    stage: 'delivery',
    track,
    owedBy: input.plan.raci.accountable ?? 'operations-manager',
    target: termToTarget('24 h'),
    awaits: { stepCompleted: completed },
  };
}

function timesIn({ promises }: Lifecycle['desk']): number {
  return [...promises.values()].filter(({ step }) => step === BY_HAND).length;
}
