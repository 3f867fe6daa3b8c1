import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Client, Connection } from '@temporalio/client';
import { DefaultLogger, NativeConnection, Runtime, Worker } from '@temporalio/worker';
import { createAfterwardsActivities } from '../../activities/afterwards';
import { createPlanActivities } from '../../activities/plan';
import { createIntakeActivities } from '../../activities/intake';
import { createJournalActivities } from '../../activities/journal';
import { createPostActivities } from '../../activities/post';
import { vendorActivities } from '../../activities/vendor-activities';
import { Bell } from '../../src/dispatch/bell';
import { RESOURCES } from '../../src/subject/api/subjects';
import { runDispatcher } from '../../src/dispatch/dispatcher';
import { WORKFLOW_QUEUE } from '../../src/capability/capability-queues';
import { clockOf, REAL_TIME, type TimeScale } from '../../src/promise/domain/time';
import { findVendor, firstProviders, type VendorName, VENDORS } from '../../src/vendors/registry';
import { prepareNamespace } from '../../src/temporal/namespace';
import type { Database } from '../../src/database/database';
import { openTestDatabase } from '../support/database';
import { publishPlaybook } from '../../src/playbook/store/playbooks';
import { NOTHING_KEPT } from '../../src/credential/domain/credential';
import { ownCertificates } from '../../src/document/store/own-certificates';
import { ownSignature } from '../../src/signing/store/own-signature';
import { VendorClients } from '../../src/vendors/clients';
import { storeDeliveries } from '../../src/intake/store/webhooks';
import { openTemporal, type TemporalGateway } from '../../src/temporal/client';
import { type SandboxServer, startSandboxServer } from '../vendors/sandbox-server';
import { devServerAddress, workflowBundle } from '../support/environment';
import { until as patientlyUntil } from '../support/until';
import { askSystem } from '../../src/webhook/dispatch/addresses';
import { CALL_TIMEOUT_MS } from '../../src/webhook/dispatch/call';

/** Where people are told to look. */
export const PUBLIC_URL = 'https://promises.example';

/** Who issues certificates. */
export const COMPANY = 'Promises & Co.';

const SECRETS = {
  hubspot: { clientSecret: 'hubspot-client-secret' },
  xero: { webhookKey: 'xero-webhook-key' },
  slack: { signingSecret: 'slack-signing-secret' },
  docusign: { connectKey: 'docusign-connect-key' },
  smtp: { inboundSecret: 'smtp-inbound-secret', from: 'office@company.example' },
  teams: { clientState: 'teams-client-state' },
  thinkific: { webhookSecret: 'thinkific-webhook-secret' },
  zapier: {
    token: 'zapier-token',
    roles: 'operations-manager,finance-manager',
    playbooks: 'client-delivery',
  },
} satisfies Partial<Record<VendorName, Record<string, string>>>;

/**
 * The dispatcher, the intake and the postman at work: a Temporal namespace of their own, PostgreSQL, the vendors'
 * stand-ins over HTTP, and the product's workers on the product's queues.
 */
export class House {
  private readonly noticesBell = new Bell();
  private workers: { worker: Worker; done: Promise<void> }[] = [];
  private dispatchers: { stop: AbortController; done: Promise<void> }[] = [];
  readonly said: string[] = [];

  private constructor(
    readonly sandbox: SandboxServer,
    readonly db: Database,
    readonly temporal: TemporalGateway,
    readonly client: Client,
    private readonly native: NativeConnection,
    readonly time: TimeScale,
  ) {}

  /** @param values what of the vendors' settings is not as it comes */
  static async open(
    time: TimeScale = REAL_TIME,
    values: Parameters<typeof startSandboxServer>[0] = SECRETS,
  ): Promise<House> {
    const [sandbox, address] = await Promise.all([startSandboxServer(values), devServerAddress()]);
    const namespace = `test-${randomUUID()}`;
    const settings = { address, namespace, connection: { address } };
    const connection = await Connection.connect({ address });
    await connection.workflowService.registerNamespace({
      namespace,
      workflowExecutionRetentionPeriod: { seconds: 86_400 as never },
    });
    await until('the namespace', () =>
      prepareNamespace(settings).then(
        () => true,
        () => false,
      ),
    );
    const client = new Client({ connection, namespace });
    await until('the namespace to be listed', () =>
      client.workflow.count().then(
        () => true,
        () => false,
      ),
    );
    const db = openTestDatabase(sandbox.databaseUrl);
    const source = readFileSync(join(__dirname, '../../playbooks/client-delivery.yaml'), 'utf8');
    await publishPlaybook(db, source, new Date());
    const native = await NativeConnection.connect({ address });
    const house = new House(sandbox, db, openTemporal(settings), client, native, time);
    await house.startWorkers(namespace);
    return house;
  }

  async close(): Promise<void> {
    await this.stopDispatchers();
    this.workers.forEach(({ worker }) => worker.shutdown());
    await Promise.all(this.workers.map(({ done }) => done));
    await Promise.all([this.temporal.close(), this.client.connection.close(), this.native.close()]);
    await this.db.$disconnect();
    await this.sandbox.stop();
  }

  get clock() {
    return clockOf(this.time, Date.now);
  }

  /** What the dispatcher works with; `temporal` can be another one. */
  dispatcherDeps(temporal: TemporalGateway = this.temporal) {
    const { db, clock, time } = this;
    const { namespace } = this.client.options;
    const client = new Client({ connection: this.native, namespace });
    const say = (_context: unknown, text?: string) => void this.said.push(text ?? String(_context));
    const { noticesBell } = this;
    const settings = { time, capabilities: firstProviders(), vendors: this.sandbox.settings.vendors };
    const handedOver = RESOURCES.map(({ handOver }) => handOver);
    const log = { warn: say, info: say };
    const targets = { hosts: [], ranges: [], loopback: true };
    const calls = { targets, lookUp: askSystem, timeoutMs: CALL_TIMEOUT_MS };
    return {
      db,
      temporal,
      clock,
      client,
      noticesBell,
      handedOver,
      settings,
      vendors: VENDORS,
      log,
      calls,
      looks: calls,
    };
  }

  startDispatcher(temporal?: TemporalGateway): void {
    const stop = new AbortController();
    this.dispatchers.push({ stop, done: runDispatcher(this.dispatcherDeps(temporal), stop.signal) });
  }

  async stopDispatchers(): Promise<void> {
    const stopping = this.dispatchers.splice(0);
    stopping.forEach(({ stop }) => stop.abort());
    await Promise.all(stopping.map(({ done }) => done));
  }

  private async startWorkers(namespace: string): Promise<void> {
    const { db, clock, temporal } = this;
    const publicUrl = PUBLIC_URL;
    const signature = ownSignature({ db, clock, publicUrl });
    const certificates = ownCertificates({ db, clock, publicUrl, company: COMPANY, timeZone: 'Etc/UTC' });
    const inHouse = { signature, certificates };
    const clients = new VendorClients(this.sandbox.settings, NOTHING_KEPT, inHouse);
    const house = { time: this.time, publicUrl, vendors: VENDORS };
    const settings = { time: this.time, capabilities: firstProviders() };
    const deps = { db, clock, temporal, clients, settings, ...house };
    const start = async (taskQueue: string, activities: object, workflows = {}) => {
      const worker = await Worker.create({
        connection: this.native,
        namespace,
        taskQueue,
        activities,
        ...workflows,
        maxConcurrentActivityTaskPolls: 1,
        shutdownGraceTime: '2 seconds',
        shutdownForceTime: '4 seconds',
      });
      this.workers.push({ worker, done: worker.run() });
    };
    await start(
      WORKFLOW_QUEUE,
      {
        ...createJournalActivities(db, this.clock, () => this.noticesBell.ring()),
        ...createIntakeActivities(deps),
        ...createPostActivities(deps),
        ...createAfterwardsActivities(db),
        ...createPlanActivities(db),
      },
      { workflowBundle: await workflowBundle() },
    );
    const { capabilities } = settings;
    const vendorDeps = { ...deps, reportingDb: db, timeZone: 'Etc/UTC', currency: 'EUR', capabilities };
    await Promise.all(VENDORS.map((vendor) => start(vendor.name, vendorActivities(vendorDeps, vendor))));
  }

  /** Takes in what the vendors have sent since the last time, as the API does: verified, then stored. */
  async takeIn(): Promise<number> {
    let stored = 0;
    for (const call of this.sandbox.received.splice(0)) {
      const vendor = call.vendor as keyof typeof SECRETS;
      const verdict = findVendor(vendor)?.webhook?.verify({
        rawBody: call.rawBody,
        headers: call.headers,
        method: 'POST',
        url: call.url,
        secret: Object.values(SECRETS[vendor])[0] ?? '',
        nowMs: Date.now(),
      });
      if (!verdict?.ok) {
        throw new Error(`A webhook of ${vendor} was refused: ${JSON.stringify(verdict)}`);
      }
      stored += await storeDeliveries(this.db, vendor, verdict.deliveries, this.now());
    }
    return stored;
  }

  /** A deal in HubSpot changes, and HubSpot tells us. @returns the events that it told */
  async dealMoves(
    id: string,
    dealstage: string,
    more: Record<string, string> = {},
  ): Promise<HubspotPayload[]> {
    const object = { id, properties: { dealname: `Deal ${id}`, amount: '1200.00', dealstage, ...more } };
    await this.sandbox.emit('hubspot', { event: 'deal.propertyChange', object });
    const events = this.sandbox.received.flatMap(
      ({ rawBody }) => JSON.parse(rawBody.toString()) as HubspotPayload[],
    );
    await this.takeIn();
    return events;
  }

  /** The vendor repeats an event, perhaps changed a little. */
  async repeat(events: object[]): Promise<void> {
    const deliveries = events.map((payload) => ({ key: `again:${randomUUID()}`, payload }));
    await storeDeliveries(this.db, 'hubspot', deliveries, this.now());
  }

  /** Waits until every delivery has its outcome. @returns the outcomes, oldest first */
  async outcomes(): Promise<string[]> {
    await until('the outcome of every delivery', async () => {
      const open = await this.db.webhookDelivery.count({ where: { state: { notIn: ['done', 'dead'] } } });
      return open === 0;
    });
    const rows = await this.db.webhookDelivery.findMany({ orderBy: [{ receivedAt: 'asc' }, { key: 'asc' }] });
    return rows.map(({ outcome }) => outcome ?? '');
  }

  /** The mails that have gone out. */
  async mails(): Promise<string[]> {
    const sent = await this.db.sandboxObject.findMany({
      where: { vendor: 'gmail', kind: 'message' },
      orderBy: { createdAt: 'asc' },
    });
    return sent.map(({ data }) => Buffer.from((data as { raw: string }).raw, 'base64url').toString());
  }

  async person(name: string, timeZone = 'Etc/UTC', roles: string[] = []): Promise<string> {
    const id = `per_${randomUUID()}`;
    const now = this.now();
    await this.db.person.create({
      data: {
        id,
        name,
        email: `${name.toLowerCase()}@house.example`,
        emailKey: `${name.toLowerCase()}@house.example`,
        roles,
        skills: [],
        capacityHoursPerWeek: 40,
        timeZone,
        createdAt: now,
        updatedAt: now,
      },
    });
    return id;
  }

  async notice(personId: string, more: Partial<NoticeFields> = {}): Promise<string> {
    const id = `notice_${randomUUID()}`;
    await this.db.notice.create({ data: noticeRow(id, personId, this.now(), more) });
    return id;
  }

  now(): Date {
    return new Date(this.clock.productNow());
  }
}

export type HubspotPayload = { eventId: number; occurredAt: number; propertyValue: string };

export interface NoticeFields {
  promiseId: string;
  reason: string;
  level: number;
  urgent: boolean;
  late: boolean;
  text: string;
}

export function noticeRow(id: string, personId: string, createdAt: Date, more: Partial<NoticeFields> = {}) {
  return {
    id,
    personId,
    subjectId: 'eng_none',
    reason: 'Level 1',
    level: 1,
    urgent: true,
    late: false,
    text: `Level 1: "${id}" is late.`,
    createdAt,
    state: 'pending',
    ...more,
  };
}

// Several servers and workers on whatever machine this is.
jest.setTimeout(240_000);
Runtime.install({ logger: new DefaultLogger('ERROR') });

/** Waits, in real time, until something is there. */
export async function until<T>(what: string, look: () => Promise<T | undefined | false>): Promise<T> {
  return await patientlyUntil(what, look, { withinMs: 90_000 });
}
