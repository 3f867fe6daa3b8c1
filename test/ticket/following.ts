import type { TestWorkflowEnvironment } from '@temporalio/testing';
import { Worker } from '@temporalio/worker';
import { createJournalActivities } from '../../activities/journal';
import { WORKFLOW_QUEUE } from '../../src/capability/capability-queues';
import { handOverPending } from '../../src/dispatch/hand-over';
import { tellFacts } from '../../src/fact/dispatch/tell-facts';
import { clockOf, REAL_TIME } from '../../src/promise/domain/time';
import { RESOURCES } from '../../src/subject/api/subjects';
import { ACTIONS, allOn } from '../support/actions';
import { type Body, type Reply, startApi, type TestApi } from '../support/api';
import { createTimeSkippingEnvironment, workflowBundle } from '../support/environment';
import { until } from '../support/until';

export const HOUR_MS = 3_600_000;

interface Shown {
  id: string;
  reference: string;
  status: string;
  heldSince: string | null;
  openedAt: string;
  clocks: { kind: string; state: string; dueAt: string | null; brokenAt: string | null }[];
}

async function createWorker(env: TestWorkflowEnvironment, { db }: TestApi): Promise<Worker> {
  const done = async () => ({ refs: {}, note: 'done' });
  return await Worker.create({
    connection: env.nativeConnection,
    taskQueue: WORKFLOW_QUEUE,
    workflowBundle: await workflowBundle(),
    activities: {
      ...createJournalActivities(db, clockOf(REAL_TIME, Date.now)),
      ...Object.fromEntries(ACTIONS.map((action) => [action, done])),
      tellRequester: async () => ({ outcome: 'sent' }),
    },
  });
}

/** The API with a real worker on a time-skipping server; the dispatcher goes its rounds when a test says so. */
export class ServedHouse {
  private constructor(
    readonly env: TestWorkflowEnvironment,
    readonly api: TestApi,
    private readonly manager: { id: string; token: string },
    private readonly worker: Worker,
    private readonly running: Promise<void>,
  ) {}

  static async open(): Promise<ServedHouse> {
    const env = await createTimeSkippingEnvironment();
    const api = await startApi({ temporalAddress: env.address });
    Object.assign(api.deps.settings, { capabilities: allOn(WORKFLOW_QUEUE) });
    const manager = await api.person('operations-manager', 'managing-director', 'support-agent');
    const worker = await createWorker(env, api);
    return new ServedHouse(env, api, manager, worker, worker.run());
  }

  async close(): Promise<void> {
    this.worker.shutdown();
    await this.running;
    await this.api.close();
    await this.env.teardown();
  }

  /** One round of the dispatcher. */
  async round(): Promise<void> {
    await this.syncClock();
    for (const { handOver } of RESOURCES) await handOverPending(this.api.deps, handOver);
    while ((await this.tell()) > 0);
  }

  /** What one dispatcher tells in a round. */
  tell(): Promise<number> {
    const handedOver = RESOURCES.map(({ handOver }) => handOver);
    return tellFacts({ ...this.api.deps, handedOver });
  }

  async pass(hours: number): Promise<void> {
    await this.env.sleep(hours * HOUR_MS);
  }

  /** Calls the API as somebody who may do all of this, at the time of the server. */
  async call(method: string, path: string, json?: object): Promise<Reply> {
    await this.syncClock();
    return await this.api.call(method, path, { token: this.manager.token, json });
  }

  async engagement(): Promise<string> {
    await this.syncClock();
    return await this.api.engagement({ title: `Relaunch ${Math.random()}` });
  }

  /** States a fact and waits until it has had its effect. */
  async say(path: string, signal: string, json: object = {}): Promise<void> {
    const reply = await this.call('POST', `${path}/signals/${signal}`, json);
    if (reply.status !== 202) throw new Error(`${signal}: ${reply.status} ${reply.text}`);
    const { commandId } = reply.body as unknown as { commandId: string };
    await this.until(`${signal} to be judged`, async () => {
      const command = await this.api.db.command.findFirst({ where: { id: commandId } });
      return command?.state === 'applied' || command?.state === 'ignored';
    });
  }

  async ticket(change: object): Promise<Shown> {
    const requester = { name: 'Carla Client', email: 'carla@acme.example' };
    const reply = await this.call('POST', '/v1/tickets', {
      ...{ requester, subject: `Something ${Math.random()}`, channel: 'email', category: 'technical' },
      ...{ priority: 'critical', ...change },
    });
    if (reply.status !== 201) throw new Error(`${reply.status} ${reply.text}`);
    const { id } = reply.body as unknown as Shown;
    await this.until('the ticket in its journal', async () => (await this.told(id)).length > 0);
    return await this.shown(id);
  }

  async shown(id: string): Promise<Shown> {
    return (await this.call('GET', `/v1/tickets/${id}`)).body as unknown as Shown;
  }

  /** Hours from the opening of a ticket to the deadline of a clock; null while that stands still. */
  async dueHours(id: string, kind = 'resolution'): Promise<number | null> {
    const { clocks, openedAt } = await this.shown(id);
    const dueAt = clocks.find((clock) => clock.kind === kind)?.dueAt ?? null;
    return dueAt === null ? null : (Date.parse(dueAt) - Date.parse(openedAt)) / HOUR_MS;
  }

  async told(subjectId: string): Promise<string[]> {
    const entries = await this.api.db.journalEntry.findMany({
      where: { subjectId },
      orderBy: { seq: 'asc' },
    });
    return entries.map(({ summary }) => summary);
  }

  async commands(subjectId: string): Promise<Body[]> {
    return await this.api.db.command.findMany({
      where: { subjectId },
      orderBy: [{ receivedAt: 'asc' }, { id: 'asc' }],
      select: { signal: true, state: true, reason: true },
    });
  }

  /** Waits, in real time, until something is there. */
  async until(what: string, look: () => Promise<boolean>): Promise<void> {
    await until(what, look);
  }

  private async syncClock(): Promise<void> {
    this.api.clock.nowMs = await this.env.currentTimeMs();
  }
}
