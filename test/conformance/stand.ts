import { randomUUID } from 'node:crypto';
import { Effects } from '../../activities/capabilities/effects';
import { toFailure } from '../../activities/capabilities/vendor-errors';
import type { Database } from '../../src/database/database';
import { VendorClients } from '../../src/vendors/clients';
import { VendorError } from '../../src/vendors/kit/errors';
import { openTestDatabase } from '../support/database';
import { type SandboxServer, startSandboxServer } from '../vendors/sandbox-server';
import { type AskVendor, askAt, type VendorCall } from './connector';
import { type Candidate, CONNECTORS } from './connectors';
import type { NamedMaking, NamedOperation } from './operations';

/** How a fault of a sandbox is ordered; see `FaultOrder` there. */
export interface FaultOrder {
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly delayMs?: number;
  readonly times?: number;
  readonly afterEffect?: boolean;
  readonly body?: string;
  readonly repeat?: number;
}

/**
 * The vendors' stand-ins over HTTP and the connectors to them, each port with the real memory of effects on PostgreSQL.
 * Every call of a port is that of a process that has just started: nothing is known to it but what the database holds.
 */
export class Stand {
  /** What the failures said that were met, as people and Temporal are told. */
  readonly told: string[] = [];

  private constructor(
    readonly server: SandboxServer,
    readonly db: Database,
  ) {}

  static async open(): Promise<Stand> {
    const values = Object.fromEntries(
      Object.entries(CONNECTORS).map(([name, connector]) => [name, { ...connector.values }]),
    );
    const server = await startSandboxServer(values);
    return new Stand(server, openTestDatabase(server.databaseUrl));
  }

  async close(): Promise<void> {
    await this.db.$disconnect();
    await this.server.stop();
  }

  /** Does an operation for a key. @throws what the connector throws */
  async run({ vendor }: Candidate, { capability, operation }: NamedOperation, key: string): Promise<unknown> {
    const clients = new VendorClients(this.server.settings);
    const memory = new Effects({ db: this.db, clock: { productNow: Date.now } }, vendor.name);
    const port = clients.port(vendor, capability, memory);
    return await operation.run(port as never, key);
  }

  /** Does an operation that must fail. @returns its error */
  async failing(candidate: Candidate, operation: NamedOperation, key: string): Promise<VendorError> {
    const error: unknown = await this.run(candidate, operation, key).then(
      () => undefined,
      (thrown: unknown) => thrown,
    );
    if (error !== undefined) this.hear(error);
    if (error instanceof VendorError) return error;
    throw new Error(
      `a VendorError was due, and there was ${error instanceof Error ? error.message : 'none'}`,
    );
  }

  /** Puts down what people and Temporal are told of an error. */
  hear(error: unknown): void {
    const { message, stack, details } = toFailure(error);
    const own = error instanceof Error ? [error.message, error.stack] : [error];
    this.told.push(JSON.stringify([own, message, stack, details]));
  }

  ask({ vendor }: Candidate): AskVendor {
    return askAt(this.server, vendor.name);
  }

  async count(candidate: Candidate, { making }: NamedMaking, key: string): Promise<number> {
    return await making.count(this.ask(candidate), key);
  }

  async fault({ vendor }: Candidate, call: VendorCall, order: FaultOrder): Promise<void> {
    await this.server.fault(vendor.name, { ...call, ...order });
  }

  /** How often a call was made, by the stand-in's log. @param status only those that were answered with it */
  async calls({ vendor }: Candidate, { method, path }: VendorCall, status?: number): Promise<number> {
    const { rows } = await this.server.pool.query<{ count: string }>(
      `SELECT count(*) FROM sandbox_log
       WHERE vendor = $1 AND method = $2 AND starts_with(path, $3) AND ($4::int IS NULL OR status = $4)`,
      [vendor.name, method, path, status ?? null],
    );
    return Number(rows[0]?.count);
  }
}

/** Unlike any other, also as a part of one. */
export function newKey(): string {
  return `k${randomUUID().replaceAll('-', '').slice(0, 16)}`;
}

/** Does something for each item, and says of all that failed which they were. @throws Error when one failed */
export async function forEach<T extends { readonly name: string }>(
  items: readonly T[],
  work: (item: T) => Promise<void>,
): Promise<void> {
  const failures: string[] = [];
  for (const item of items) {
    try {
      await work(item);
    } catch (error) {
      failures.push(`${item.name}: ${error instanceof Error ? error.message : String(error)}`);
    }
  }
  if (failures.length > 0) throw new Error(failures.join('\n'));
  if (items.length === 0) throw new Error('nothing was tried');
}
