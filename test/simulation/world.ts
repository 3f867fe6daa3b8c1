import type { RecordRequest } from '../../src/subject/domain/recording';
import { TestWorkflowEnvironment } from '@temporalio/testing';
import { DefaultLogger, Runtime, Worker } from '@temporalio/worker';
import { Client as PgClient } from 'pg';
import { doorOf } from '../../activities/capabilities/action-deps';
import { createJournalActivities } from '../../activities/journal';
import {
  createPostActivities,
  createPostChatActivities,
  createPostMailActivities,
} from '../../activities/post';
import { createAfterwardsActivities } from '../../activities/afterwards';
import { createPlanActivities } from '../../activities/plan';
import { createIntakeActivities } from '../../activities/intake';
import { vendorActivities } from '../../activities/vendor-activities';
import type { CapabilityQueues } from '../../src/capability/capability-queues';
import { handOverPending } from '../../src/dispatch/hand-over';
import { announceNotices, dispatchDeliveries, type DispatchDeps } from '../../src/dispatch/rounds';
import type { PromiseRecord } from '../../src/database/generated/client';
import { ENGAGEMENTS } from '../../src/engagement/dispatch/hand-over';
import type { SentFact } from '../../src/fact/domain/heard-fact';
import { tellFacts } from '../../src/fact/dispatch/tell-facts';
import { storeDeliveries } from '../../src/intake/store/webhooks';
import { openTemporal, type TemporalGateway } from '../../src/temporal/client';
import { WORKFLOW_QUEUE } from '../../src/capability/capability-queues';
import { REAL_TIME } from '../../src/promise/domain/time';
import type { Database } from '../../src/database/database';
import { openTestDatabase } from '../support/database';
import { gmail } from '../../src/vendors/gmail/index';
import { findVendor, firstProviders, VENDORS } from '../../src/vendors/registry';
import { slack } from '../../src/vendors/slack/index';
import { type SandboxServer, startSandboxServer } from '../vendors/sandbox-server';
import {
  createTimeSkippingEnvironment,
  databaseUrl,
  WITHOUT_PINGS,
  workflowBundle,
} from '../support/environment';
import { decodeMail } from '../../ordeals/support/mail-text';
import { allOn } from '../support/actions';
import type { Case } from './case';
import { repeated } from './repeated';
import type { XeroInvoice } from './money/player';
import type { VendorActions } from './vendor-actions';

/** The facts after which somebody may have to be told something. */
const TELLING: string[] = ['promiseWarned', 'promiseKept', 'escalationRaised', 'escalationClimbed'];

/** The queue on which the recorded vendor actions are done. */
const ACTIONS_QUEUE = 'vendors';

/** Money, meetings, deals and courses go through the real connectors; the rest is recorded. */
const REAL = {
  accounting: 'xero',
  calendar: 'google-calendar',
  crm: 'hubspot',
  learning: 'thinkific',
} as const;
const QUEUES: CapabilityQueues = { ...allOn(ACTIONS_QUEUE), ...REAL };

const SECRETS = {
  hubspot: { clientSecret: 'hubspot-client-secret' },
  xero: { webhookKey: 'xero-webhook-key' },
  thinkific: { webhookSecret: 'thinkific-webhook-secret' },
};

/** When a message went out, by the server's clock. */
export interface Sending {
  personId: string;
  key: string;
  atMs: number;
}

type Activity = (request: never) => Promise<unknown>;

/**
 * The product on a time-skipping server: its workflows, its journal in PostgreSQL, its postmen with mail and chat over
 * HTTP against the vendors' stand-ins. Time stands still while an activity runs, so a year passes without anything
 * being overtaken by the clock.
 */
export class World {
  readonly sendings: Sending[] = [];
  private clockMs = 0;
  private readonly temporal: TemporalGateway;
  private workers: { worker: Worker; done: Promise<void> }[] = [];

  private constructor(
    readonly env: TestWorkflowEnvironment,
    readonly db: Database,
    readonly mailSandbox: SandboxServer,
    private readonly url: string,
    private readonly actions: VendorActions,
  ) {
    const connection = { address: env.address, plugins: [WITHOUT_PINGS] };
    this.temporal = openTemporal({ address: env.address, namespace: 'default', connection });
  }

  static async open(actions: VendorActions): Promise<World> {
    Runtime.install({ logger: new DefaultLogger('ERROR') });
    let world: World | undefined;
    const [env, url, sandbox] = await Promise.all([
      createTimeSkippingEnvironment(),
      databaseUrl(),
      startSandboxServer(SECRETS, VENDORS, () => world?.clockMs ?? Date.now()),
    ]);
    world = new World(env, openTestDatabase(url), sandbox, url, actions);
    await world.now();
    await world.startWorkers();
    return world;
  }

  async close(): Promise<void> {
    await this.end(this.workers.splice(0));
    await this.temporal.close();
    await this.db.$disconnect();
    await this.mailSandbox.stop();
    await this.env.teardown();
  }

  /** The product's time: the server's. */
  async now(): Promise<number> {
    this.clockMs = await this.env.currentTimeMs();
    return this.clockMs;
  }

  /** Wakes the postmen of everybody who has something to hear, as a dispatcher's round does. */
  async wakePostmen(): Promise<void> {
    await repeated(() => announceNotices(this.dispatcher(firstProviders())));
  }

  /** Whether vendors have told something that nobody has taken in. */
  get isTold(): boolean {
    return this.mailSandbox.received.length > 0;
  }

  /** Takes in what the vendors have told, as the API does, and hands on whatever waits, as a dispatcher's round does. */
  async takeIn(): Promise<void> {
    const now = new Date(await this.now());
    for (const call of this.mailSandbox.received.splice(0)) {
      const secret = Object.values(SECRETS[call.vendor as keyof typeof SECRETS])[0] ?? '';
      const from = { ...call, method: 'POST', secret, nowMs: Date.now() };
      const verdict = findVendor(call.vendor)?.webhook?.verify(from);
      if (!verdict?.ok) throw new Error(`A call of ${call.vendor} was refused: ${JSON.stringify(verdict)}`);
      await storeDeliveries(this.db, call.vendor, verdict.deliveries, now);
    }
    const deps = this.dispatcher(QUEUES);
    await repeated(async () => {
      while ((await dispatchDeliveries(deps)) > 0);
    });
    await repeated(() => handOverPending(deps, ENGAGEMENTS));
  }

  /** Brings what was put down to be told to its workflows, as a dispatcher's round does. */
  async tellStoredFacts(): Promise<void> {
    await repeated(() => tellFacts({ ...this.dispatcher(QUEUES), handedOver: [ENGAGEMENTS] }));
  }

  /** What the API does with a fact whose workflow has ended. @returns whether it counts all the same */
  async tellAfterwards(to: Case | PromiseRecord, signal: string, fact: SentFact): Promise<boolean> {
    const id = 'engagementId' in to ? to.engagementId : to.id;
    const engagement = id === null ? null : await this.db.engagement.findUnique({ where: { id } });
    const isTold =
      engagement && (await ENGAGEMENTS.whenOver?.(this.dispatcher(QUEUES), engagement, signal, fact));
    return isTold === true;
  }

  private dispatcher(capabilities: CapabilityQueues): DispatchDeps {
    const { db, env, temporal } = this;
    const clock = { productNow: () => this.clockMs };
    const settings = { time: REAL_TIME, capabilities };
    return { db, clock, temporal, client: env.client, settings, vendors: VENDORS };
  }

  /** Somebody does something at a vendor, which tells us of it. */
  async tell(vendor: string, event: string, object: object): Promise<void> {
    await this.now();
    const { httpStatus, ...answer } = await this.mailSandbox.emit(vendor, { event, object });
    if (httpStatus >= 300) throw new Error(`${vendor} ${event}: ${httpStatus} ${JSON.stringify(answer)}`);
  }

  /** All that a vendor has of a kind, in the vendor's own form, oldest first. */
  async objects<T>(vendor: string, kind: string): Promise<T[]> {
    const { rows } = await this.mailSandbox.pool.query<{ data: T }>(
      'SELECT data FROM sandbox_object WHERE vendor = $1 AND kind = $2 ORDER BY created_at, id',
      [vendor, kind],
    );
    return rows.map(({ data }) => data);
  }

  /** Xero's invoices whose number begins so. */
  async invoices(prefix: string): Promise<XeroInvoice[]> {
    const all = await this.objects<XeroInvoice>('xero', 'invoice');
    return all.filter(({ InvoiceNumber }) => InvoiceNumber.startsWith(prefix));
  }

  async startWorkers(): Promise<void> {
    const { db, mailSandbox } = this;
    const clock = { productNow: () => this.clockMs };
    const { clients } = mailSandbox;
    const deps = { db, clock, clients, time: REAL_TIME, publicUrl: 'https://promises.example' };
    const settings = { time: REAL_TIME, capabilities: QUEUES };
    await this.start(
      WORKFLOW_QUEUE,
      {
        ...this.journal(),
        ...this.onTime(createPostActivities(deps)),
        ...createAfterwardsActivities(db),
        ...createPlanActivities(db),
        ...this.onTime(
          createIntakeActivities({ ...deps, settings, temporal: this.temporal, vendors: VENDORS }),
        ),
      },
      { workflowBundle: await workflowBundle() },
    );
    await this.startVendorWorkers();
  }

  /** Those that call vendors, write mails and chat. */
  async startVendorWorkers(): Promise<void> {
    const { db, mailSandbox } = this;
    const clock = { productNow: () => this.clockMs };
    const { clients } = mailSandbox;
    const deps = { db, clock, clients, time: REAL_TIME, publicUrl: 'https://promises.example' };
    await this.start(
      ACTIONS_QUEUE,
      this.actions.activities(() => this.now()),
    );
    const mails = createPostMailActivities(deps, doorOf(deps, gmail, 'mail'));
    await this.start(gmail.name, this.sending(this.onTime(mails)));
    const chats = createPostChatActivities(deps, doorOf(deps, slack, 'chat'));
    await this.start(slack.name, this.onTime(chats));
    const house = {
      timeZone: 'Europe/London',
      currency: 'EUR',
      capabilities: firstProviders(),
      vendors: VENDORS,
    };
    const vendorDeps = { ...deps, reportingDb: db, ...house };
    for (const name of Object.values(REAL)) {
      const vendor = findVendor(name);
      if (!vendor) throw new Error(`There is no ${name}.`);
      const real = vendorActivities(vendorDeps, vendor) as Record<string, Activity>;
      await this.start(name, this.onTime(this.actions.unreliably(real, () => this.now())));
    }
  }

  /**
   * Takes away the workers that call vendors; their tasks wait on the server. The time-skipping server never takes a
   * workflow's task back from a worker that is gone, so the worker of the workflows stays until the end.
   */
  async stopVendorWorkers(): Promise<void> {
    await this.end(this.workers.splice(1));
  }

  private async end(stopping: typeof this.workers): Promise<void> {
    stopping.forEach(({ worker }) => worker.shutdown());
    await Promise.all(stopping.map(({ done }) => done));
  }

  /** Takes the product's database away from everybody, and gives it back. */
  async allowDatabase(allowed: boolean): Promise<void> {
    const name = new URL(this.url).pathname.slice(1);
    const admin = new URL(this.url);
    admin.pathname = '/postgres';
    const client = new PgClient({ connectionString: admin.href });
    await client.connect();
    await client.query(`ALTER DATABASE "${name}" ALLOW_CONNECTIONS ${allowed}`);
    if (!allowed) {
      await client.query('SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = $1', [name]);
    }
    await client.end();
  }

  /** The mails that are out, decoded, by the address they went to. */
  async mails(): Promise<{ to: string; text: string }[]> {
    const { rows } = await this.mailSandbox.pool.query<{ data: { raw: string } }>(
      `SELECT data FROM sandbox_object WHERE vendor = 'gmail' AND kind = 'message' ORDER BY created_at`,
    );
    return rows.map(({ data }) => decodeMail(Buffer.from(data.raw, 'base64url').toString()));
  }

  private async start(taskQueue: string, activities: object, workflows = {}): Promise<void> {
    const worker = await Worker.create({
      connection: this.env.nativeConnection,
      taskQueue,
      activities,
      // Fewer than there are: workflows are forgotten and replayed all year, which shows that they are deterministic.
      maxCachedWorkflows: 30,
      ...workflows,
    });
    this.workers.push({ worker, done: worker.run() });
  }

  // The time stands still while an activity runs, so one look at it is right to the end.
  private onTime<A extends object>(activities: A): A {
    const timed = Object.entries(activities as Record<string, Activity>).map(([name, activity]) => [
      name,
      async (request: never) => {
        await this.now();
        return await activity(request);
      },
    ]);
    return Object.fromEntries(timed) as A;
  }

  private sending(activities: ReturnType<typeof createPostMailActivities>): typeof activities {
    return {
      'post.send': async (request) => {
        await activities['post.send'](request);
        this.sendings.push({ ...request, atMs: this.clockMs });
      },
    };
  }

  // Postmen are woken before the time can go on: a dispatcher looks twice a second, which is at once for a year.
  private journal() {
    const real = createJournalActivities(this.db, { productNow: () => this.clockMs });
    const telling = async (request: RecordRequest) => {
      if (request.entries.some(({ fact }) => TELLING.includes(fact.kind))) {
        await this.wakePostmen().catch(() => undefined);
      }
    };
    return {
      record: async (request: RecordRequest) => {
        const answer = await real.record(request);
        if (answer.written) {
          await telling(request);
        }
        return answer;
      },
      recordPatiently: async (request: RecordRequest) => {
        const answer = await real.recordPatiently(request);
        await telling(request);
        return answer;
      },
    };
  }
}
