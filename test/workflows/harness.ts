import type { Actor } from '../../src/fact/domain/actor';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { TestWorkflowEnvironment } from '@temporalio/testing';
import { Worker, type WorkflowBundleOption } from '@temporalio/worker';
import { v7 as uuid } from 'uuid';
import { createAfterwardsActivities } from '../../activities/afterwards';
import { createPlanActivities } from '../../activities/plan';
import { createJournalActivities } from '../../activities/journal';
import { createNextPlaybookActivities } from '../../activities/next-playbook';
import type { ActionActivities, ActionName, ActionRequest, ActionResult } from '../../src/capability/actions';
import type { BoardActivities, BoardRequest } from '../../src/engagement/domain/plan/board';
import { type EngagementInput, engagementWorkflowId } from '../../src/engagement/domain/engagement';
import type { Playbook } from '../../src/playbook/domain/playbook';
import { planOf } from '../../src/playbook/domain/plans';
import { parsePlaybook } from '../../src/playbook/domain/playbook-text';
import type { EngagementSignal, SignalFields } from '../../src/engagement/domain/facts/registry';
import { clockOf, REAL_TIME, type TimeScale, toProduct } from '../../src/promise/domain/time';
import type { Database } from '../../src/database/database';
import { openTestDatabase } from '../support/database';
import { ENGAGEMENTS } from '../../src/engagement/dispatch/hand-over';
import type { PromiseRecord } from '../../src/database/generated/client';
import { publishPlaybook } from '../../src/playbook/store/playbooks';
import { ACTIONS, allOn } from '../support/actions';
import { until } from '../support/until';
import { gatewayOn } from './hand-over';
import {
  createTimeSkippingEnvironment,
  databaseUrl,
  devServerAddress,
  workflowBundle,
} from '../support/environment';

export const CLIENT_DELIVERY = readFileSync(join(__dirname, '../../playbooks/client-delivery.yaml'), 'utf8');

const CACHED_WORKFLOWS = 100;

/** What the engagements here are worth. */
const VALUE = { amount: '1200.00', currency: 'EUR' };

/** Somebody who may do everything: who may do what is the API's matter and tested there. */
export const ANN: Actor = { kind: 'person', id: 'per_ann', roles: ['operations-manager'] };

/**
 * Real workflows on a time-skipping server, with the real journal in a real database. The capabilities are played by a
 * recorder: what the vendors make of them is shown where connectors meet their sandboxes.
 */
export class Harness {
  readonly performed: { action: ActionName; request: ActionRequest }[] = [];
  /** The plans that a board was asked to show. */
  readonly shown: BoardRequest[] = [];
  /** What an action does instead of succeeding. */
  readonly trouble = new Map<ActionName, () => Promise<ActionResult>>();
  private readonly queue = `queue-${uuid()}`;
  private running: { worker: Worker; done: Promise<void> } | undefined;

  private constructor(
    readonly env: TestWorkflowEnvironment,
    readonly db: Database,
    readonly url: string,
    private readonly time: TimeScale,
    private readonly bundle: Promise<WorkflowBundleOption>,
    private cachedWorkflows: number = CACHED_WORKFLOWS,
  ) {}

  /**
   * On a time-skipping server of its own.
   * @param bundle the workflows that are played
   * @param cachedWorkflows how many a worker keeps in memory between their tasks
   */
  static async start(
    bundle: Promise<WorkflowBundleOption> = workflowBundle(),
    cachedWorkflows?: number,
  ): Promise<Harness> {
    const [env, url] = await Promise.all([createTimeSkippingEnvironment(), databaseUrl()]);
    return await new Harness(env, openTestDatabase(url), url, REAL_TIME, bundle, cachedWorkflows).ready();
  }

  /** On the development server, with the product's time running `scale` times as fast as the wall clock. */
  static async startOnDevServer(scale: number): Promise<Harness> {
    const [address, url] = await Promise.all([devServerAddress(), databaseUrl()]);
    const env = await TestWorkflowEnvironment.createFromExistingServer({ address });
    const now = Date.now();
    const time = { scale, anchorWallMs: now, anchorProductMs: now };
    return await new Harness(env, openTestDatabase(url), url, time, workflowBundle()).ready();
  }

  private async ready(): Promise<Harness> {
    await this.startWorker();
    return this;
  }

  /** The product's time. */
  async nowMs(): Promise<number> {
    return this.time === REAL_TIME ? await this.env.currentTimeMs() : toProduct(Date.now(), this.time);
  }

  async stop(): Promise<void> {
    await this.stopWorker();
    await this.db.$disconnect();
    await this.env.teardown();
  }

  /** @param cachedWorkflows how many it keeps in memory between their tasks, from now on */
  async startWorker(cachedWorkflows = this.cachedWorkflows): Promise<void> {
    this.cachedWorkflows = cachedWorkflows;
    const clock = clockOf(this.time, Date.now);
    const worker = await Worker.create({
      connection: this.env.nativeConnection,
      taskQueue: this.queue,
      workflowBundle: await this.bundle,
      maxCachedWorkflows: this.cachedWorkflows,
      activities: {
        ...createJournalActivities(this.db, clock),
        ...createNextPlaybookActivities({ db: this.db, clock, capabilities: allOn(this.queue) }),
        ...createAfterwardsActivities(this.db),
        ...createPlanActivities(this.db),
        ...this.actions(),
        ...this.board(),
      },
    });
    this.running = { worker, done: worker.run() };
  }

  /** Takes every worker away; whatever comes meanwhile waits on the server. */
  async stopWorker(): Promise<void> {
    const { running } = this;
    this.running = undefined;
    running?.worker.shutdown();
    await running?.done;
  }

  /** Publishes a playbook. @returns its version */
  async publish(source: string): Promise<number> {
    const published = await publishPlaybook(this.db, source, new Date());
    if (published.outcome === 'faulty') {
      throw new Error(JSON.stringify(published.faults));
    }
    return published.version;
  }

  /** States a fact to an engagement whose workflow has ended. */
  async stateAfterwards<S extends EngagementSignal>(
    { id }: Engaged,
    signal: S,
    fields: SignalFields[S],
    commandId: string = uuid(),
  ): Promise<void> {
    const nowMs = await this.nowMs();
    const deps = {
      db: this.db,
      temporal: gatewayOn(this.env.client, this.queue),
      clock: { productNow: () => nowMs },
      settings: { time: this.time, capabilities: allOn(this.queue) },
    };
    const engagement = await this.db.engagement.findUniqueOrThrow({ where: { id } });
    const fact = { commandId, actor: ANN, occurredAtMs: nowMs, fields };
    expect(await ENGAGEMENTS.whenOver?.(deps, engagement, signal, fact)).toBe(true);
  }

  /** An engagement as the API makes it, handed to Temporal. */
  async engage(change: (playbook: Playbook) => void = () => {}, source = CLIENT_DELIVERY): Promise<Engaged> {
    const parsed = parsePlaybook(source);
    if (!parsed.ok) {
      throw new Error(JSON.stringify(parsed.faults));
    }
    const { playbook } = parsed;
    const version = await this.publish(source);
    change(playbook);
    const id = `eng_${uuid()}`;
    const reference = `CD-${id.slice(-8)}`;
    const now = new Date(await this.nowMs());
    await this.db.client.create({
      data: {
        id: `cli_${id}`,
        name: `Client of ${reference}`,
        createdAt: now,
        contacts: {
          create: { id: `con_${id}`, name: 'Carla Client', email: 'carla@example.com', role: 'buyer' },
        },
      },
    });
    await this.db.engagement.create({
      data: {
        id,
        reference,
        workflowId: engagementWorkflowId(reference),
        title: 'Website relaunch',
        playbookName: playbook.name,
        playbookVersion: version,
        clientId: `cli_${id}`,
        stage: 'qualification',
        status: 'active',
        ...VALUE,
        facts: {},
        team: {},
        externalIds: {},
        contacts: { create: { contactId: `con_${id}`, place: 0 } },
        startedBy: ANN,
        startedAt: now,
        updatedAt: now,
      },
    });
    const input: EngagementInput = {
      engagementId: id,
      reference,
      plan: planOf(playbook, version),
      value: VALUE,
      isCurrencyAssumed: false,
      facts: {},
      team: {},
      calendar: null,
      queues: allOn(this.queue),
      time: this.time,
    };
    await this.env.client.workflow.start('engagement', {
      workflowId: engagementWorkflowId(reference),
      taskQueue: this.queue,
      args: [input],
    });
    return new Engaged(this, id, reference);
  }

  private board(): BoardActivities {
    return {
      'board.show': async (request) => {
        this.shown.push(request);
        return { isWhole: true };
      },
    };
  }

  private actions(): ActionActivities {
    const one = (action: ActionName) => async (request: ActionRequest) => {
      const trouble = this.trouble.get(action);
      if (trouble) {
        return await trouble();
      }
      this.performed.push({ action, request });
      return { refs: refsOf(action, request), note: `${action} was done.` };
    };
    return Object.fromEntries(ACTIONS.map((action) => [action, one(action)])) as unknown as ActionActivities;
  }
}

/** What an action says that it has made; an invoice is over half of the value, as the playbook has it. */
function refsOf(action: ActionName, { key, params, engagementId }: ActionRequest): Record<string, string> {
  if (action === 'calendar.schedule') {
    return { eventId: key, startAt: '2100-01-04T09:00:00Z' };
  }
  if (action !== 'accounting.createInvoice') {
    return { id: action };
  }
  const { milestone } = params as { milestone: string };
  return {
    invoiceId: `${engagementId}/${milestone}`,
    invoiceNumber: `INV-${milestone}`,
    ...{ milestone, amount: '600.00', currency: VALUE.currency, dueAt: '2100-01-01' },
  };
}

/** One engagement under test. */
export class Engaged {
  constructor(
    private readonly harness: Harness,
    readonly id: string,
    readonly reference: string,
  ) {}

  get workflowId(): string {
    return engagementWorkflowId(this.reference);
  }

  async state<S extends EngagementSignal>(
    signal: S,
    fields: SignalFields[S],
    to: { promise?: PromiseRecord; commandId?: string; occurredAtMs?: number; actor?: Actor } = {},
  ): Promise<void> {
    const workflowId = to.promise?.workflowId ?? this.workflowId;
    await this.harness.env.client.workflow.getHandle(workflowId).signal(signal, {
      commandId: to.commandId ?? uuid(),
      actor: to.actor ?? ANN,
      occurredAtMs: to.occurredAtMs ?? (await this.harness.nowMs()),
      ...(to.promise ? { promiseId: to.promise.id } : {}),
      fields,
    });
  }

  async open(): Promise<PromiseRecord[]> {
    return await this.harness.db.promiseRecord.findMany({
      where: { engagementId: this.id, state: 'open', kind: { notIn: ['action', 'message'] } },
      orderBy: { openedAt: 'asc' },
    });
  }

  async promise(step: string): Promise<PromiseRecord> {
    return await this.until(`the promise ${step}`, async () => {
      const found = await this.harness.db.promiseRecord.findFirst({
        where: { engagementId: this.id, step, kind: { notIn: ['action', 'message'] } },
        orderBy: { openedAt: 'desc' },
      });
      return found ?? undefined;
    });
  }

  async row() {
    return await this.harness.db.engagement.findUniqueOrThrow({ where: { id: this.id } });
  }

  async journal() {
    return await this.harness.db.journalEntry.findMany({
      where: { subjectId: this.id },
      orderBy: { seq: 'asc' },
    });
  }

  async escalations() {
    return await this.harness.db.escalation.findMany({
      where: { engagementId: this.id },
      orderBy: { raisedAt: 'asc' },
    });
  }

  /** Waits, in real time, until something is there. */
  async until<T>(what: string, look: () => Promise<T | undefined | false>, withinMs = 30_000): Promise<T> {
    const explain = async () => {
      const journal = (await this.journal()).map((entry) => entry.summary);
      return `The journal says:\n${journal.join('\n')}`;
    };
    return await until(what, look, { withinMs, explain });
  }

  /** Answers the open promises as a person would who does everything at once, until one of `stopAt` is open or all is done. */
  async driveTo(stopAt: string | null, answers: Record<string, () => Promise<void>> = {}): Promise<void> {
    const answered = new Set<string>();
    const look = async () => {
      if ((await this.row()).status === 'completed') {
        return true;
      }
      for (const promise of await this.open()) {
        if (promise.step === stopAt) {
          return true;
        }
        if (!answered.has(promise.id)) {
          answered.add(promise.id);
          await (answers[promise.step]?.() ?? this.keep(promise));
        }
      }
      return undefined;
    };
    // Longer than any single wait: dozens of answers follow one another.
    await this.until(stopAt ?? 'the end', look, 120_000);
  }

  /** States the fact that keeps a promise as wished. */
  async keep(promise: PromiseRecord): Promise<void> {
    const ways = promise.keptBy as unknown as { signal: EngagementSignal; body: Record<string, unknown> }[];
    const { signal, body } = ways[0] ?? { signal: 'stepCompleted', body: {} };
    const fields: { [S in EngagementSignal]?: SignalFields[S] } = {
      stepCompleted: { answers: { ...(body['form'] as Record<string, string> | undefined) } },
      proposalSigned: { party: body['party'] as 'client' },
      paymentReceived: { amount: String(body['amount']), currency: String(body['currency']) },
      qualityChecked: { passed: true },
      surveyAnswered: { nps: 9, csat: 5 },
    };
    await this.state(signal, fields[signal] ?? {}, { promise });
  }
}
