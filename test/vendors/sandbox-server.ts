import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import express, { type Request } from 'express';
import { Pool } from 'pg';
import { VendorClients } from '../../src/vendors/clients';
import type { WebhookOutbox } from '../../src/vendors/kit/sandbox/outbox';
import { createSandbox } from '../../src/vendors/kit/sandbox/router';
import { createSandboxStore, type LoggedCall } from '../../src/vendors/kit/sandbox/store';
import type { ConnectorSettings, VendorSettings } from '../../src/vendors/kit/vendor-settings';
import type { Vendor } from '../../src/vendors/kit/vendor';
import { type VendorName, VENDORS } from '../../src/vendors/registry';
import { databaseUrl } from '../support/environment';

export const ADMIN_TOKEN = 'the-administrator';

/** One call of a vendor that came in at `/webhooks/{vendor}`. */
export interface ReceivedWebhook {
  readonly vendor: string;
  readonly url: string;
  readonly headers: Record<string, string>;
  readonly rawBody: Buffer;
}

/** One request that a vendor's stand-in received, as it came. */
export interface ReceivedRequest {
  readonly vendor: string;
  readonly method: string;
  /** The vendor's own path, with query. */
  readonly path: string;
  readonly contentType: string;
  readonly body: string;
}

export interface SandboxServer {
  readonly url: string;
  readonly adminToken: string;
  /** What others than the administrator asked the stand-ins, oldest first. */
  readonly requests: ReceivedRequest[];
  readonly settings: ConnectorSettings & { apiUrl: string };
  readonly clients: VendorClients;
  readonly databaseUrl: string;
  readonly pool: Pool;
  /** The webhooks that the stand-ins owe us. */
  readonly outbox: WebhookOutbox;
  /** What the vendors sent us, with the address that they sign; `webhookStatuses` answers them. */
  readonly received: ReceivedWebhook[];
  webhookStatuses: number[];
  clientsWith(vendor: VendorName, values: Record<string, string>): VendorClients;
  log(vendor: string): Promise<LoggedCall[]>;
  fault(vendor: string, fault: Record<string, unknown>): Promise<void>;
  emit(vendor: string, order: Record<string, unknown>): Promise<EmitAnswer>;
  stop(): Promise<void>;
}

export interface EmitAnswer {
  readonly httpStatus: number;
  readonly object: Record<string, unknown>;
  readonly delivered: boolean;
  readonly status: number;
}

/** What vendors sign: an address that leads nowhere from here. */
const publicUrl = 'https://promises.example/keeper';

/**
 * The sandboxes over real HTTP on loopback, on a PostgreSQL of their own, with an endpoint that takes webhooks.
 * @param now what time it is for the vendors
 */
export async function startSandboxServer(
  values: Partial<Record<VendorName, Record<string, string>>> = {},
  vendors: readonly Vendor[] = VENDORS,
  now: () => number = Date.now,
): Promise<SandboxServer> {
  const connectionString = await databaseUrl();
  const pool = new Pool({ connectionString, max: 5 });
  const received: ReceivedWebhook[] = [];
  const app = express();
  const server = createServer(app);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const url = `http://127.0.0.1:${port}`;
  const settings = { apiUrl: url, publicUrl, vendors: sandboxVendors(url, vendors, values) };
  const sandbox = createSandbox({
    vendors,
    store: createSandboxStore(pool),
    settings,
    now,
    isAdmin: (req) => req.headers.authorization === `Bearer ${ADMIN_TOKEN}`,
  });
  await sandbox.listeners.open('127.0.0.1');
  const state: SandboxServer = {
    url,
    adminToken: ADMIN_TOKEN,
    requests: [],
    outbox: sandbox.outbox,
    settings,
    clients: new VendorClients(settings),
    databaseUrl: connectionString,
    pool,
    received,
    webhookStatuses: [],
    clientsWith: (vendor, more) =>
      new VendorClients({
        vendors: {
          ...settings.vendors,
          [vendor]: {
            ...vendorOf(settings, vendor),
            values: { ...vendorOf(settings, vendor).values, ...more },
          },
        },
      }),
    log: async (vendor) => {
      const { body } = await admin(url, 'GET', `${vendor}/_log`);
      const { items } = body as { items: LoggedCall[] };
      return items;
    },
    fault: async (vendor, fault) => {
      const { status } = await admin(url, 'POST', `${vendor}/_faults`, fault);
      if (status !== 201) throw new Error(`the fault was refused: ${status}`);
    },
    emit: async (vendor, order) => {
      const { status, body } = await admin(url, 'POST', `${vendor}/_emit`, order);
      return { ...(body as EmitAnswer), httpStatus: status };
    },
    stop: async () => {
      await Promise.all([close(server), sandbox.listeners.close()]);
      await pool.end();
    },
  };
  app.use('/sandbox', express.raw({ type: () => true, limit: '10mb' }), (req, _res, next) => {
    if (req.headers.authorization !== `Bearer ${ADMIN_TOKEN}`) state.requests.push(receivedRequest(req));
    next();
  });
  app.use('/sandbox', sandbox.router);
  app.post('/webhooks/:vendor', express.raw({ type: () => true }), (req, res) => {
    received.push({
      vendor: req.params['vendor'],
      url: `${publicUrl}${req.originalUrl}`,
      headers: Object.fromEntries(Object.entries(req.headers).map(([name, value]) => [name, String(value)])),
      rawBody: Buffer.from(req.body as Buffer),
    });
    res.status(state.webhookStatuses.shift() ?? 200).end();
  });
  return state;
}

function receivedRequest(req: Request): ReceivedRequest {
  const [, vendor = '', path = ''] = /^\/([^/?]+)(.*)$/.exec(req.url) ?? [];
  return {
    vendor,
    method: req.method,
    path,
    contentType: req.headers['content-type'] ?? '',
    body: Buffer.isBuffer(req.body) ? req.body.toString('utf8') : '',
  };
}

function vendorOf(settings: ConnectorSettings, vendor: VendorName): VendorSettings {
  const found = settings.vendors[vendor];
  if (found === undefined) throw new Error(`no settings of ${vendor}`);
  return found;
}

function sandboxVendors(
  url: string,
  vendors: readonly Vendor[],
  values: Readonly<Record<string, Record<string, string>>>,
) {
  return Object.fromEntries(
    vendors.map(({ name }) => [
      name,
      { mode: 'sandbox', baseUrl: `${url}/sandbox/${name}`, values: values[name] ?? {} } as const,
    ]),
  );
}

async function admin(
  url: string,
  method: string,
  path: string,
  body?: unknown,
): Promise<{ status: number; body: unknown }> {
  const response = await fetch(`${url}/sandbox/${path}`, {
    method,
    headers: { authorization: `Bearer ${ADMIN_TOKEN}`, 'content-type': 'application/json' },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  return { status: response.status, body: await response.json() };
}

function close(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
}
