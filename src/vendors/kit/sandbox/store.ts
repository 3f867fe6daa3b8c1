import type { Pool } from 'pg';
import { repairedJson, repairedText } from '../../../text/domain/storable';

/** One call that a sandbox received. */
export interface LoggedCall {
  /** RFC 3339, product time. */
  readonly at: string;
  readonly method: string;
  /** The vendor's own path, with query. */
  readonly path: string;
  /** 0 while the answer is not out. */
  readonly status: number;
  readonly body: unknown;
}

/** Trouble ordered for the next matching calls. */
export interface Fault {
  /** `*` for any. */
  readonly method: string;
  /** A prefix of the vendor's own path. */
  readonly path: string;
  /** 0: the connection is cut instead of an answer. Left out: the call is only delayed. */
  readonly status?: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly delayMs: number;
  /** How many calls it hits. */
  readonly times: number;
  /** The work is done first, then the call fails. */
  readonly afterEffect: boolean;
  /** Answered in the place of the vendor's own words, as it stands: with a status of 200 an answer that is none. */
  readonly body?: string;
  /** How often the body is sent one after the other, as one answer. */
  readonly repeat: number;
}

export interface StoredObject {
  readonly id: string;
  readonly data: unknown;
}

/** A webhook that a stand-in has not got rid of yet. */
export interface OwedWebhook {
  readonly id: string;
  readonly vendor: string;
  /** What the vendor tells, to be signed anew for each try. */
  readonly call: unknown;
  /** How often it was tried. */
  readonly attempts: number;
}

/** What the sandboxes remember. Everything survives the end of the process. */
export interface SandboxStore {
  /** @returns false when the id is taken; nothing is changed then */
  insert(vendor: string, kind: string, id: string, data: unknown, at: Date): Promise<boolean>;
  /** Writes an object whether or not it is there. */
  put(vendor: string, kind: string, id: string, data: unknown, at: Date): Promise<void>;
  getMany(vendor: string, kind: string, ids: readonly string[]): Promise<StoredObject[]>;
  /** @returns whether it was there */
  remove(vendor: string, kind: string, id: string): Promise<boolean>;
  /** Those whose id starts with the prefix, in the order of their making; 10,000 at most. */
  list(vendor: string, kind: string, idPrefix?: string): Promise<StoredObject[]>;
  /** 1, 2, 3 ... for each name, never twice. */
  nextNumber(vendor: string, name: string, at: Date): Promise<number>;
  /**
   * Puts a call into the log, and takes the oldest fault that hits it under one of its paths, counted down by one.
   * Both in one statement, since every call needs them.
   */
  receive(
    vendor: string,
    call: Omit<LoggedCall, 'status'>,
    paths: readonly string[],
  ): Promise<{ logId: string; fault: Fault | undefined }>;
  logAnswer(logId: string, status: number): Promise<void>;
  /** The newest calls up to the limit, oldest first. */
  log(vendor: string, limit: number): Promise<LoggedCall[]>;
  addFault(vendor: string, fault: Fault): Promise<void>;
  /** Takes back all faults that have not hit yet. */
  clearFaults(vendor: string): Promise<void>;
  /** @param dueAt from when on anybody may send it; wall clock */
  oweWebhook(vendor: string, call: unknown, dueAt: Date): Promise<OwedWebhook>;
  /** Takes webhooks that are due, so that nobody else takes them until then. */
  claimWebhooks(now: Date, until: Date, limit: number): Promise<OwedWebhook[]>;
  /** Counts a try that failed. */
  postponeWebhook(id: string, dueAt: Date): Promise<void>;
  forgetWebhook(id: string): Promise<void>;
}

/** The store in the product's own PostgreSQL, in tables that nothing else uses. */
export function createSandboxStore(pool: Pool): SandboxStore {
  return new PostgresSandboxStore(pool);
}

/** The fault's columns are null when none hits. */
interface ReceivedRow {
  readonly log_id: string;
  readonly method: string | null;
  readonly path: string;
  readonly status: number | null;
  readonly headers: Record<string, string>;
  readonly delay_ms: number;
  readonly remaining: number;
  readonly after_effect: boolean;
  readonly body: string | null;
  readonly repeat: number;
}

class PostgresSandboxStore implements SandboxStore {
  constructor(private readonly pool: Pool) {}

  async insert(vendor: string, kind: string, id: string, data: unknown, at: Date): Promise<boolean> {
    const { rowCount } = await this.pool.query(
      `INSERT INTO sandbox_object (vendor, kind, id, data, created_at, updated_at)
       VALUES ($1, $2, $3, $4, $5, $5) ON CONFLICT DO NOTHING`,
      [vendor, kind, repairedText(id), kept(data), at],
    );
    return rowCount === 1;
  }

  async put(vendor: string, kind: string, id: string, data: unknown, at: Date): Promise<void> {
    await this.pool.query(
      `INSERT INTO sandbox_object (vendor, kind, id, data, created_at, updated_at)
       VALUES ($1, $2, $3, $4, $5, $5)
       ON CONFLICT (vendor, kind, id) DO UPDATE SET data = EXCLUDED.data, updated_at = EXCLUDED.updated_at`,
      [vendor, kind, repairedText(id), kept(data), at],
    );
  }

  async getMany(vendor: string, kind: string, ids: readonly string[]): Promise<StoredObject[]> {
    const { rows } = await this.pool.query<StoredObject>(
      'SELECT id, data FROM sandbox_object WHERE vendor = $1 AND kind = $2 AND id = ANY($3)',
      [vendor, kind, ids.map(repairedText)],
    );
    return rows;
  }

  async remove(vendor: string, kind: string, id: string): Promise<boolean> {
    const { rowCount } = await this.pool.query(
      'DELETE FROM sandbox_object WHERE vendor = $1 AND kind = $2 AND id = $3',
      [vendor, kind, repairedText(id)],
    );
    return rowCount === 1;
  }

  async list(vendor: string, kind: string, idPrefix = ''): Promise<StoredObject[]> {
    const { rows } = await this.pool.query<StoredObject>(
      `SELECT id, data FROM sandbox_object WHERE vendor = $1 AND kind = $2 AND starts_with(id, $3)
       ORDER BY created_at, id LIMIT 10000`,
      [vendor, kind, repairedText(idPrefix)],
    );
    return rows;
  }

  async nextNumber(vendor: string, name: string, at: Date): Promise<number> {
    const { rows } = await this.pool.query<{ data: number }>(
      `INSERT INTO sandbox_object (vendor, kind, id, data, created_at, updated_at)
       VALUES ($1, '_counter', $2, '1', $3, $3)
       ON CONFLICT (vendor, kind, id) DO UPDATE SET data = to_jsonb(sandbox_object.data::int + 1)
       RETURNING data`,
      [vendor, name, at],
    );
    return rows[0]?.data ?? 1;
  }

  async receive(vendor: string, call: Omit<LoggedCall, 'status'>, paths: readonly string[]) {
    const { rows } = await this.pool.query<ReceivedRow>(
      `WITH logged AS (
         INSERT INTO sandbox_log (vendor, at, method, path, status, body)
         VALUES ($1, $2, $3, $4, 0, $5) RETURNING id AS log_id),
       hit AS (
         UPDATE sandbox_fault SET remaining = remaining - 1 WHERE id =
           (SELECT id FROM sandbox_fault WHERE vendor = $1 AND remaining > 0 AND method IN ('*', $3)
              AND EXISTS (SELECT 1 FROM unnest($6::text[]) called WHERE starts_with(called, path))
            ORDER BY id LIMIT 1 FOR UPDATE)
         RETURNING method, path, status, headers, delay_ms, remaining, after_effect, body, repeat)
       SELECT * FROM logged LEFT JOIN hit ON true`,
      [vendor, call.at, call.method, call.path, call.body === undefined ? null : kept(call.body), paths],
    );
    const [row] = rows;
    return { logId: row?.log_id ?? '', fault: row === undefined ? undefined : faultOf(row) };
  }

  async logAnswer(logId: string, status: number): Promise<void> {
    await this.pool.query('UPDATE sandbox_log SET status = $2 WHERE id = $1', [logId, status]);
  }

  async log(vendor: string, limit: number): Promise<LoggedCall[]> {
    const { rows } = await this.pool.query<Omit<LoggedCall, 'at'> & { at: Date }>(
      `SELECT at, method, path, status, body FROM
         (SELECT * FROM sandbox_log WHERE vendor = $1 ORDER BY id DESC LIMIT $2) newest ORDER BY id`,
      [vendor, limit],
    );
    return rows.map((row) => ({ ...row, at: row.at.toISOString() }));
  }

  async addFault(vendor: string, fault: Fault): Promise<void> {
    await this.pool.query(
      `INSERT INTO sandbox_fault
         (vendor, method, path, status, headers, delay_ms, remaining, after_effect, body, repeat)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`,
      [
        vendor,
        fault.method,
        fault.path,
        fault.status ?? null,
        JSON.stringify(fault.headers),
        fault.delayMs,
        fault.times,
        fault.afterEffect,
        fault.body ?? null,
        fault.repeat,
      ],
    );
  }

  async clearFaults(vendor: string): Promise<void> {
    await this.pool.query('DELETE FROM sandbox_fault WHERE vendor = $1', [vendor]);
  }

  async oweWebhook(vendor: string, call: unknown, dueAt: Date): Promise<OwedWebhook> {
    const { rows } = await this.pool.query<OwedWebhook>(
      `INSERT INTO sandbox_webhook (vendor, call, due_at) VALUES ($1, $2, $3)
       RETURNING id, vendor, call, attempts`,
      [vendor, kept(call), dueAt],
    );
    return rows[0] as OwedWebhook;
  }

  async claimWebhooks(now: Date, until: Date, limit: number): Promise<OwedWebhook[]> {
    const { rows } = await this.pool.query<OwedWebhook>(
      `UPDATE sandbox_webhook SET due_at = $2 WHERE id IN
         (SELECT id FROM sandbox_webhook WHERE due_at <= $1 ORDER BY id LIMIT $3 FOR UPDATE SKIP LOCKED)
       RETURNING id, vendor, call, attempts`,
      [now, until, limit],
    );
    return rows;
  }

  async postponeWebhook(id: string, dueAt: Date): Promise<void> {
    await this.pool.query('UPDATE sandbox_webhook SET due_at = $2, attempts = attempts + 1 WHERE id = $1', [
      id,
      dueAt,
    ]);
  }

  async forgetWebhook(id: string): Promise<void> {
    await this.pool.query('DELETE FROM sandbox_webhook WHERE id = $1', [id]);
  }
}

/** A vendor would keep what our database cannot: here it is replaced, as wherever a vendor sends it. */
function kept(data: unknown): string {
  return JSON.stringify(repairedJson(data));
}

function faultOf(row: ReceivedRow): Fault | undefined {
  if (row.method === null) return undefined;
  return {
    method: row.method,
    path: row.path,
    ...(row.status === null ? {} : { status: row.status }),
    headers: row.headers,
    delayMs: row.delay_ms,
    times: row.remaining,
    afterEffect: row.after_effect,
    ...(row.body === null ? {} : { body: row.body }),
    repeat: row.repeat,
  };
}
