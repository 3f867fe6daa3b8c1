import { type ChildProcess, spawn } from 'node:child_process';
import { createHmac } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { freePort } from '../../src/runtime/process/ports';
import { readIdentity } from '../../src/runtime/process/process-identity';
import { endOrphans } from '../../src/runtime/data-dir';

const ROOT = join(__dirname, '../..');
const ADMIN_TOKEN = 'an-administrator-for-tests';
const UP_WITHIN_MS = 180_000;

export interface ShownPromise {
  id: string;
  title: string;
  owedBy: string;
  state: string;
  level: number | string;
  dueAt: string | null;
  keptBy: { signal: string; body: Record<string, unknown> }[];
}

export interface ShownEngagement {
  id: string;
  reference: string;
  title: string;
  status: string;
  stage: string;
  promises: ShownPromise[];
}

export interface JournalLine {
  seq: number;
  at: string;
  kind: string;
  summary: string;
}

/** What a sandbox has received. */
export interface Received {
  at: string;
  method: string;
  path: string;
  status: number;
  body: unknown;
}

/** `npm start` on a data folder and ports of its own: every process, every server, nothing left out. */
export class RealInstallation {
  private readonly dataDir = mkdtempSync(join(tmpdir(), 'promisekeeper-e2e-'));
  private readonly tokens = new Map<string, string>();
  private child: ChildProcess | undefined;
  private printed = '';

  private constructor(
    private readonly ports: Record<string, string>,
    private readonly env: Record<string, string>,
  ) {}

  static async start(env: Record<string, string> = {}): Promise<RealInstallation> {
    const names = ['PORT', 'TEMPORAL_PORT', 'TEMPORAL_UI_PORT', 'POSTGRES_PORT'];
    const ports: [string, string][] = [];
    for (const name of names) {
      ports.push([name, String(await freePort())]);
    }
    const installation = new RealInstallation(Object.fromEntries(ports), env);
    await installation.up();
    return installation;
  }

  get baseUrl(): string {
    return `http://127.0.0.1:${this.ports['PORT']}`;
  }

  get temporalAddress(): string {
    return `127.0.0.1:${this.ports['TEMPORAL_PORT']}`;
  }

  /** The environment of a command, such as the demo, that works with this installation. */
  commandEnv(): NodeJS.ProcessEnv {
    const { PATH, HOME } = process.env;
    return { PATH, HOME, PORT: this.ports['PORT'], PROMISEKEEPER_ADMIN_TOKEN: ADMIN_TOKEN };
  }

  /** Starts everything, or starts it again on what it has kept. */
  async up(): Promise<void> {
    this.printed = '';
    const child = spawn(process.execPath, ['bin/run.mjs', 'start'], {
      cwd: ROOT,
      env: {
        PATH: process.env['PATH'],
        HOME: process.env['HOME'],
        ...(process.env['PROMISEKEEPER_CACHE_DIR']
          ? { PROMISEKEEPER_CACHE_DIR: process.env['PROMISEKEEPER_CACHE_DIR'] }
          : {}),
        PROMISEKEEPER_DATA_DIR: this.dataDir,
        PROMISEKEEPER_ADMIN_TOKEN: ADMIN_TOKEN,
        ...this.ports,
        ...this.env,
      },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    this.child = child;
    for (const stream of [child.stdout, child.stderr]) {
      stream.on('data', (chunk: Buffer) => (this.printed += chunk.toString()));
    }
    await until('npm start to be up', () => this.printed.includes('Promisekeeper is up') || null, {
      withinMs: UP_WITHIN_MS,
      failed: () => (child.exitCode === null ? null : `npm start ended:\n${this.printed}`),
    });
  }

  /** Ctrl-C; the exit code. */
  async stop(): Promise<number | null> {
    const { child } = this;
    if (!child || child.exitCode !== null) {
      return child?.exitCode ?? null;
    }
    const ended = new Promise<number | null>((resolve) => child.once('close', resolve));
    child.kill('SIGINT');
    return await ended;
  }

  async remove(): Promise<void> {
    await this.stop();
    await endOrphans(join(this.dataDir, 'run')).catch(() => []);
    rmSync(this.dataDir, { recursive: true, force: true });
  }

  /** kill -9 of one process; returns when another one has taken its place. */
  async kill(name: 'worker' | 'server' | 'temporal' | 'postgres'): Promise<void> {
    const pidOf = () => readIdentity(join(this.dataDir, 'run', `${name}.pid`))?.pid;
    const pid = pidOf();
    if (pid === undefined) {
      throw new Error(`There is no ${name} to kill`);
    }
    process.kill(pid, 'SIGKILL');
    await until(`another ${name}`, () => {
      const next = pidOf();
      return next !== undefined && next !== pid ? true : null;
    });
  }

  /** kill -9 of everything at once, as when the power fails. */
  async killAll(): Promise<void> {
    const { child } = this;
    const ended = new Promise((resolve) => child?.once('close', resolve));
    child?.kill('SIGKILL');
    for (const name of ['worker', 'server', 'temporal', 'postgres']) {
      const pid = readIdentity(join(this.dataDir, 'run', `${name}.pid`))?.pid;
      if (pid !== undefined) {
        process.kill(pid, 'SIGKILL');
      }
    }
    await ended;
  }

  /** One call of the API; without a token it is the administrator's. Server errors of a restart are waited out. */
  async call<T>(
    method: string,
    path: string,
    body?: unknown,
    token = ADMIN_TOKEN,
  ): Promise<{ status: number; body: T }> {
    return await until(`${method} ${path}`, async () => {
      const response = await fetch(`${this.baseUrl}${path}`, {
        method,
        headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      }).catch(() => null);
      if (!response || response.status >= 500) {
        return null;
      }
      const text = await response.text();
      return { status: response.status, body: (text === '' ? null : JSON.parse(text)) as T };
    });
  }

  /** Somebody who has this role; hired at the first asking. */
  async tokenOf(role: string): Promise<string> {
    const known = this.tokens.get(role);
    if (known) {
      return known;
    }
    const person = await this.call<{ id: string }>('POST', '/v1/people', {
      name: `The ${role}`,
      email: `${role}@example.com`,
      roles: [role],
    });
    const { body } = await this.call<{ token: string }>('POST', `/v1/people/${person.body.id}/tokens`, {});
    this.tokens.set(role, body.token);
    return body.token;
  }

  async engagement(id: string): Promise<ShownEngagement> {
    return (await this.call<ShownEngagement>('GET', `/v1/engagements/${id}`)).body;
  }

  /** The whole journal of an engagement, oldest first. */
  async journal(id: string): Promise<JournalLine[]> {
    const lines: JournalLine[] = [];
    for (let cursor = ''; ; ) {
      const path = `/v1/engagements/${id}/journal?limit=200${cursor}`;
      const { body } = await this.call<{ items: JournalLine[]; nextCursor: string | null }>('GET', path);
      lines.push(...body.items);
      if (!body.nextCursor) {
        return lines;
      }
      cursor = `&cursor=${encodeURIComponent(body.nextCursor)}`;
    }
  }

  async engagementsNamed(title: string): Promise<ShownEngagement[]> {
    const path = `/v1/engagements?q=${encodeURIComponent(title)}`;
    return (await this.call<{ items: ShownEngagement[] }>('GET', path)).body.items;
  }

  async received(vendor: string): Promise<Received[]> {
    return (await this.call<{ items: Received[] }>('GET', `/sandbox/${vendor}/_log`)).body.items;
  }

  /** HubSpot's own call for a deal that moved to a stage, in its documented form and signature. */
  async hubspotSays(dealId: string, stage: string): Promise<number> {
    const body = JSON.stringify([
      {
        eventId: 1,
        subscriptionId: 11,
        portalId: 62515,
        appId: 54321,
        occurredAt: 1_790_000_000_000,
        subscriptionType: 'deal.propertyChange',
        attemptNumber: 0,
        objectId: Number(dealId),
        propertyName: 'dealstage',
        propertyValue: stage,
        changeSource: 'CRM',
      },
    ]);
    const timestamp = String(Date.now());
    const signature = createHmac('sha256', 'sandbox-hubspot-client-secret')
      .update(`POST${this.baseUrl}/webhooks/hubspot${body}${timestamp}`)
      .digest('base64');
    const response = await fetch(`${this.baseUrl}/webhooks/hubspot`, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        'x-hubspot-signature-v3': signature,
        'x-hubspot-request-timestamp': timestamp,
      },
      body,
    });
    return response.status;
  }

  /** Puts a deal into the sandbox's HubSpot without a word about it. */
  async putDeal(id: string, dealname: string, dealstage: string): Promise<void> {
    await this.call('POST', '/sandbox/hubspot/_emit', {
      event: 'deal.propertyChange',
      deliver: false,
      object: { id, properties: { dealname, amount: '1200.00', dealstage } },
    });
  }
}

/** Waits until `look` finds something. @throws when it does not within the time, or `failed` says why it cannot */
export async function until<T>(
  what: string,
  look: () => Promise<T | null> | T | null,
  { withinMs = 60_000, failed = () => null as string | null } = {},
): Promise<T> {
  const giveUpAt = performance.now() + withinMs;
  for (;;) {
    const found = await look();
    if (found !== null) {
      return found;
    }
    const why = failed();
    if (why !== null || performance.now() > giveUpAt) {
      throw new Error(why ?? `Waited in vain for ${what}`);
    }
    await delay(100);
  }
}
