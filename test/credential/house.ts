import { Writable } from 'node:stream';
import { Client, Connection } from '@temporalio/client';
import { pino } from 'pino';
import { type Credentials } from '../../src/credential/domain/credential';
import { keptCredentials } from '../../src/credential/store/keeper';
import type { Database } from '../../src/database/database';
import { createApp } from '../../src/edge/app';
import { listen } from '../../src/edge/listen';
import { REAL_TIME } from '../../src/promise/domain/time';
import { freePort } from '../../src/runtime/process/ports';
import { lookOnce } from '../../src/trouble/dispatch/watch';
import { VendorClients } from '../../src/vendors/clients';
import { VENDORS } from '../../src/vendors/registry';
import { secret } from '../conformance/marks';
import { ADMIN, startApi, type TestApi } from '../support/api';
import { devServerAddress } from '../support/environment';
import { type SandboxServer, startSandboxServer } from '../vendors/sandbox-server';

export const KEY = Buffer.alloc(32, 1);
export const OTHER_KEY = Buffer.alloc(32, 2);
export const CONSENTING = VENDORS.filter((vendor) => 'codeFlow' in vendor);

/** What a browser gets to see. */
export interface Seen {
  readonly status: number;
  readonly text: string;
  /** Where it is sent to. */
  readonly location: string;
  readonly cookie: string;
}

/** The API with a key, the vendors' stand-ins with their consent pages, and a browser between them. */
export class ConsentHouse {
  /** All that was logged. */
  readonly logged: string[] = [];
  private constructor(
    readonly sandbox: SandboxServer,
    readonly api: TestApi,
    readonly url: string,
    private readonly temporal: Connection,
    private readonly stop: () => Promise<void>,
    logged: string[],
    /** How far the vendors' clocks are ahead, in milliseconds. */
    readonly ahead: { ms: number },
  ) {
    this.logged = logged;
  }

  static async open(): Promise<ConsentHouse> {
    const ahead = { ms: 0 };
    const values = Object.fromEntries(
      CONSENTING.map(({ name }) => [name, { clientId: `our-${name}`, clientSecret: secret(name) }]),
    );
    const sandbox = await startSandboxServer(values, CONSENTING, () => Date.now() + ahead.ms);
    const api = await startApi({ databaseUrl: sandbox.databaseUrl });
    const port = await freePort();
    const url = `http://127.0.0.1:${port}`;
    const logged: string[] = [];
    const stream = new Writable({
      write(chunk: Buffer, _encoding, done) {
        logged.push(chunk.toString());
        done();
      },
    });
    const app = createApp({
      ...api.deps,
      settings: {
        ...api.deps.settings,
        vendors: sandbox.settings.vendors,
        publicUrl: url,
        credentialKeys: [KEY],
      },
      log: pino({ level: 'trace' }, stream),
    });
    const server = await listen(app, port, '127.0.0.1');
    const temporal = await Connection.connect({ address: await devServerAddress() });
    const stop = () => server.close(1_000);
    return new ConsentHouse(sandbox, api, url, temporal, stop, logged, ahead);
  }

  async close(): Promise<void> {
    await this.stop();
    await this.temporal.close();
    await this.api.close();
    await this.sandbox.stop();
  }

  get db(): Database {
    return this.api.db;
  }

  /** The credentials as one process has them. @param laterMs how far its clock is ahead */
  process(laterMs = 0, keys: readonly Buffer[] = [KEY], db = this.db): Credentials {
    return keptCredentials({ db, keys, wallMs: () => Date.now() + laterMs });
  }

  clients(credentials = this.process()): VendorClients {
    return new VendorClients(this.sandbox.settings, credentials);
  }

  async admin(method: string, path: string): Promise<{ status: number; body: Record<string, unknown> }> {
    const response = await fetch(`${this.url}${path}`, {
      method,
      headers: { authorization: `Bearer ${ADMIN}` },
    });
    return { status: response.status, body: (await response.json()) as Record<string, unknown> };
  }

  async link(vendor: string): Promise<string> {
    const { status, body } = await this.admin('POST', `/v1/connectors/${vendor}/consents`);
    if (status !== 201) throw new Error(`no link: ${status} ${JSON.stringify(body)}`);
    return String(body['url']);
  }

  /** Goes as far as to the vendor's page, decides there, and is sent back. @returns where to, and the cookie for it */
  async decide(
    vendor: string,
    decision: 'Allow' | 'Deny',
    link?: string,
  ): Promise<{ callback: string; cookie: string }> {
    const sent = await begin(link ?? (await this.link(vendor)));
    const question = await visit(sent.location);
    const href = new RegExp(`href="([^"]+)">${decision}<`).exec(question.text)?.[1]?.replaceAll('&amp;', '&');
    if (href === undefined) throw new Error(`nobody is asked: ${question.status} ${question.text}`);
    const decided = await visit(new URL(href, sent.location).href);
    return { callback: decided.location, cookie: sent.cookie };
  }

  /** Consents to all, or denies it, and comes back. */
  async consent(vendor: string, decision: 'Allow' | 'Deny' = 'Allow'): Promise<Seen> {
    const { callback, cookie } = await this.decide(vendor, decision);
    return await visit(callback, cookie);
  }

  async consentBy(link: string): Promise<Seen> {
    const { callback, cookie } = await this.decide('', 'Allow', link);
    return await visit(callback, cookie);
  }

  /** How often a vendor's token service was asked for something. */
  async grants(vendor: string, kind: string): Promise<number> {
    const log = await this.sandbox.log(vendor);
    return log.filter(({ body }) => (body as { grant_type?: string } | null)?.grant_type === kind).length;
  }

  async connector(vendor: string): Promise<Record<string, unknown>> {
    const { body } = await this.admin('GET', '/v1/connectors');
    const items = body['items'] as { vendor: string }[];
    return items.find((item) => item.vendor === vendor) ?? {};
  }

  /** The watch looks once. @returns what is told of credentials now */
  async troubles(): Promise<{ kind: string; what: string; why: string }[]> {
    await lookOnce({
      db: this.db,
      client: new Client({ connection: this.temporal }),
      clock: this.api.clock,
      time: REAL_TIME,
      schedules: [],
      log: pino({ level: 'silent' }),
    });
    const { body } = await this.admin('GET', '/v1/troubles');
    const items = body['items'] as { kind: string; what: string; why: string }[];
    return items.filter(({ kind }) => kind === 'credential' || kind === 'consent');
  }
}

/** Opens a link and presses the button that is there. */
export async function begin(link: string): Promise<Seen> {
  const { text, status } = await visit(link);
  const ticket = /name="ticket" value="([^"]+)"/.exec(text)?.[1];
  if (ticket === undefined) throw new Error(`there is no button: ${status} ${text}`);
  return await press(link, ticket);
}

export async function press(link: string, ticket: string): Promise<Seen> {
  const body = new URLSearchParams({ ticket });
  return seenIn(await fetch(link.split('?')[0]!, { method: 'POST', body, redirect: 'manual' }));
}

export async function visit(url: string, cookie = ''): Promise<Seen> {
  return seenIn(await fetch(url, { redirect: 'manual', headers: cookie === '' ? {} : { cookie } }));
}

async function seenIn(response: Response): Promise<Seen> {
  return {
    status: response.status,
    text: await response.text(),
    location: response.headers.get('location') ?? '',
    cookie: response.headers.get('set-cookie')?.split(';')[0] ?? '',
  };
}
