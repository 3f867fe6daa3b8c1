import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { handOver } from '../../src/dispatch/hand-over';
import { ENGAGEMENTS } from '../../src/engagement/dispatch/hand-over';
import { clockOf, REAL_TIME } from '../../src/promise/domain/time';
import { storeCommand } from '../../src/fact/store/commands';
import type { Database } from '../../src/database/database';
import { startEngagement } from '../../src/engagement/store/engagements-start';
import type { TemporalGateway } from '../../src/temporal/client';
import { type Contender, REACTION_MS } from './contender';
import type { NewsOfTheDatabase } from './news';
import { factThatKeeps, PERSON } from './people';
import { firstProviders } from '../../src/vendors/registry';

/** An engagement that is on its way. */
interface Course {
  latenciesMs: number[];
  end: () => void;
  fail: (reason: unknown) => void;
}

/** The product with its people: they are asked when a promise is open in the read model. */
export class Product implements Contender {
  readonly name = 'product';
  private readonly clock = clockOf(REAL_TIME, Date.now);
  private readonly courses = new Map<string, Course>();
  private readonly sent = new Map<string, { at: number; course: Course }>();

  constructor(
    private readonly db: Database,
    private readonly temporal: TemporalGateway,
    news: NewsOfTheDatabase,
    private readonly team: Record<string, string>,
  ) {
    news.onNews({
      promiseOpened: (id, engagementId) => this.answer(id, engagementId),
      commandApplied: (id) => {
        const signal = this.sent.get(id);
        signal?.course.latenciesMs.push(performance.now() - signal.at);
      },
      commandIgnored: (id) => {
        this.sent.get(id)?.course.fail(new Error(`The product ignored an answer that fits (command ${id}).`));
      },
      engagementCompleted: (id) => this.courses.get(id)?.end(),
    });
  }

  async carry(latenciesMs: number[]): Promise<string[]> {
    const { db, temporal, clock } = this;
    const { id, workflowId } = await this.start();
    const ended = new Promise<void>((resolve, reject) => {
      this.courses.set(id, { latenciesMs, end: resolve, fail: reject });
    });
    await Promise.all([
      ended,
      handOver(
        { db, temporal, clock, settings: { time: REAL_TIME, capabilities: firstProviders() } },
        ENGAGEMENTS,
        id,
      ),
    ]);
    this.courses.delete(id);
    const tracks = await db.track.findMany({ where: { engagementId: id } });
    return [workflowId, ...tracks.map((track) => track.workflowId)];
  }

  private async start(): Promise<{ id: string; workflowId: string }> {
    const { db, clock, team } = this;
    const number = randomUUID().slice(0, 8);
    const contacts = [{ name: 'Carla Client', email: `carla@${number}.example`, role: 'buyer' }];
    const request = {
      playbook: 'client-delivery',
      client: { name: `Client ${number}`, contacts },
      title: `Website relaunch ${number}`,
      value: { amount: '12000.00', currency: 'EUR' },
      team,
    };
    const started = await startEngagement({ db, clock }, { request, startedBy: PERSON, externalIds: {} });
    if (started.outcome !== 'created') throw new Error(`No engagement was made: ${started.outcome}`);
    return started.engagement;
  }

  private answer(promiseId: string, engagementId: string): void {
    const course = this.courses.get(engagementId);
    if (course) this.keep(promiseId, course).catch(course.fail);
  }

  /** What the API does with a fact that somebody states, without its checks. */
  private async keep(promiseId: string, course: Course): Promise<void> {
    const { db, temporal, clock } = this;
    const [promise] = await Promise.all([
      db.promiseRecord.findUniqueOrThrow({ where: { id: promiseId } }),
      delay(REACTION_MS),
    ]);
    const { signal, body, fields } = factThatKeeps(promise);
    const id = randomUUID();
    const nowMs = clock.productNow();
    const command = { subjectId: promise.subjectId, id, signal, body, actor: PERSON, fingerprint: id };
    await storeCommand(db, command, new Date(nowMs));
    this.sent.set(id, { at: performance.now(), course });
    const fact = { commandId: id, actor: PERSON, occurredAtMs: nowMs, promiseId, fields };
    await temporal.signal(promise.workflowId, signal, fact);
  }
}
