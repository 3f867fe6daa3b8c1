import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import type { Client } from '@temporalio/client';
import type { VendorStandIn } from '../support/vendor-stand-in';
import { type Contender, type Drive, inTime, REACTION_MS } from './contender';
import { callsInRound, LEAN_QUEUE, LEAN_SIGNAL, type LeanShape, readCallKey } from './lean-shape';

interface Course {
  /** Calls of the round under way that have come in. */
  heard: number;
  /** When the signal before this round was sent. */
  signalledAt: number;
}

/** The lean workflow with its people: they are asked by the last call of each round. */
export class Lean implements Contender {
  readonly name = 'lean';

  constructor(
    private readonly client: Client,
    private readonly vendor: VendorStandIn,
    private readonly shape: LeanShape,
  ) {}

  async drive(engagements: number): Promise<Drive> {
    const latenciesMs: number[] = [];
    const ids = Array.from({ length: engagements }, () => `lean-${randomUUID()}`);
    const courses = new Map<string, Course>(ids.map((id) => [id, { heard: 0, signalledAt: 0 }]));
    const startedAt = performance.now();
    const all = new Promise<void>((resolve, reject) => {
      this.vendor.onCall((key) => {
        const { workflowId, round } = readCallKey(key);
        const course = courses.get(workflowId);
        if (!course) return;
        course.heard += 1;
        if (course.heard === 1 && round > 0) latenciesMs.push(performance.now() - course.signalledAt);
        if (course.heard < callsInRound(round, this.shape)) return;
        course.heard = 0;
        if (round < this.shape.signals) {
          this.answer(workflowId, course).catch(reject);
        } else {
          courses.delete(workflowId);
          if (courses.size === 0) resolve();
        }
      });
    });
    const starts = ids.map((workflowId) =>
      this.client.workflow.start('lean', { workflowId, taskQueue: LEAN_QUEUE, args: [this.shape] }),
    );
    await inTime(Promise.all([all, ...starts]), () => `${courses.size} of ${engagements}`);
    const seconds = (performance.now() - startedAt) / 1_000;
    return { workflowIds: ids.map((id) => [id]), latenciesMs, seconds };
  }

  private async answer(workflowId: string, course: Course): Promise<void> {
    await delay(REACTION_MS);
    course.signalledAt = performance.now();
    await this.client.workflow.getHandle(workflowId).signal(LEAN_SIGNAL, { commandId: randomUUID() });
  }
}
