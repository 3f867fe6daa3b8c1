import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import type { Client } from '@temporalio/client';
import type { VendorStandIn } from '../support/vendor-stand-in';
import { type Contender, REACTION_MS } from './contender';
import { callsInRound, LEAN_QUEUE, LEAN_SIGNAL, type LeanShape, readCallKey } from './lean-shape';

/** How far one lean workflow has come, as the vendor sees it. */
interface Course {
  /** Calls of the round under way that have come in. */
  heard: number;
  /** When the signal before this round was sent. */
  signalledAt: number;
  latenciesMs: number[];
  end: () => void;
  fail: (reason: unknown) => void;
}

/** The lean workflow with its people: they are asked by the last call of each round. */
export class Lean implements Contender {
  readonly name = 'lean';
  private readonly courses = new Map<string, Course>();

  constructor(
    private readonly client: Client,
    vendor: VendorStandIn,
    private readonly shape: LeanShape,
  ) {
    vendor.onCall((key) => this.hear(key));
  }

  async carry(latenciesMs: number[]): Promise<string[]> {
    const workflowId = `lean-${randomUUID()}`;
    const ended = new Promise<void>((resolve, reject) => {
      this.courses.set(workflowId, { heard: 0, signalledAt: 0, latenciesMs, end: resolve, fail: reject });
    });
    const options = { workflowId, taskQueue: LEAN_QUEUE, args: [this.shape] };
    await Promise.all([ended, this.client.workflow.start('lean', options)]);
    this.courses.delete(workflowId);
    return [workflowId];
  }

  private hear(key: string): void {
    const { workflowId, round } = readCallKey(key);
    const course = this.courses.get(workflowId);
    if (!course) return;
    course.heard += 1;
    if (course.heard === 1 && round > 0) {
      course.latenciesMs.push(performance.now() - course.signalledAt);
    }
    if (course.heard < callsInRound(round, this.shape)) return;
    course.heard = 0;
    if (round === this.shape.signals) course.end();
    else this.answer(workflowId, course).catch(course.fail);
  }

  private async answer(workflowId: string, course: Course): Promise<void> {
    await delay(REACTION_MS);
    course.signalledAt = performance.now();
    await this.client.workflow.getHandle(workflowId).signal(LEAN_SIGNAL, { commandId: randomUUID() });
  }
}
