import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Client, Connection } from '@temporalio/client';
import { pino } from 'pino';
import { createApp } from '../../src/edge/app';
import type { ApiDeps } from '../../src/edge/http/deps';
import { listen } from '../../src/edge/listen';
import { waysToKeep } from '../../src/engagement/domain/kept-by';
import { allSteps } from '../../src/playbook/domain/playbook';
import { type Clock, REAL_TIME } from '../../src/promise/domain/time';
import type { Vendor } from '../../src/vendors/kit/vendor';
import { VENDORS } from '../../src/vendors/registry';
import { readSettings } from '../../src/settings/settings';
import type { Database } from '../../src/database/database';
import { openTestDatabase } from './database';
import type { PromiseRecord } from '../../src/engagement/store/engagements';
import { loadPlaybook, publishPlaybook } from '../../src/playbook/store/playbooks';
import { openTemporal } from '../../src/temporal/client';
import { databaseUrl, devServerAddress } from './environment';

export const ADMIN = 'test-administrator-token-0123456789';
export const PLAYBOOK_FILE = join(__dirname, '../../playbooks/client-delivery.yaml');

export interface Reply {
  status: number;
  headers: Headers;
  body: Body;
  text: string;
}

/** JSON as a test reads it; what it expects of a field it says itself. */
export type Body = Record<string, unknown>;

export interface TestApi {
  url: string;
  deps: ApiDeps;
  db: Database;
  /** The product's time stands still until a test moves it. */
  clock: Clock & { nowMs: number };
  call(method: string, path: string, options?: CallOptions): Promise<Reply>;
  /** Adds a person and issues a token. */
  person(...roles: string[]): Promise<{ id: string; token: string }>;
  /** Starts an engagement of the client-delivery playbook. */
  engagement(extra?: object): Promise<string>;
  close(): Promise<void>;
}

export interface CallOptions {
  token?: string | null;
  json?: unknown;
  body?: string | Buffer;
  headers?: Record<string, string>;
}

/** The API on a free port, over a real PostgreSQL and a real Temporal (or none, at an address where nothing listens). */
export async function startApi(
  options: { temporalAddress?: string; vendors?: readonly Vendor[]; databaseUrl?: string } = {},
): Promise<TestApi> {
  const { vendors = VENDORS } = options;
  const url = options.databaseUrl ?? (await databaseUrl());
  const env = {
    DATABASE_URL: url,
    TEMPORAL_ADDRESS: options.temporalAddress ?? (await devServerAddress()),
    PROMISEKEEPER_ADMIN_TOKEN: ADMIN,
    PROMISEKEEPER_EMBEDDED: '1',
  };
  const settings = readSettings(env, vendors);
  const db = openTestDatabase(url);
  const temporal = openTemporal(settings.temporal);
  const startMs = Date.parse('2026-06-01T09:00:00Z');
  const clock = { nowMs: startMs, productNow: () => clock.nowMs };
  const deps: ApiDeps = {
    db,
    temporal,
    clock,
    settings: {
      ...settings,
      time: REAL_TIME,
      temporalUiUrl: 'http://127.0.0.1:8233',
      temporalNamespace: 'default',
    },
    vendors,
    log: pino({ level: 'silent' }),
  };
  const published = await publishPlaybook(db, readFileSync(PLAYBOOK_FILE, 'utf8'), new Date(startMs));
  if (published.outcome === 'faulty') throw new Error(JSON.stringify(published.faults));
  const server = await listen(createApp(deps), 0, '127.0.0.1');
  const base = `http://127.0.0.1:${server.port}`;
  const api: TestApi = {
    url: base,
    deps,
    db,
    clock,
    call: (method, path, callOptions) => call(base, method, path, callOptions),
    person: (...roles) => addPerson(api, roles),
    engagement: (extra) => addEngagement(api, extra),
    close: async () => {
      await server.close(1_000);
      await temporal.close();
      await db.$disconnect();
    },
  };
  return api;
}

async function call(base: string, method: string, path: string, options: CallOptions = {}): Promise<Reply> {
  const { token = ADMIN, json, headers = {} } = options;
  const body = json === undefined ? options.body : JSON.stringify(json);
  const response = await fetch(`${base}${path}`, {
    method,
    headers: {
      ...(token === null ? {} : { authorization: `Bearer ${token}` }),
      ...(json === undefined ? {} : { 'content-type': 'application/json' }),
      ...headers,
    },
    ...(body === undefined ? {} : { body: body as string }),
  });
  const text = await response.text();
  const isJson = /json/.test(response.headers.get('content-type') ?? '');
  return {
    status: response.status,
    headers: response.headers,
    text,
    body: (isJson ? JSON.parse(text) : {}) as Body,
  };
}

let people = 0;

async function addPerson(api: TestApi, roles: string[]): Promise<{ id: string; token: string }> {
  people += 1;
  const added = await api.call('POST', '/v1/people', {
    json: { name: `Person ${people}`, email: `person${people}@example.com`, roles },
  });
  const { id } = added.body as unknown as { id: string };
  const issued = await api.call('POST', `/v1/people/${id}/tokens`);
  return { id, token: (issued.body as unknown as { token: string }).token };
}

async function addEngagement(api: TestApi, extra: object = {}): Promise<string> {
  const started = await api.call('POST', '/v1/engagements', {
    json: { playbook: 'client-delivery', client: { name: 'Acme' }, title: 'Website relaunch', ...extra },
  });
  if (started.status !== 201) throw new Error(`${started.status} ${started.text}`);
  return (started.body as unknown as { id: string }).id;
}

/** Opens a promise in the read model as the journal would, for a step of the client-delivery playbook. */
export async function openPromise(
  api: TestApi,
  engagementId: string,
  stepId: string,
  extra: Partial<PromiseRecord> = {},
): Promise<string> {
  const engagement = await api.db.engagement.findUniqueOrThrow({ where: { id: engagementId } });
  const playbook = await loadPlaybook(api.db, 'client-delivery', 1);
  const place = [...allSteps(playbook)].find(({ step }) => step.id === stepId);
  if (!place) throw new Error(`no step ${stepId}`);
  const id = extra.id ?? `prm_${randomUUID()}`;
  const context = {
    contactName: 'Ann Ode',
    signatoryName: 'Sam Seller',
    amount: '600.00',
    currency: 'EUR',
    invoiceReference: 'CD-0001-signature',
    team: {},
  };
  await api.db.promiseRecord.create({
    data: {
      id,
      subjectId: engagementId,
      engagementId,
      workflowId: engagement.workflowId,
      key: stepId,
      step: stepId,
      kind: place.step.kind,
      title: place.step.title,
      stage: place.stage,
      track: place.track,
      owedBy: place.step.owner,
      openedAt: new Date(api.clock.nowMs),
      dueAt: new Date(api.clock.nowMs + 3_600_000),
      state: 'open',
      keptBy: JSON.parse(JSON.stringify(waysToKeep(place.step, id, context))),
      explanation: [],
      ...(extra as object),
    },
  });
  return id;
}

/** The facts that Temporal holds for a workflow, oldest first. */
export async function signalsAt(workflowId: string): Promise<{ name: string; fact: Body }[]> {
  const connection = await Connection.connect({ address: await devServerAddress() });
  try {
    const history = await new Client({ connection }).workflow.getHandle(workflowId).fetchHistory();
    return (history.events ?? []).flatMap((event) => {
      const attributes = event.workflowExecutionSignaledEventAttributes;
      const data = attributes?.input?.payloads?.[0]?.data;
      return attributes && data
        ? [
            {
              name: attributes.signalName ?? '',
              fact: JSON.parse(Buffer.from(data).toString('utf8')) as Body,
            },
          ]
        : [];
    });
  } finally {
    await connection.close();
  }
}
