import type { Actor } from '../../../src/fact/domain/actor';
import { TestWorkflowEnvironment } from '@temporalio/testing';
import { Worker } from '@temporalio/worker';
import { v7 as uuid } from 'uuid';
import { createJournalActivities } from '../../../activities/journal';
import { type LetterAnswer, type LetterRequest, overtakenBy } from '../../../src/ticket/domain/letters';
import { type Priority, type ServiceDesk, ticketRules } from '../../../src/service-desk/domain/service-desk';
import type { TicketSignalFields } from '../../../src/ticket/domain/facts/registry';
import { type TicketInput, ticketWorkflowId } from '../../../src/ticket/domain/ticket';
import { clockOf, REAL_TIME, type TimeScale, toProduct } from '../../../src/promise/domain/time';
import type { Database } from '../../../src/database/database';
import { openTestDatabase } from '../../support/database';
import type { PromiseRecord } from '../../../src/database/generated/client';
import {
  createTimeSkippingEnvironment,
  databaseUrl,
  devServerAddress,
  workflowBundle,
} from '../../support/environment';
import { publishChangedDesk } from '../../support/service-desk';
import { until } from '../../support/until';

export const HOUR_MS = 3_600_000;
export const SAM: Actor = { kind: 'person', id: 'per_sam', roles: ['support-agent'] };

interface Opening {
  priority?: Priority;
  assigneeId?: string;
  clientId?: string;
  /** Opened while its engagement is on hold. */
  held?: boolean;
  /** Changes a copy of the desk's rules. */
  rules?: (desk: ServiceDesk) => void;
}

/** Real ticket workflows on a real Temporal server, with the real journal in a real database. */
export class TicketHarness {
  readonly letters: LetterRequest[] = [];
  /** How the requester's mail answers. */
  mail: (request: LetterRequest) => LetterAnswer = () => ({ outcome: 'sent' });
  readonly queue = `queue-${uuid()}`;
  private running: { worker: Worker; done: Promise<void> } | undefined;

  private constructor(
    readonly env: TestWorkflowEnvironment,
    readonly db: Database,
    readonly time: TimeScale,
  ) {}

  /** On a time-skipping server of its own. */
  static async start(): Promise<TicketHarness> {
    const [env, url] = await Promise.all([createTimeSkippingEnvironment(), databaseUrl()]);
    return await new TicketHarness(env, openTestDatabase(url), REAL_TIME).ready();
  }

  /** On the development server, with the product's time running `scale` times as fast as the wall clock. */
  static async startOnDevServer(scale: number): Promise<TicketHarness> {
    const [address, url] = await Promise.all([devServerAddress(), databaseUrl()]);
    const env = await TestWorkflowEnvironment.createFromExistingServer({ address });
    const now = Date.now();
    return await new TicketHarness(env, openTestDatabase(url), {
      scale,
      anchorWallMs: now,
      anchorProductMs: now,
    }).ready();
  }

  private async ready(): Promise<TicketHarness> {
    await this.startWorker();
    await this.addPeople();
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

  async startWorker(): Promise<void> {
    const tellRequester = async (request: LetterRequest) => {
      const { status } = await this.db.ticket.findUniqueOrThrow({ where: { id: request.ticketId } });
      if (overtakenBy(request.letter, status) !== null) return { outcome: 'overtaken' } as const;
      const answer = this.mail(request);
      if (answer.outcome === 'sent') this.letters.push(request);
      return answer;
    };
    const worker = await Worker.create({
      connection: this.env.nativeConnection,
      taskQueue: this.queue,
      workflowBundle: await workflowBundle(),
      activities: { ...createJournalActivities(this.db, clockOf(this.time, Date.now)), tellRequester },
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

  async pass(hours: number): Promise<void> {
    await this.env.sleep((hours * HOUR_MS) / this.time.scale);
  }

  async open(opening: Opening = {}): Promise<Ticketed> {
    const { priority = 'high', assigneeId = null, clientId = null, held = false, rules } = opening;
    const { desk, version } = await publishChangedDesk(this.db, rules ?? (() => {}));
    const id = `tkt_${uuid()}`;
    const reference = `TKT-${id.slice(-8)}`;
    const openedAtMs = await this.nowMs();
    const at = new Date(openedAtMs);
    await this.db.ticket.create({
      data: {
        id,
        reference,
        workflowId: ticketWorkflowId(reference),
        clientId,
        requesterName: 'Carla Client',
        requesterEmail: 'carla@example.com',
        requesterKey: 'carla@example.com',
        subject: 'The report is empty',
        description: 'Since this morning.',
        channel: 'email',
        priority,
        category: 'technical',
        status: 'new',
        team: desk.firstTeam,
        assigneeId,
        articles: [],
        deskVersion: version,
        heldSince: held ? at : null,
        openedBy: SAM as unknown as Record<string, string>,
        openedAt: at,
        updatedAt: at,
      },
    });
    const input: TicketInput = {
      ticketId: id,
      reference,
      openedAtMs,
      priority,
      team: desk.firstTeam,
      people: assigneeId ? { 'support-agent': assigneeId } : {},
      rules: ticketRules(desk, version),
      heldSinceMs: held ? openedAtMs : null,
      mailQueue: this.queue,
      time: this.time,
    };
    await this.env.client.workflow.start('ticket', {
      workflowId: ticketWorkflowId(reference),
      taskQueue: this.queue,
      args: [input],
    });
    return new Ticketed(this, id, reference, openedAtMs, input);
  }

  /** Waits, in real time, until something is there. */
  async until<T>(
    what: string,
    look: () => Promise<T | undefined | false>,
    explain: () => Promise<string> = async () => '',
  ): Promise<T> {
    return await until(what, look, { explain });
  }

  private async addPeople(): Promise<void> {
    const at = new Date();
    const people: [string, string][] = [
      ['per_sam', 'support-agent'],
      ['per_sue', 'support-agent'],
      ['per_amy', 'account-manager'],
      ['per_otto', 'operations-manager'],
      ['per_mia', 'managing-director'],
      ['per_pat', 'product-manager'],
    ];
    await this.db.person.createMany({
      data: people.map(([id, role]) => ({
        id,
        name: id.slice(4),
        email: `${id}@example.com`,
        emailKey: `${id}@example.com`,
        roles: [role],
        skills: [],
        capacityHoursPerWeek: 40,
        timeZone: 'Etc/UTC',
        createdAt: at,
        updatedAt: at,
      })),
    });
  }
}

/** One ticket under test. Times are hours after its opening. */
export class Ticketed {
  constructor(
    private readonly harness: TicketHarness,
    readonly id: string,
    readonly reference: string,
    readonly openedAtMs: number,
    readonly input: TicketInput,
  ) {}

  /** States a fact and waits until the ticket has judged it. */
  async say<S extends keyof TicketSignalFields>(
    signal: S,
    fields: TicketSignalFields[S],
    how: { atHours?: number; commandId?: string; actor?: Actor; unheard?: boolean } = {},
  ): Promise<void> {
    const { env, db } = this.harness;
    const commandId = how.commandId ?? uuid();
    const occurredAtMs =
      how.atHours === undefined ? await this.harness.nowMs() : this.openedAtMs + how.atHours * HOUR_MS;
    const actor = how.actor ?? SAM;
    await env.client.workflow
      .getHandle(ticketWorkflowId(this.reference))
      .signal(signal, { commandId, actor, occurredAtMs, fields });
    if (!how.unheard) {
      await this.until(
        `the journal to tell of ${signal}`,
        async () =>
          (await db.journalEntry.count({
            where: { subjectId: this.id, data: { path: ['commandId'], equals: commandId } },
          })) > 0,
      );
    }
  }

  async row() {
    return await this.harness.db.ticket.findUniqueOrThrow({ where: { id: this.id } });
  }

  async promises(): Promise<PromiseRecord[]> {
    return await this.harness.db.promiseRecord.findMany({
      where: { subjectId: this.id },
      orderBy: { openedAt: 'asc' },
    });
  }

  /** The newest promise of a step, as soon as its clock is set or known to stand still. */
  async promise(step: string, state?: string): Promise<PromiseRecord> {
    return await this.until(`${step} ${state ?? ''}`, async () => {
      const found = (await this.promises())
        .filter((one) => one.step === step && one.kind !== 'update')
        .at(-1);
      return found && (state ? found.state === state : found.dueAt !== null || found.paused)
        ? found
        : undefined;
    });
  }

  /** When a clock runs out, in hours after the opening; null while it stands still. */
  async dueHours(step: string): Promise<number | null> {
    const { dueAt } = await this.promise(step);
    return dueAt && (dueAt.getTime() - this.openedAtMs) / HOUR_MS;
  }

  async journal(): Promise<
    { kind: string; hours: number; data: Record<string, unknown>; summary: string }[]
  > {
    const rows = await this.harness.db.journalEntry.findMany({
      where: { subjectId: this.id },
      orderBy: { seq: 'asc' },
    });
    return rows.map(({ kind, at, data, summary }) => ({
      kind,
      hours: (at.getTime() - this.openedAtMs) / HOUR_MS,
      data: data as Record<string, unknown>,
      summary,
    }));
  }

  /** The climbs of a promise's ladder: `[level, hours after the opening]`, in the order in which people were told. */
  async climbs(step: string): Promise<[number, number][]> {
    const ids = (await this.promises()).filter((one) => one.step === step).map((one) => one.id);
    const entries = await this.journal();
    return entries
      .filter(
        ({ kind, data }) =>
          /^escalation(Raised|Climbed)$/.test(kind) && ids.includes(String(data['promiseId'])),
      )
      .map(({ data, hours }) => [Number(data['level']), hours]);
  }

  async notices() {
    return await this.harness.db.notice.findMany({
      where: { subjectId: this.id },
      orderBy: { createdAt: 'asc' },
    });
  }

  async escalation(step: string) {
    return await this.until(`an escalation of ${step}`, async () => {
      const ids = (await this.promises()).filter((one) => one.step === step).map((one) => one.id);
      const found = await this.harness.db.escalation.findFirst({
        where: { promiseId: { in: ids }, state: { not: 'resolved' } },
      });
      return found ?? undefined;
    });
  }

  async isOver(): Promise<boolean> {
    const handle = this.harness.env.client.workflow.getHandle(ticketWorkflowId(this.reference));
    return (await handle.describe()).status.name === 'COMPLETED';
  }

  async until<T>(what: string, look: () => Promise<T | undefined | false>): Promise<T> {
    return await this.harness.until(what, look, async () => {
      const told = (await this.journal()).map(({ hours, summary }) => `${hours} h ${summary}`).join('\n');
      return `The journal of ${this.reference}:\n${told}`;
    });
  }

  async untilClimbs(step: string, count: number): Promise<[number, number][]> {
    return await this.until(`${count} climbs of ${step}`, async () => {
      const climbs = await this.climbs(step);
      return climbs.length >= count && climbs;
    });
  }
}
