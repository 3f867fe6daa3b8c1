import { Writable } from 'node:stream';
import { pino } from 'pino';
import { VENDORS } from '../../src/vendors/registry';
import { createApp } from '../../src/edge/app';
import { listen } from '../../src/edge/listen';
import { lookOutside } from '../../src/intake/dispatch/look-outside';
import { readSettings } from '../../src/settings/settings';
import type { ActionActivities } from '../../src/capability/actions';
import { REAL_TIME } from '../../src/promise/domain/time';
import { actionsOf, hirePeople, newEngagement } from '../activities/support';
import { House } from '../intake/house';
import { devServerAddress } from '../support/environment';
import type { ReceivedWebhook } from '../vendors/sandbox-server';
import { askAt, type WebhookDeclaration } from './connector';
import { type Candidate, CONNECTORS } from './connectors';
import { personal } from './marks';
import { newKey } from './stand';

/**
 * The way of a vendor's call into the product: the edge over HTTP, PostgreSQL, the dispatcher, Temporal and the workers.
 * What the stand-ins send is held until it is brought to the edge.
 */
export class Inbox {
  readonly house: House;
  /** All that the edge and the dispatcher logged. */
  readonly logged: string[];
  private readonly samples = new Map<string, Promise<ReceivedWebhook>>();

  private constructor(
    house: House,
    logged: string[],
    private readonly edge: { readonly port: number; close(graceMs: number): Promise<void> },
  ) {
    this.house = house;
    this.logged = logged;
  }

  static async open(): Promise<Inbox> {
    const values = Object.entries(CONNECTORS).map(([name, connector]) => [name, { ...connector.values }]);
    const house = await House.open(REAL_TIME, Object.fromEntries(values));
    await hirePeople(house.db);
    const logged = house.said;
    const stream = new Writable({
      write(chunk: Buffer, _encoding, done) {
        logged.push(chunk.toString());
        done();
      },
    });
    const { databaseUrl, settings: vendors } = house.sandbox;
    const settings = readSettings({
      DATABASE_URL: databaseUrl,
      TEMPORAL_ADDRESS: await devServerAddress(),
      PROMISEKEEPER_ADMIN_TOKEN: house.sandbox.adminToken.padEnd(16, '-'),
      PROMISEKEEPER_EMBEDDED: '1',
      PUBLIC_URL: vendors.publicUrl,
    });
    const app = createApp({
      ...{ db: house.db, temporal: house.temporal, clock: house.clock, vendors: VENDORS },
      settings: {
        ...settings,
        ...{ vendors: vendors.vendors, time: REAL_TIME },
        ...{ temporalUiUrl: 'http://127.0.0.1:8233', temporalNamespace: 'default' },
      },
      log: pino({ level: 'trace' }, stream),
    });
    const edge = await listen(app, 0, '127.0.0.1');
    house.startDispatcher();
    return new Inbox(house, logged, edge);
  }

  async close(): Promise<void> {
    await this.edge.close(1_000);
    await this.house.close();
  }

  /** An engagement of a client with personal data. @returns its id */
  engagement(): Promise<string> {
    const { name, email, company } = personal(newKey());
    const { db, clock } = this.house;
    return newEngagement({ db, deps: { clock } }, { client: company, contacts: [{ name, email }] });
  }

  /** The product's actions, served by a vendor whatever it provides. */
  actions({ vendor }: Candidate): ActionActivities {
    const { db, clock, sandbox } = this.house;
    return actionsOf({ db, clock, clients: sandbox.clients }, [vendor, ...VENDORS]);
  }

  /** Has others change what an action made for an engagement. @returns what the vendor sent us of it */
  async changed(candidate: Candidate, engagementId: string): Promise<ReceivedWebhook[]> {
    const { name } = candidate.vendor;
    const { sandbox } = this.house;
    this.takeOver(name);
    const emit = async (event: string, object: object) => {
      const { httpStatus, delivered } = await sandbox.emit(name, { event, object });
      if (httpStatus !== 200 || !delivered) throw new Error(`${event} was not told: ${httpStatus}`);
    };
    await webhookOf(candidate).change(emit, askAt(sandbox, name), engagementId);
    return this.takeOver(name);
  }

  /** One call of the vendor's that is signed well. */
  sample(candidate: Candidate): Promise<ReceivedWebhook> {
    const known = this.samples.get(candidate.vendor.name) ?? this.makeSample(candidate);
    this.samples.set(candidate.vendor.name, known);
    return known;
  }

  /** Brings a call to the edge. @returns the status of its answer */
  async bring({
    vendor,
    rawBody,
    headers,
  }: Pick<ReceivedWebhook, 'vendor' | 'rawBody' | 'headers'>): Promise<number> {
    const own = Object.entries(headers).filter(([name]) =>
      /^(content-type|authorization|idempotency-key)$|^x-/.test(name),
    );
    const response = await fetch(`http://127.0.0.1:${this.edge.port}/webhooks/${vendor}`, {
      method: 'POST',
      headers: Object.fromEntries(own),
      body: new Uint8Array(rawBody),
    });
    this.logged.push(await response.text());
    return response.status;
  }

  /** The look that comes by itself within minutes, where the vendor is asked too. */
  look({ vendor }: Candidate): Promise<void> {
    const { db, clock, sandbox } = this.house;
    return lookOutside({ db, clock, clients: sandbox.clients, vendors: [vendor] });
  }

  /** The bodies of what an engagement was told by a vendor, in the order in which it was put down. */
  async told(engagementId: string, { vendor }: Candidate): Promise<Record<string, unknown>[]> {
    const commands = await this.house.db.command.findMany({
      where: { subjectId: engagementId, actor: { path: ['name'], equals: vendor.name } },
      orderBy: [{ receivedAt: 'asc' }, { id: 'asc' }],
    });
    return commands.map(({ body }) => body as Record<string, unknown>);
  }

  stored({ vendor }: Candidate): Promise<number> {
    return this.house.db.webhookDelivery.count({ where: { vendor: vendor.name } });
  }

  private async makeSample(candidate: Candidate): Promise<ReceivedWebhook> {
    const engagementId = await this.engagement();
    await webhookOf(candidate).act(this.actions(candidate), { engagementId, key: `${engagementId}/sample` });
    const [first] = await this.changed(candidate, engagementId);
    if (first === undefined) throw new Error('the vendor told nothing');
    return first;
  }

  /** What a vendor has sent so far, which is not held any longer. */
  private takeOver(vendor: string): ReceivedWebhook[] {
    const { received } = this.house.sandbox;
    const own = received.filter((call) => call.vendor === vendor);
    received.splice(0, received.length, ...received.filter((call) => call.vendor !== vendor));
    return own;
  }
}

/** @throws Error when the suite does not say how the vendor calls us */
export function webhookOf({ vendor, connector }: Candidate): WebhookDeclaration {
  if (connector.webhook === undefined) throw new Error(`nothing says how ${vendor.name} calls us`);
  return connector.webhook;
}
