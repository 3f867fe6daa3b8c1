import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { handOver } from '../../src/dispatch/hand-over';
import { clockOf, REAL_TIME } from '../../src/domain/time';
import { startEngagement } from '../../src/store/engagements-start';
import type { Database } from '../../src/store/database';
import { storeCommand } from '../../src/store/commands';
import type { TemporalGateway } from '../../src/temporal/client';
import { type Contender, type Drive, inTime, REACTION_MS } from './contender';
import type { NewsOfTheDatabase } from './news';
import { completeFields, PERSON } from './people';

/** The product with its people: they are asked when a promise is open in the read model. */
export class Product implements Contender {
  readonly name = 'product';
  private readonly clock = clockOf(REAL_TIME, Date.now);

  constructor(
    private readonly db: Database,
    private readonly temporal: TemporalGateway,
    private readonly news: NewsOfTheDatabase,
    private readonly team: Record<string, string>,
  ) {}

  async drive(engagements: number): Promise<Drive> {
    const { db, temporal, clock } = this;
    const latenciesMs: number[] = [];
    const signalledAt = new Map<string, number>();
    const running = new Set<string>();
    const ids: string[] = [];
    const startedAt = performance.now();
    const all = new Promise<void>((resolve, reject) => {
      this.news.onNews({
        promiseOpened: (id) => void this.answer(id, signalledAt).catch(reject),
        commandApplied: (id) => {
          const sentAt = signalledAt.get(id);
          if (sentAt !== undefined) latenciesMs.push(performance.now() - sentAt);
        },
        commandIgnored: (id) => reject(new Error(`The product ignored an answer that fits (command ${id}).`)),
        engagementCompleted: (id) => {
          running.delete(id);
          if (running.size === 0 && ids.length === engagements) resolve();
        },
      });
    });
    const start = async () => {
      const id = await this.start();
      ids.push(id);
      running.add(id);
      await handOver({ db, temporal, clock, settings: { time: REAL_TIME } }, id);
    };
    const starts = Array.from({ length: engagements }, start);
    await inTime(Promise.all([all, ...starts]), () => [...running].join(', '));
    const seconds = (performance.now() - startedAt) / 1_000;
    return { workflowIds: await this.workflowsOf(ids), latenciesMs, seconds };
  }

  private async start(): Promise<string> {
    const number = randomUUID().slice(0, 8);
    const started = await startEngagement(
      { db: this.db, clock: this.clock },
      {
        request: {
          playbook: 'client-delivery',
          client: {
            name: `Client ${number}`,
            contacts: [{ name: 'Carla Client', email: `carla@${number}.example`, role: 'buyer' }],
          },
          title: `Website relaunch ${number}`,
          value: { amount: '12000.00', currency: 'EUR' },
          team: this.team,
        },
        startedBy: PERSON,
        externalIds: {},
      },
    );
    if (started.outcome !== 'created') throw new Error(`No engagement was made: ${started.outcome}`);
    return started.engagement.id;
  }

  /** What the API does with a fact that somebody states, without its checks. */
  private async answer(promiseId: string, signalledAt: Map<string, number>): Promise<void> {
    const [promise] = await Promise.all([
      this.db.promiseRecord.findUniqueOrThrow({ where: { id: promiseId } }),
      delay(REACTION_MS),
    ]);
    const { signal, body, fields } = completeFields(promise);
    const id = randomUUID();
    const now = this.clock.productNow();
    const command = { subjectId: promise.subjectId, id, signal, body, actor: PERSON, fingerprint: id };
    await storeCommand(this.db, command, new Date(now));
    signalledAt.set(id, performance.now());
    const fact = { commandId: id, actor: PERSON, occurredAtMs: now, promiseId, fields };
    await this.temporal.signal(promise.workflowId, signal, fact);
  }

  private async workflowsOf(engagementIds: string[]): Promise<string[][]> {
    const rows = await this.db.engagement.findMany({ where: { id: { in: engagementIds } } });
    const tracks = await this.db.track.findMany({ where: { engagementId: { in: engagementIds } } });
    return rows.map(({ id, workflowId }) => [
      workflowId,
      ...tracks.filter((track) => track.engagementId === id).map((track) => track.workflowId),
    ]);
  }
}
