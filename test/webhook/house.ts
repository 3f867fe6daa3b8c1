import { Bell } from '../../src/dispatch/bell';
import { appendJournal } from '../../src/journal/store/append';
import { REAL_TIME } from '../../src/promise/domain/time';
import { findStuck } from '../../src/trouble/store/stuck';
import { mendAllBut, reportTrouble } from '../../src/trouble/store/troubles';
import type { JournalFact } from '../../src/subject/domain/subjects';
import { askSystem, type LookUp } from '../../src/webhook/dispatch/addresses';
import { CALL_TIMEOUT_MS } from '../../src/webhook/dispatch/call';
import { Subscribers } from '../../src/webhook/dispatch/subscribers';
import type { WebhookTargets } from '../../src/webhook/domain/target';
import { startApi, type TestApi } from '../support/api';
import { databaseUrl } from '../support/environment';
import { Receiver } from './receiver';

export const DAY_MS = 86_400_000;
export const HOUR_MS = 3_600_000;

export const LOOPBACK: WebhookTargets = { hosts: [], ranges: [], loopback: true };

/** The API, the journal and what tells subscribers, on a real PostgreSQL; the product's time stands still until moved. */
export class WebhookHouse {
  private readonly receivers: Receiver[] = [];
  private readonly writers = new Map<string, number>();

  private constructor(
    readonly api: TestApi,
    /** Where its database is, for others that work on it. */
    readonly url: string,
  ) {}

  static async open(): Promise<WebhookHouse> {
    const url = await databaseUrl();
    return new WebhookHouse(await startApi({ temporalAddress: '127.0.0.1:1', databaseUrl: url }), url);
  }

  async close(): Promise<void> {
    await Promise.all(this.receivers.map((receiver) => receiver.close()));
    await this.api.close();
  }

  /** Nothing has happened, and nobody is subscribed. */
  async clear(): Promise<void> {
    await Promise.all(this.receivers.splice(0).map((receiver) => receiver.close()));
    await this.api.db
      .$executeRaw`TRUNCATE webhook_subscription, webhook_queue, webhook_message, journal_entry, promise`;
  }

  /** A receiver that is subscribed by the API. @returns with the id of its subscription */
  async subscriber(wish: object = {}): Promise<{ receiver: Receiver; id: string }> {
    const receiver = await Receiver.listen();
    this.receivers.push(receiver);
    const made = await this.api.call('POST', '/v1/webhook-subscriptions', {
      json: { url: receiver.url, ...wish },
    });
    if (made.status !== 201) throw new Error(made.text);
    receiver.secret = String(made.body['secret']);
    return { receiver, id: String(made.body['id']) };
  }

  async shown(id: string): Promise<Record<string, unknown>> {
    return (await this.api.call('GET', `/v1/webhook-subscriptions/${id}`)).body;
  }

  replay(id: string, json: object) {
    return this.api.call('POST', `/v1/webhook-subscriptions/${id}/replay`, { json });
  }

  /** A subject with nothing in its journal. */
  async engagement(): Promise<string> {
    const { api } = this;
    const now = new Date(api.clock.nowMs);
    const number = this.writers.size + 1;
    const id = `eng_${number}`;
    this.writers.set(id, 0);
    await api.db.client.upsert({
      where: { id: 'cli_1' },
      create: { id: 'cli_1', name: 'Acme', createdAt: now },
      update: {},
    });
    await api.db.engagement.create({
      data: {
        id,
        reference: `CD-${number}`,
        workflowId: `engagement/CD-${number}`,
        title: 'Relaunch',
        clientId: 'cli_1',
        playbookName: 'client-delivery',
        playbookVersion: 1,
        stage: 'qualification',
        status: 'active',
        ...{ facts: {}, team: {}, externalIds: {}, startedBy: {} },
        ...{ startedAt: now, updatedAt: now },
      },
    });
    return id;
  }

  /** What a workflow does with its facts: they go into the journal in one batch. */
  async happens(id: string, ...facts: JournalFact[]): Promise<void> {
    const from = (this.writers.get(id) ?? 0) + 1;
    this.writers.set(id, from + facts.length - 1);
    await this.tells(id, from, facts);
  }

  /** What it tells from its own entry of a number on; at last it may come to rest. */
  async tells(id: string, from: number, facts: JournalFact[], restsAt?: number): Promise<void> {
    const { api } = this;
    api.clock.nowMs += 1;
    const atMs = api.clock.nowMs;
    await appendJournal(
      api.db,
      {
        subject: { kind: 'engagement', id },
        writer: `engagement/${id}`,
        toldAtMs: atMs,
        terms: [],
        entries: facts.map((fact, index) => ({
          seq: from + index,
          atMs,
          actor: { kind: 'system', name: 'promisekeeper' },
          fact,
        })),
        ...(restsAt === undefined ? {} : { restsAt }),
      },
      [],
    );
  }

  /** One process that tells subscribers. */
  teller(how: { targets?: WebhookTargets; lookUp?: LookUp; timeoutMs?: number } = {}): Subscribers {
    const { targets = LOOPBACK, lookUp = askSystem, timeoutMs = CALL_TIMEOUT_MS } = how;
    const { db, clock } = this.api;
    const calls = { targets, lookUp, timeoutMs };
    return new Subscribers({ db, clock, time: REAL_TIME, calls }, new Bell(), new AbortController().signal);
  }

  /** Tells whatever is due now, to its end. */
  async tellAll(teller = this.teller()): Promise<void> {
    while ((await teller.round()) > 0) await teller.rest();
    await teller.rest();
  }

  /** What stands still, as the watch finds it in the database and the API lists it. */
  async troubles(): Promise<Record<string, unknown>[]> {
    const { db, clock } = this.api;
    const now = new Date(clock.nowMs);
    const found = (await findStuck(db, now)).get('webhook') ?? [];
    for (const trouble of found) await reportTrouble(db, trouble, now);
    const about = found.map((trouble) => trouble.about);
    await mendAllBut(db, 'webhook', about, now);
    return (await this.api.call('GET', '/v1/troubles')).body['items'] as Record<string, unknown>[];
  }

  /** Lets so much product time pass. */
  pass(ms: number): void {
    this.api.clock.nowMs += ms;
  }
}

/** Facts that need nothing around them. */
export const STARTED: JournalFact = { kind: 'engagementStarted' };

export function opened(id: string): JournalFact {
  return {
    kind: 'promiseOpened',
    promise: {
      ...{ id, key: `${id}#1`, step: 'sales-details', kind: 'task', stage: 'qualification', track: null },
      ...{ owedBy: 'operations-manager', assignee: null, openedAtMs: Date.UTC(2026, 5, 1, 9), title: id },
    },
  };
}
