import { randomUUID } from 'node:crypto';
import { Client, Connection } from '@temporalio/client';
import { NativeConnection, Worker } from '@temporalio/worker';
import { doorOf } from '../../activities/capabilities/action-deps';
import { createJournalActivities } from '../../activities/journal';
import { createReportActivities, createReportMailActivities } from '../../activities/report';
import { WORKFLOW_QUEUE } from '../../src/capability/capability-queues';
import type { Clock } from '../../src/promise/domain/time';
import type { VendorClients } from '../../src/vendors/clients';
import { gmail } from '../../src/vendors/gmail/index';
import { prepareNamespace } from '../../src/temporal/namespace';
import type { Database } from '../../src/database/database';
import type { PromiseRecord } from '../../src/database/generated/client';
import { type SandboxServer, startSandboxServer } from '../vendors/sandbox-server';
import { devServerAddress, workflowBundle } from '../support/environment';
import { until as patientlyUntil } from '../support/until';
import { addPerson, openHouse } from './support';

/** A mail as its reader sees it. */
export interface ReadMail {
  to: string;
  subject: string;
  text: string;
}

/** The reports of a house at work: a real Temporal server with a namespace of its own, a real database, a mail service. */
export class Office {
  private workers: { worker: Worker; done: Promise<void> }[] = [];
  clients: VendorClients;

  private constructor(
    readonly sandbox: SandboxServer,
    readonly db: Database,
    readonly client: Client,
    private readonly native: NativeConnection,
    private readonly namespace: string,
    readonly clock: Clock,
    private readonly timeScale: number,
  ) {
    this.clients = sandbox.clients;
  }

  /**
   * @param since when the house began: its playbook was published then, and its people came
   * @param timeZone where its people live; it is day there at six in the morning of the house unless said otherwise
   */
  static async open(since: Date, clock: Clock, timeScale = 1, timeZone = 'Asia/Tokyo'): Promise<Office> {
    const [sandbox, address] = await Promise.all([
      startSandboxServer({ gmail: { from: 'office@company.example' } }),
      devServerAddress(),
    ]);
    const namespace = `reports-${randomUUID()}`;
    const connection = await Connection.connect({ address });
    await connection.workflowService.registerNamespace({
      namespace,
      workflowExecutionRetentionPeriod: { seconds: 86_400 as never },
    });
    const client = new Client({ connection, namespace });
    await until('the namespace', () =>
      client.workflow.count().then(
        () => true,
        () => false,
      ),
    );
    const temporal = { address, namespace, connection: { address } };
    await until('its search attributes', () =>
      prepareNamespace(temporal).then(
        () => true,
        () => false,
      ),
    );
    const db = await openHouse(sandbox.databaseUrl, since);
    await addPerson(db, 'olga', ['operations-manager'], since, timeZone);
    await addPerson(db, 'dirk', ['managing-director'], since, timeZone);
    await addPerson(db, 'anna', ['account-manager'], since, timeZone);
    const native = await NativeConnection.connect({ address });
    return new Office(sandbox, db, client, native, namespace, clock, timeScale);
  }

  async startWorkers(): Promise<void> {
    const { db, clock, clients, timeScale } = this;
    const deps = { db, clock, clients, timeZone: 'Europe/Berlin', timeScale };
    const start = async (taskQueue: string, activities: object, more = {}) => {
      const worker = await Worker.create({
        connection: this.native,
        namespace: this.namespace,
        shutdownGraceTime: '1 second',
        taskQueue,
        activities,
        ...more,
      });
      this.workers.push({ worker, done: worker.run() });
    };
    const activities = { ...createReportActivities(deps), ...createJournalActivities(db, clock) };
    await start(WORKFLOW_QUEUE, activities, { workflowBundle: await workflowBundle() });
    await start(gmail.name, createReportMailActivities(deps, doorOf(deps, gmail, 'mail')));
  }

  async stopWorkers(): Promise<void> {
    const stopping = this.workers.splice(0);
    stopping.forEach(({ worker }) => worker.shutdown());
    await Promise.all(stopping.map(({ done }) => done));
  }

  async close(): Promise<void> {
    await this.stopWorkers();
    await Promise.all([this.client.connection.close(), this.native.close()]);
    await this.db.$disconnect();
    await this.sandbox.stop();
  }

  /** Every mail that was sent, oldest first. */
  async mails(): Promise<ReadMail[]> {
    const { rows } = await this.sandbox.pool.query<{ raw: string }>(
      `SELECT data->>'raw' AS raw FROM sandbox_object WHERE vendor = 'gmail' AND kind = 'message' ORDER BY created_at`,
    );
    return rows.map(({ raw }) => readMail(Buffer.from(raw, 'base64url').toString()));
  }

  /** Waits until no run of these reports is under way. */
  async settled(): Promise<void> {
    await until('the end of every run', async () => {
      let running = 0;
      for (const kind of ['daily', 'weekly', 'monthly', 'quarterly']) {
        const { info, state } = await this.client.schedule.getHandle(`report/${kind}`).describe();
        for (const { action } of info.recentActions) {
          const handle = this.client.workflow.getHandle(action.workflow.workflowId);
          if ((await handle.describe()).status.name === 'RUNNING') running += 1;
        }
        if (!state.paused && info.recentActions.length === 0) running += 1;
      }
      return running === 0;
    });
  }

  /** The promises that reports of a kind are out, by the first day that they are about. */
  async reportPromises(kind: string): Promise<PromiseRecord[]> {
    const find = () =>
      this.db.promiseRecord.findMany({
        where: { subjectId: { startsWith: `rpr_${kind}_` } },
        orderBy: { subjectId: 'asc' },
      });
    await until('the promises of reports', async () => (await find()).length > 0);
    for (const { subjectId } of await find()) await this.heard(`report-promise/${subjectId}`);
    return await find();
  }

  /** Waits until a workflow has worked through whatever it was told up to now. */
  private async heard(workflowId: string): Promise<void> {
    await until(`${workflowId} to have heard everything`, async () => {
      const { raw, status } = await this.client.workflow.getHandle(workflowId).describe();
      return status.name !== 'RUNNING' || (!raw.pendingWorkflowTask && !raw.pendingActivities?.length);
    });
  }

  /** Who was told of a late promise, level by level. */
  async climbsOf(promiseId: string): Promise<{ level: number; told: string[]; state: string }[]> {
    const rows = await this.db.escalation.findMany({ where: { promiseId } });
    return rows.flatMap(({ climbs, state }) =>
      (climbs as unknown as { level: number; told: string[] }[]).map(({ level, told }) => ({
        ...{ level, told, state },
      })),
    );
  }

  /** What each report of the house of a kind is about, by the days of its beginning, in the order of the periods. */
  async houseReports(kind: string): Promise<{ start: string; late: boolean; text: string }[]> {
    const rows = await this.db.report.findMany({
      where: { kind, clientId: 'house' },
      orderBy: { periodStart: 'asc' },
    });
    return rows.map(({ periodStart, late, text }) => ({ start: periodStart.toISOString(), late, text }));
  }
}

function readMail(raw: string): ReadMail {
  const [head = '', ...body] = raw.split(/\r?\n\r?\n/);
  const header = (name: string) =>
    new RegExp(`^${name}: (.*)$`, 'm').exec(head.replace(/\r?\n[ \t]+/g, ' '))?.[1]?.trim() ?? '';
  const text = body
    .join('\n\n')
    .replace(/=\r?\n/g, '')
    .replace(/=([0-9A-F]{2})/g, (_, code: string) => String.fromCharCode(Number.parseInt(code, 16)));
  return { to: header('To'), subject: header('Subject'), text: text.replace(/\r/g, '') };
}

/** Waits, in real time, until something is so. */
export async function until(what: string, look: () => Promise<boolean>): Promise<void> {
  await patientlyUntil(what, look, { withinMs: 40_000 });
}
